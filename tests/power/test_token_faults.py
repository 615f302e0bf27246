"""Whatever a token or its driver does, a sentence is said, the document stays, and the PIN is typed again."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from core.errors import OfficeError
from core.keyring.keyring import Keyring
from core.keyring.reading import describe
from core.values import Actor, Role
from plugins.tokens.recipes import TokenRecipe
from signing.order import Order
from signing.values import Purpose
from tests.parts import hsm as softhsm
from tests.parts.drivers import FaultyDriver, built
from tests.parts.letters import letter
from tests.parts.pki import Authority

PIN = "4815162342"
LABEL = "TOKEN-HONG"
CLERK = Actor("vanthu", "Nguyễn Thị Mai", frozenset({Role.CLERK}), 1)
SEAL = Order("seal", Purpose.ORGANISATION)
SHORT = 3.0
"""Seconds a driver may take where it is going to hang."""

AT_LOGIN = [
    # what the driver does, what is said, how often the PIN is put before the token
    (["C_Login returns 0xA0"], "VT-4341", 1),
    (["C_Login returns 0xA0", "C_GetTokenInfo flags 0x10000"], "VT-4341", 1),
    (["C_Login returns 0xA0", "C_GetTokenInfo flags 0x20000"], "VT-4342", 1),
    (["C_Login returns 0xA4"], "VT-4343", 1),
    (["C_GetTokenInfo flags 0x40000"], "VT-4343", 0),
    (["C_Login returns 0xA3"], "VT-4344", 1),
    (["C_GetTokenInfo flags 0x80000"], "VT-4344", 0),
    (["C_GetSlotList empties"], "VT-4348", 0),
    (["C_GetSlotList returns 0x5"], "VT-4351", 0),
    (["C_GetTokenInfo returns 0xE0"], "VT-4348", 0),
    (["C_OpenSession returns 0x32"], "VT-4345", 0),
    (["C_Login returns 0x5"], "VT-4347", 1),
    (["C_FindObjectsInit returns 0x32"], "VT-4345", 1),
    (["C_GetSlotList hangs"], "VT-4303", 0),
    (["C_Login hangs"], "VT-4303", 1),
    (["C_Login crashes"], "VT-4304", 1),
]
AT_SIGNING = [
    (["C_Sign returns 0x32", "C_GetSlotList empties", "C_GetTokenInfo returns 0xE0"], "VT-4345"),
    (["C_Sign returns 0xB3"], "VT-4345"),
    (["C_SignInit returns 0x101"], "VT-4345"),
    (["C_Sign returns 0x5"], "VT-4347"),
    (["C_Sign returns 0x30"], "VT-4347"),
    (["C_SignInit returns 0x70"], "VT-4346"),
    (["C_Sign lies"], "VT-4354"),
    (["C_Sign hangs"], "VT-4303"),
    (["C_SignInit hangs"], "VT-4303"),
    (["C_Sign crashes"], "VT-4304"),
]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, pki: Authority) -> FaultyDriver:
    own = softhsm.opened(tmp_path_factory.mktemp("hsm"))
    own.token(LABEL, PIN, pki, ("org",))
    return built(tmp_path_factory.mktemp("driver"), own)


@pytest.fixture
def driver(shared: FaultyDriver) -> Iterator[FaultyDriver]:
    shared.forget()
    yield shared
    shared.end()


@pytest.fixture
async def keyring() -> AsyncIterator[Keyring]:
    opened = Keyring(online=lambda: False, look=0.2)
    yield opened
    await opened.close()


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    kept = tmp_path / "draft.pdf"
    kept.write_bytes(letter())
    (tmp_path / "signed.pdf").write_bytes(b"what was there before")
    return kept


def reached(driver: FaultyDriver, faults: list[str]) -> TokenRecipe:
    return driver.recipe(LABEL, patience=SHORT if any("hangs" in fault for fault in faults) else 60.0)


def name(given: object) -> str | None:
    return ", ".join(given) if isinstance(given, list) else None


async def sign(keyring: Keyring, recipe: TokenRecipe, draft: Path, pki: Authority) -> None:
    await keyring.sign(recipe, CLERK, draft, draft.with_name("signed.pdf"), SEAL, pki.trust())


def readable_anywhere(wrong: OfficeError) -> str:
    """Return all that a log, a page or a curious account could read."""
    told = f"{wrong!r} {wrong} {wrong.hint} {wrong.facts} {wrong.__cause__!r} {wrong.__context__!r}"
    for process in Path("/proc").glob("[0-9]*"):
        for page in ("cmdline", "environ"):
            try:
                told += (process / page).read_bytes().decode("utf-8", "replace")
            except OSError:  # it has ended, or is none of ours
                continue
    return told


@pytest.mark.parametrize(("faults", "code", "logins"), AT_LOGIN, ids=name)
async def test_a_token_that_fails_at_login(
    driver: FaultyDriver,
    keyring: Keyring,
    draft: Path,
    pki: Authority,
    capfd: pytest.CaptureFixture[str],
    faults: list[str],
    code: str,
    logins: int,
) -> None:
    """It is said why, the PIN was put before the token once at the most, and works when the fault is gone."""
    recipe = reached(driver, faults)
    driver.begin(*faults)
    with pytest.raises(OfficeError, match=code) as caught:
        await keyring.unlock(recipe, PIN, CLERK)
    assert driver.logins == logins
    assert not keyring.unlocked(recipe, CLERK)
    assert caught.value.hint
    said = capfd.readouterr()
    assert PIN not in readable_anywhere(caught.value) + said.out + said.err
    driver.end()
    await keyring.unlock(recipe, PIN, CLERK)
    await sign(keyring, recipe, draft, pki)
    assert driver.logins == logins + 1


@pytest.mark.parametrize(("faults", "code"), AT_SIGNING, ids=name)
async def test_a_token_that_fails_at_signing(
    driver: FaultyDriver,
    keyring: Keyring,
    draft: Path,
    pki: Authority,
    capfd: pytest.CaptureFixture[str],
    faults: list[str],
    code: str,
) -> None:
    """It is said why, no file has changed, nothing is tried again, and only the PIN opens a new session."""
    recipe, before = reached(driver, faults), draft.read_bytes()
    await keyring.unlock(recipe, PIN, CLERK)
    driver.begin(*faults)
    with pytest.raises(OfficeError, match=code) as caught:
        await sign(keyring, recipe, draft, pki)
    assert draft.read_bytes() == before
    assert draft.with_name("signed.pdf").read_bytes() == b"what was there before"
    assert {path.name for path in draft.parent.iterdir()} == {"draft.pdf", "signed.pdf"}
    said = capfd.readouterr()
    assert PIN not in readable_anywhere(caught.value) + said.out + said.err
    driver.end()
    assert not keyring.unlocked(recipe, CLERK)
    with pytest.raises(OfficeError, match=code):
        await sign(keyring, recipe, draft, pki)
    assert driver.logins == 1
    await keyring.unlock(recipe, PIN, CLERK)
    await sign(keyring, recipe, draft, pki)
    assert driver.logins == 2


@pytest.mark.parametrize(
    ("faults", "code"),
    [
        (["C_GetTokenInfo returns 0xE0"], "VT-4305"),
        (["C_FindObjectsInit returns 0xB3"], "VT-4305"),
        (["C_GetTokenInfo hangs"], "VT-4303"),
        (["C_GetTokenInfo crashes"], "VT-4304"),
    ],
    ids=name,
)
async def test_a_token_pulled_out_while_nobody_signs(
    driver: FaultyDriver, keyring: Keyring, draft: Path, pki: Authority, faults: list[str], code: str
) -> None:
    """It is noticed; putting it back does not unlock it, only its holder's PIN does."""
    recipe = reached(driver, faults)
    await keyring.unlock(recipe, PIN, CLERK)
    driver.begin(*faults)
    async with asyncio.timeout(60):
        while keyring.ended(recipe) is None:
            await asyncio.sleep(0.05)
    driver.end()
    assert not keyring.unlocked(recipe, CLERK)
    with pytest.raises(OfficeError, match=code):
        await sign(keyring, recipe, draft, pki)
    assert driver.logins == 1
    await keyring.unlock(recipe, PIN, CLERK)
    assert keyring.ended(recipe) is None
    await sign(keyring, recipe, draft, pki)


