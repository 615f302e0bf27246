"""Imports look down only, and what is imported from outside is declared."""

from __future__ import annotations

import configparser
import re
import sys
from importlib import metadata

import pytest

from tests.laws.tree import HOUSE, ROOT, Room, house, imports, rooms

RESCUERS = {"install", "installation", "release", "update"}
"""Modules of appliance/ that work when the rest does not."""
RESCUERS_MAY_IMPORT = {"tuf", "securesystemslib", "cryptography"}


def first(name: str) -> str:
    return name.partition(".")[0]


@pytest.mark.parametrize("room", house(), ids=str)
def test_imports_look_down_only(room: Room) -> None:
    own = first(room.name)
    forbidden = {*HOUSE[HOUSE.index(own) + 1 :], "tests"}
    upward = [f"{room}:{line} imports {name}" for line, name in imports(room) if first(name) in forbidden]
    assert not upward


def test_the_rescuers_do_not_lean_on_the_house() -> None:
    leaning = [
        f"{room}:{line} imports {name}"
        for room in rooms("appliance")
        if set(room.name.split(".")[1:2]) & RESCUERS
        for line, name in imports(room)
        if first(name) not in sys.stdlib_module_names | RESCUERS_MAY_IMPORT
        and not (first(name) == "appliance" and set(name.split(".")[1:2]) <= RESCUERS)
    ]
    assert not leaning


def plain(name: str) -> str:
    """Return a distribution's name as it is compared: without extras, versions and spelling variants."""
    bare = re.split(r"[\[<>=!~; ]", name.strip(), maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", bare).lower()


def declared(section: str, option: str) -> set[str]:
    settings = configparser.ConfigParser(interpolation=None)
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    return {plain(line) for line in settings[section][option].splitlines() if line.strip()}


def test_every_library_the_house_imports_is_declared() -> None:
    providers = metadata.packages_distributions()
    required = declared("options", "install_requires")
    undeclared = {
        f"{room}:{line} imports {name}"
        for room in house()
        for line, name in imports(room)
        if first(name) not in {*HOUSE, *sys.stdlib_module_names}
        and not {plain(provider) for provider in providers.get(first(name), [])} & required
    }
    assert not undeclared


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_every_declared_library_is_pinned_with_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    pins = re.findall(r"^(\S+)==\S+ \\\n    --hash=sha256:[0-9a-f]{64}", text, re.MULTILINE)
    wanted = declared("options", "install_requires") | declared("options.extras_require", "build")
    if "test" in lock:
        wanted |= declared("options.extras_require", "test")
    assert len(pins) == len(re.findall(r"^[A-Za-z0-9]", text, re.MULTILINE)), (
        "something is pinned without hashes"
    )
    assert wanted <= {plain(pin) for pin in pins}
    assert "://" not in text, "a lock names versions, not places"


def test_the_tests_lock_holds_the_offices_versions() -> None:
    def versions(lock: str) -> set[str]:
        return set(re.findall(r"^\S+==\S+", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))

    assert versions("requirements.lock") <= versions("requirements-test.lock")
