"""`vanthu signature sign`: whoever sits at the console signs what waits for him, open office or closed."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

import pytest

from appliance.cli import exits
from appliance.cli.console import at_console
from appliance.run import open_office
from core.documents import outgoing, states
from core.store.database import Store
from core.store.memory import Audit
from core.store.schema import migrate
from tests.parts.chancery import SITE, file_keys, open_chancery
from tests.parts.console import Console, Said
from tests.parts.hsm import PIN
from tests.parts.pki import Authority


class Desk:
    """A closed office with one letter that waits for the chairman, and the console beside it."""

    def __init__(self, folder: Path, pki: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
        self.console = Console(folder)
        self._patch = monkeypatch
        said = self.console.ask("init", "--code", "H51.10.05", "--name", "UBND xã Long Phú")
        assert said.code == exits.OK, said
        keys = file_keys(pki, "leader", "org")
        (folder / "site.toml").write_text(f"{SITE}\n{keys}", encoding="utf-8")
        self.document, self.seen = asyncio.run(_furnished(self.console, pki, keys))

    def sign(self, login: str, *, seen: str = "", pin: str = PIN) -> Said:
        """Type the command as the account `login`, and the PIN when it is asked for."""
        self._patch.setenv("SUDO_USER", login)
        self._patch.setattr("sys.stdin", io.StringIO(f"{pin}\n"))
        return self.console.ask("signature", "sign", str(self.document), "--seen", seen or self.seen)


async def _furnished(console: Console, pki: Authority, keys: str) -> tuple[int, str]:
    """Put the people of the tests into the home in place of its own, and have a letter approved."""
    home = console.home
    for left in home.data.glob("office.db*"):
        left.unlink()
    migrate(str(home.data / "office.db"))
    store = Store(home.data / "office.db")
    store.open()
    try:
        async with open_chancery(home.data, store, pki, keys, home=home) as chancery:
            document = await chancery.approved()
            return document, await chancery.seen(document)
    finally:
        store.close()


@pytest.fixture
def desk(tmp_path: Path, pki: Authority, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(tmp_path / "home", pki, monkeypatch)


def test_a_closed_office_is_opened_for_the_one_signature(desk: Desk) -> None:
    """The leader by the name of his account, the agency's seal by the account as its clerk."""
    said = desk.sign("chutich")
    assert said.code == exits.OK, said
    assert said.envelope["schema"] == "vanthu.signature.sign/1"
    assert (said.data["state"], said.data["level"]) == (states.TO_NUMBER, "B-B")
    assert PIN not in said.out + said.err
    again = desk.sign("chutich")
    assert again.code == exits.FAILED


def test_only_the_file_that_was_seen_is_signed(desk: Desk) -> None:
    said = desk.sign("chutich", seen="0" * 64)
    assert (said.code, said.errors) == (exits.FAILED, ["VT-2656"])


def test_an_account_that_is_not_the_signers_signs_nothing(desk: Desk) -> None:
    assert desk.sign("somebody").errors == ["VT-2001"]  # a draft is not even there for him
    assert desk.sign("phochutich").code == exits.NOT_PERMITTED
    wrong = desk.sign("chutich", pin="000000")
    assert wrong.code == exits.FAILED
    assert "000000" not in wrong.out + wrong.err


def test_a_running_office_is_asked_and_signs_itself(desk: Desk) -> None:

    async def typed() -> tuple[Said, int]:
        async with open_office(desk.console.home) as opened:
            said = await asyncio.to_thread(desk.sign, "chutich")
            lines = Audit.select().where(Audit.action == "sign").count
            return said, await opened.office.store.read(lines)

    said, lines = asyncio.run(typed())
    assert said.code == exits.OK, said
    assert (said.data["state"], lines) == (states.TO_NUMBER, 1)


def test_at_the_console_too_the_clerk_alone_seals(desk: Desk) -> None:
    """In person: who rules over the machine is no clerk (Decree 30/2020, art. 32.2.c)."""
    signed = desk.sign("chutich").data["sha256"]
    with at_console(desk.console.home) as console:
        console.do(outgoing.number, desk.document, console.site, console.actor, console.at)
    assert desk.sign("root", seen=signed).errors == ["VT-2977"]
    said = desk.sign("vanthu", seen=signed)
    assert said.code == exits.OK, said
    assert said.data["state"] == states.SCANNING
