"""What the tests of the command line may ask for: an initialised home, and a console at it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.parts.console import FOUNDING, Console, moved_in


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home as `vanthu init` leaves it; to be copied, never used."""
    folder = tmp_path_factory.mktemp("founded") / "home"
    said = Console(folder).ask(*FOUNDING)
    assert said.code == 0, said
    return folder


@pytest.fixture
def console(founded: Path, tmp_path: Path) -> Console:
    """A console at a home of this test's own."""
    return moved_in(founded, tmp_path / "home")
