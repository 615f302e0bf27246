"""The keyring lets whoever typed the PIN sign and nobody else; it keeps no PIN and no idle session."""

from __future__ import annotations

import asyncio
import io
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import Forbidden, Misconfigured, OfficeError, Refused, Trouble
from core.keyring.keyring import Keyring
from core.keyring.reading import describe
from core.values import Actor, Role
from plugins.tokens.recipes import TokenRecipe, recipe_of
from plugins.tokens.settings import Token
from signing.inspect import inspect
from signing.order import Order
from signing.values import Level, Purpose, Verdict
from tests.parts import hsm as softhsm
from tests.parts.hsm import CURVED, LEADER, ORGANISATION, PIN, Hsm, reached
from tests.parts.letters import letter
from tests.parts.pki import Authority

CLERK = Actor("vanthu", "Nguyễn Thị Mai", frozenset({Role.CLERK}), 1)
LEADING = Actor("chutich", "Trần Văn Bình", frozenset({Role.LEADER}), 2)
SEAL = Order("seal", Purpose.ORGANISATION)


@pytest.fixture
async def keyring() -> AsyncIterator[Keyring]:
    opened = Keyring(online=lambda: False, look=0.2)
    yield opened
    await opened.close()


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    kept = tmp_path / "draft.pdf"
    kept.write_bytes(letter())
    return kept


@pytest.mark.parametrize(("label", "owner"), [(ORGANISATION, "org"), (CURVED, "orgec")])
async def test_a_token_signs_a_letter(
    keyring: Keyring, hsm: Hsm, pki: Authority, draft: Path, label: str, owner: str
) -> None:
    """RSA and ECDSA alike; the file that comes out is valid and the one that went in is untouched."""
    before, signed = draft.read_bytes(), draft.with_name("signed.pdf")
    recipe = reached(hsm, label)
    await keyring.unlock(recipe, PIN, CLERK)
    applied = await keyring.sign(recipe, CLERK, draft, signed, SEAL, pki.trust())
    assert applied.certificate == keyring.certificate(recipe, CLERK) == describe(recipe).certificates[0]
    assert draft.read_bytes() == before
    found = await asyncio.to_thread(inspect, io.BytesIO(signed.read_bytes()), pki.trust())
    assert [each.verdict for each in found.signatures] == [Verdict.VALID], found
    assert {path.name for path in draft.parent.iterdir()} == {"draft.pdf", "signed.pdf"}
    assert pki.der(owner)


async def test_one_pin_is_enough_for_many_letters(
    keyring: Keyring, hsm: Hsm, pki: Authority, draft: Path
) -> None:
    recipe, trust = reached(hsm, LEADER), pki.trust()
    await keyring.unlock(recipe, PIN, LEADING)
    targets = [draft.with_name(f"{number}.pdf") for number in range(5)]
    await asyncio.gather(*(keyring.sign(recipe, LEADING, draft, each, SEAL, trust) for each in targets))
    assert all(each.stat().st_size > draft.stat().st_size for each in targets)


async def test_timestamps_are_fetched_by_an_office_that_wants_them(
    hsm: Hsm, pki: Authority, draft: Path
) -> None:
    keyring = Keyring(online=lambda: True)
    recipe, signed = reached(hsm, LEADER), draft.with_name("signed.pdf")
    await keyring.unlock(recipe, PIN, LEADING)
    order = replace(SEAL, level=Level.B_T, timestamps=(pki.timestamps,))
    applied = await keyring.sign(recipe, LEADING, draft, signed, order, pki.trust())
    await keyring.close()
    assert applied.level is Level.B_T and applied.stamped is not None


async def test_only_who_typed_the_pin_may_sign(
    keyring: Keyring, hsm: Hsm, pki: Authority, draft: Path
) -> None:
    """Another person's session is nobody's, even when both may know the PIN (Decree 30/2020, art. 32)."""
    recipe, signed = reached(hsm, ORGANISATION), draft.with_name("signed.pdf")
    other = replace(CLERK, login="vanthu2", name="Lý Thị Hoa", user_id=3)
    with pytest.raises(Refused, match="VT-4301"):
        await keyring.sign(recipe, CLERK, draft, signed, SEAL, pki.trust())
    await keyring.unlock(recipe, PIN, CLERK)
    assert keyring.unlocked(recipe, CLERK) and not keyring.unlocked(recipe, other)
    with pytest.raises(Forbidden, match="Nguyễn Thị Mai"):
        await keyring.sign(recipe, other, draft, signed, SEAL, pki.trust())
    assert not signed.exists()
    await keyring.unlock(recipe, PIN, other)
    assert keyring.unlocked(recipe, other) and not keyring.unlocked(recipe, CLERK)