@pytest.mark.parametrize(
    ("faults", "code"),
    [
        (["C_GetSlotList hangs"], "VT-4303"),
        (["C_OpenSession crashes"], "VT-4304"),
        (["C_GetSlotList empties"], "VT-4348"),
        (["C_OpenSession returns 0x5"], "VT-4347"),
    ],
    ids=name,
)
def test_a_driver_that_cannot_be_asked(driver: FaultyDriver, faults: list[str], code: str) -> None:
    """Who only looks at a token is told the same sentences, and never costs it a try."""
    driver.begin(*faults)
    with pytest.raises(OfficeError, match=code):
        describe(reached(driver, faults))
    driver.end()
    assert describe(reached(driver, faults)).label == LABEL
    assert driver.logins == 0


async def test_a_hanging_token_keeps_nobody_else_waiting(
    driver: FaultyDriver, keyring: Keyring, draft: Path, pki: Authority
) -> None:
    """Each token has a child of its own."""
    other = softhsm.opened(draft.parent / "hsm")
    other.token("TOKEN-TOT", PIN, pki, ("leader",))
    sound, ailing = softhsm.reached(other, "TOKEN-TOT"), driver.recipe(LABEL, patience=SHORT)
    await keyring.unlock(ailing, PIN, CLERK)
    await keyring.unlock(sound, PIN, CLERK)
    driver.begin("C_Sign hangs")
    hanging = asyncio.create_task(sign(keyring, ailing, draft, pki))
    await asyncio.sleep(0.1)
    await keyring.sign(sound, CLERK, draft, draft.with_name("other.pdf"), SEAL, pki.trust())
    assert not hanging.done()
    with pytest.raises(OfficeError, match="VT-4303"):
        await hanging
    assert keyring.unlocked(sound, CLERK)


