"""The unit files are understood by systemd and leave the office no more than it needs."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.laws.tree import ROOT

UNITS = sorted((ROOT / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
EXPOSURE = 20
"""The most a service may be exposed, in tenths of systemd's scale from 0 (nothing) to 10."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with our units whose programs are put in place: on this machine no release is installed."""
    for unit in UNITS:
        text = re.sub(
            r"(?m)^(Exec\w+=[-@:+!]*)/opt/vanthu/\S+", r"\1/bin/true", unit.read_text(encoding="utf-8")
        )
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    return tmp_path


def test_systemd_has_nothing_to_say_of_them(folder: Path) -> None:
    """Warnings are printed with exit code 0, so any word counts."""
    units = [str(folder / unit.name) for unit in UNITS]
    said = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    assert (said.returncode, said.stdout, said.stderr) == (0, "", "")


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_service_is_exposed_little(unit: Path, folder: Path) -> None:
    judged = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", f"--threshold={EXPOSURE}", str(folder / unit.name)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert judged.returncode == 0, judged.stdout + judged.stderr


def test_the_office_is_watched() -> None:
    text = (ROOT / "systemd/vanthu.service").read_text(encoding="utf-8")
    assert "Type=notify\n" in text
    assert re.search(r"^WatchdogSec=\d+$", text, re.MULTILINE)