async def test_a_wrong_pin_is_said_and_ends_what_was_open(keyring: Keyring, hsm: Hsm) -> None:
    recipe = reached(hsm, ORGANISATION)
    await keyring.unlock(recipe, PIN, CLERK)
    with pytest.raises(Refused, match="VT-4341") as caught:
        await keyring.unlock(recipe, "654321", CLERK)
    assert "654321" not in f"{caught.value!r} {caught.value.facts} {caught.value.__cause__}"
    assert not keyring.unlocked(recipe, CLERK)
    assert "low" in describe(recipe).flags
    await keyring.unlock(recipe, PIN, CLERK)
    assert "low" not in describe(recipe).flags


async def test_no_pin_is_not_asked_of_the_token(keyring: Keyring, hsm: Hsm) -> None:
    recipe = reached(hsm, ORGANISATION)
    with pytest.raises(Refused, match="VT-4307"):
        await keyring.unlock(recipe, "", CLERK)
    assert "low" not in describe(recipe).flags


async def test_a_fault_of_the_file_leaves_the_token_unlocked(
    keyring: Keyring, hsm: Hsm, pki: Authority, draft: Path
) -> None:
    """A batch goes on after a file that cannot be signed."""
    recipe, signed = reached(hsm, LEADER), draft.with_name("signed.pdf")
    await keyring.unlock(recipe, PIN, LEADING)
    broken = draft.with_name("broken.pdf")
    broken.write_bytes(b"no letter at all")
    with pytest.raises(Refused, match="VT-4008"):
        await keyring.sign(recipe, LEADING, broken, signed, SEAL, pki.trust())
    assert not signed.exists()
    await keyring.sign(recipe, LEADING, draft, signed, SEAL, pki.trust())


async def test_what_stood_at_the_target_stays_when_signing_fails(
    keyring: Keyring, hsm: Hsm, pki: Authority, draft: Path
) -> None:
    recipe = reached(hsm, LEADER)
    await keyring.unlock(recipe, PIN, LEADING)
    target, broken = draft.with_name("target.pdf"), draft.with_name("broken.pdf")
    target.write_bytes(b"what was there")
    broken.write_bytes(b"no letter at all")
    with pytest.raises(Refused):
        await keyring.sign(recipe, LEADING, broken, target, SEAL, pki.trust())
    assert target.read_bytes() == b"what was there"


async def test_a_token_nobody_uses_locks_itself(
    keyring: Keyring, hsm: Hsm, pki: Authority, draft: Path
) -> None:
    recipe = replace(reached(hsm, LEADER), idle=0.5)
    await keyring.unlock(recipe, PIN, LEADING)
    async with asyncio.timeout(30):
        while keyring.unlocked(recipe, LEADING):
            await asyncio.sleep(0.05)
    with pytest.raises(Refused, match="VT-4306"):
        await keyring.sign(recipe, LEADING, draft, draft.with_name("signed.pdf"), SEAL, pki.trust())


async def test_a_lock_is_final(keyring: Keyring, hsm: Hsm, pki: Authority, draft: Path) -> None:
    recipe = reached(hsm, LEADER)
    await keyring.unlock(recipe, PIN, LEADING)
    await keyring.lock(recipe)
    assert not keyring.unlocked(recipe, LEADING)
    with pytest.raises(Refused, match="VT-4301"):
        await keyring.sign(recipe, LEADING, draft, draft.with_name("signed.pdf"), SEAL, pki.trust())


async def test_a_call_that_is_given_up_ends_the_session(
    keyring: Keyring, hsm: Hsm, pki: Authority, draft: Path
) -> None:
    """What the token was doing then nobody knows."""
    recipe, signed = reached(hsm, LEADER), draft.with_name("signed.pdf")
    await keyring.unlock(recipe, PIN, LEADING)
    signing = asyncio.create_task(keyring.sign(recipe, LEADING, draft, signed, SEAL, pki.trust()))
    await asyncio.sleep(0.01)
    signing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await signing
    assert not keyring.unlocked(recipe, LEADING)
    assert {path.name for path in draft.parent.iterdir()} == {"draft.pdf"}