async def test_a_child_that_is_killed_is_a_session_that_is_over(
    driver: FaultyDriver, keyring: Keyring, draft: Path, pki: Authority
) -> None:
    """Whoever killed it, the kernel when memory ran out or an administrator: the PIN opens a new one."""
    recipe = driver.recipe(LABEL)
    await keyring.unlock(recipe, PIN, CLERK)
    child = keyring._sessions[recipe.identity].worker.pid
    assert child is not None
    os.kill(child, signal.SIGKILL)
    with pytest.raises(OfficeError, match=r"VT-4301|VT-4305|VT-5003"):
        await sign(keyring, recipe, draft, pki)
    assert not keyring.unlocked(recipe, CLERK)
    await keyring.unlock(recipe, PIN, CLERK)
    await sign(keyring, recipe, draft, pki)


async def test_closing_the_keyring_ends_every_child(
    driver: FaultyDriver, keyring: Keyring, draft: Path, pki: Authority
) -> None:
    """Even one that hangs: an office closes in good time, and no key stays open behind it."""
    recipe = driver.recipe(LABEL, patience=60.0)
    await keyring.unlock(recipe, PIN, CLERK)
    child = keyring._sessions[recipe.identity].worker.pid
    driver.begin("C_Sign hangs")
    hanging = asyncio.create_task(sign(keyring, recipe, draft, pki))
    await asyncio.sleep(0.5)
    await keyring.close()
    with pytest.raises(OfficeError, match="VT-430"):
        await hanging
    with pytest.raises(ProcessLookupError):
        os.kill(child or 0, 0)
