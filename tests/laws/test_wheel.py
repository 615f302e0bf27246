"""The wheel is whole: what the office needs to run arrives where it is installed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from importlib import metadata
from pathlib import Path

import pytest

from tests.laws.tree import HOUSE, ROOT, data_files, house

QUIET = {**os.environ, "PIP_NO_INPUT": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONPATH": ""}


def run(*command: str | Path) -> str:
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False, env=QUIET)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment into which nothing but our wheel was installed; gives its folder."""
    place = tmp_path_factory.mktemp("wheel")
    # Built from a copy: setuptools leaves build/ behind, and what lies there once would be packed for ever.
    for folder in (*HOUSE, "systemd"):
        shutil.copytree(
            ROOT / folder, place / "source" / folder, ignore=shutil.ignore_patterns("__pycache__")
        )
    for file in ("setup.cfg", "pyproject.toml", "README.md"):
        shutil.copy(ROOT / file, place / "source" / file)
    pip = (sys.executable, "-m", "pip", "--quiet")
    run(
        *pip,
        "wheel",
        "--no-index",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        place,
        place / "source",
    )
    (wheel,) = place.glob("*.whl")
    run(sys.executable, "-m", "venv", "--without-pip", place / "fresh")
    run(*pip, "--python", place / "fresh/bin/python", "install", "--no-index", "--no-deps", wheel)
    return place / "fresh"


def python(environment: Path, program: str) -> str:
    """Run a program in the fresh environment, the folder it is started from out of its sight."""
    return run(environment / "bin/python", "-I", "-W", "error", "-c", program)


def site(environment: Path) -> Path:
    (packages,) = environment.glob("lib/python3*/site-packages")
    return packages


def test_every_module_and_file_arrives(installed: Path) -> None:
    carried = [room.path for room in house()] + data_files()
    assert not [str(path) for path in carried if not (site(installed) / path).is_file()]


def test_nothing_else_arrives(installed: Path) -> None:
    folders = {path.name for path in site(installed).iterdir() if not path.name.endswith(".dist-info")}
    assert folders == set(HOUSE)


def test_the_units_arrive_where_systemd_looks(installed: Path) -> None:
    carried = {path.name for path in (installed / "lib/systemd/system").iterdir()}
    assert carried == {path.name for path in (ROOT / "systemd").iterdir()}


def test_the_command_arrives(installed: Path) -> None:
    assert (installed / "bin/vanthu").is_file()


def test_our_names_are_ours_alone(installed: Path) -> None:
    program = "import json, importlib.metadata as m; print(json.dumps(m.packages_distributions()))"
    providers = json.loads(python(installed, program))
    assert {name: set(providers[name]) for name in HOUSE} == {name: {"vanthu"} for name in HOUSE}
    assert {name: set(metadata.packages_distributions()[name]) for name in HOUSE} == {
        name: {"vanthu"} for name in HOUSE
    }


def test_every_module_can_be_imported_from_the_wheel(installed: Path) -> None:
    """With the libraries of this environment behind it, but not the folder the tests run in."""
    (site(installed) / "libraries.pth").write_text(sysconfig.get_paths()["purelib"] + "\n", encoding="utf-8")
    modules = json.dumps([room.name for room in house() if not room.name.endswith("__main__")])
    program = f"import importlib; print([importlib.import_module(name).__file__ for name in {modules}])"
    assert str(ROOT / "core") not in python(installed, program)