async def test_a_key_in_a_file_is_for_demonstrations_only(
    keyring: Keyring, pki: Authority, draft: Path
) -> None:
    recipe = recipe_of("thu", Token(pkcs12=pki.pkcs12("leader", "mật khẩu"), user="chutich"))
    assert recipe.demonstration and describe(recipe).certificates == ()
    with pytest.raises(Refused, match="VT-4356") as caught:
        await keyring.unlock(recipe, "quên mất rồi", LEADING)
    assert "quên mất" not in str(vars(caught.value))
    await keyring.unlock(recipe, "mật khẩu", LEADING)
    assert keyring.certificate(recipe, LEADING).subject == "Nguyễn Văn Thử"
    await keyring.sign(recipe, LEADING, draft, draft.with_name("signed.pdf"), SEAL, pki.trust())


def wrong_driver(recipe: TokenRecipe, folder: Path) -> TokenRecipe:
    """Return a recipe whose driver is no driver."""
    (folder / "driver.so").write_bytes(b"no driver")
    return replace(recipe, module=folder / "driver.so")


@pytest.mark.parametrize(
    ("change", "kind", "code"),
    [
        (lambda recipe, _: replace(recipe, token="TOKEN-KHAC"), Trouble, "VT-4348"),
        (lambda recipe, _: replace(recipe, serial="00"), Trouble, "VT-4348"),
        (lambda recipe, folder: replace(recipe, module=folder / "none.so"), Misconfigured, "VT-4350"),
        (wrong_driver, Misconfigured, "VT-4351"),
        (lambda recipe, _: replace(recipe, certificate="khac"), Refused, "VT-4352"),
    ],
)
async def test_a_token_that_cannot_be_used_is_said(
    keyring: Keyring, hsm: Hsm, tmp_path: Path, change: object, kind: type[OfficeError], code: str
) -> None:
    assert callable(change)
    with pytest.raises(kind, match=code):
        await keyring.unlock(change(reached(hsm, LEADER), tmp_path), PIN, LEADING)


async def test_a_token_is_told_apart_by_its_serial_and_a_key_by_its_certificate(
    keyring: Keyring, tmp_path: Path, pki: Authority
) -> None:
    """Two tokens with one label, and two certificates on a token, are not guessed between."""
    own = softhsm.opened(tmp_path / "hsm")
    own.token("GIONG-NHAU", PIN, pki, ("leader", "leader2"))
    recipe = reached(own, "GIONG-NHAU")
    with pytest.raises(Misconfigured, match=r"VT-4353.*leader, leader2"):
        await keyring.unlock(recipe, PIN, LEADING)
    chosen = replace(recipe, certificate="leader2")
    await keyring.unlock(chosen, PIN, LEADING)
    assert keyring.certificate(chosen, LEADING).subject == "Trần Thị Mẫu"
    serial = describe(recipe).serial
    own.token("GIONG-NHAU", PIN, pki, ("org",))
    with pytest.raises(Misconfigured, match=f"VT-4349.*{serial}"):
        describe(recipe)
    assert len(describe(replace(recipe, serial=serial)).certificates) == 2


async def test_a_key_that_wants_its_pin_for_each_signature_is_refused(
    keyring: Keyring, tmp_path: Path, pki: Authority
) -> None:
    """Nobody keeps a PIN, so nobody could type it for the second letter of a batch."""
    own = softhsm.opened(tmp_path / "hsm")
    own.token("HAY-HOI", PIN, pki, ("leader",), "--always-auth")
    with pytest.raises(Refused, match="VT-4357"):
        await keyring.unlock(reached(own, "HAY-HOI"), PIN, LEADING)


async def test_the_pin_is_nowhere_to_be_read(
    keyring: Keyring, tmp_path: Path, pki: Authority, capfd: pytest.CaptureFixture[str]
) -> None:
    """Neither in what any process was started with, nor in what the keyring holds, nor in a log."""
    pin = "9172645380"
    own = softhsm.opened(tmp_path / "hsm")
    own.token("MA-DAI", pin, pki, ("leader",))
    recipe = reached(own, "MA-DAI")
    await keyring.unlock(recipe, pin, LEADING)
    held = " ".join(map(repr, (vars(keyring), *map(vars, keyring._sessions.values()))))
    for process in Path("/proc").glob("[0-9]*"):
        for page in ("cmdline", "environ"):
            try:
                held += (process / page).read_bytes().decode("utf-8", "replace")
            except OSError:
                continue
    said = capfd.readouterr()
    assert pin not in held + said.out + said.err
    assert "SOFTHSM2_CONF" not in os.environ
