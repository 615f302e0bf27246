"""What the tests of the rules may ask for: a home and a console at it, and an office that can sign."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.store.database import Store
from core.store.schema import migrate
from tests.parts.chancery import Chancery, file_keys, open_chancery, token_keys
from tests.parts.console import FOUNDING, Console, moved_in
from tests.parts.hsm import Hsm
from tests.parts.pki import Authority


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


@pytest.fixture
async def chancery(tmp_path: Path, pki: Authority, hsm: Hsm) -> AsyncIterator[Chancery]:
    """An office with the tokens of its chairman and its seal, and key files of its other signers."""
    migrate(str(tmp_path / "office.db"))
    store = Store(str(tmp_path / "office.db"))
    store.open()
    try:
        keys = token_keys(hsm) + file_keys(pki, "leader2", "initials")
        async with open_chancery(tmp_path, store, pki, keys) as opened:
            yield opened
    finally:
        store.close()
