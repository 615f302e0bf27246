"""Authorities that are down and certificates that may not sign: a sentence, and nothing has changed."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from core.config.site import parse
from core.documents import incoming, leaving, outgoing, renewing, sealing, signatures, states
from core.errors import OfficeError, Refused, Trouble
from core.office import Office
from core.store.database import Store
from core.store.memory import JobRow
from core.store.outgoing import Draft
from core.store.papers import Document, File, Register
from core.store.schema import migrate
from core.store.seals import Sealing, TrustItem
from core.trust import holders, verdict_of
from core.trust.holders import Ownership
from core.values import Arrival, ClockReading, Job
from signing.values import Role, Verdict
from tests.parts import hsm as softhsm
from tests.parts.bureau import pdf
from tests.parts.chancery import SITE, Chancery, file_keys, open_chancery
from tests.parts.clamd import free_port
from tests.parts.drivers import FaultyDriver, built
from tests.parts.hsm import PIN
from tests.parts.pki import Authority
from tests.parts.timekeepers import NOBODY, saying
from tests.parts.validators import pdfsig

pytestmark = pytest.mark.asyncio(loop_scope="module")
TIMED = '[signing]\nlevel = "{level}"\ntimestamps = {timestamps}\ntimestamp_patience = 1\n'
LASTING = "B-LT"


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory, pki: Authority) -> FaultyDriver:
    """The chairman's token, behind a driver that counts how often a PIN is put before it."""
    own = softhsm.opened(tmp_path_factory.mktemp("hsm"))
    own.token(softhsm.LEADER, PIN, pki, ("leader",))
    return built(tmp_path_factory.mktemp("driver"), own)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chancery(tmp_path_factory: pytest.TempPathFactory, pki: Authority) -> AsyncIterator[Chancery]:
    """One office for all: it wants timestamps, and no authority answers unless a test says so."""
    folder = tmp_path_factory.mktemp("office")
    migrate(str(folder / "office.db"))
    store = Store(str(folder / "office.db"))
    store.open()
    settings = TIMED.format(level="B-T", timestamps=[NOBODY])
    try:
        async with open_chancery(folder, store, pki, file_keys(pki), settings=settings) as opened:
            yield opened
    finally:
        store.close()


def asking(
    chancery: Chancery, *timestamps: str, level: str = "B-T", allow: bool = False, keys: str = ""
) -> Office:
    """Return the same office with other authorities to ask, at another level, or with other keys."""
    told = TIMED.format(level=level, timestamps=list(timestamps or (NOBODY,)))
    told += 'without_timestamp = "allow"\n' if allow else ""
    office = chancery.office
    site = parse(SITE + told + (keys or file_keys(chancery.pki, "leader", "org")), office.host.kinds())
    return replace(office, current=lambda: site)


def holding(chancery: Chancery, name: str) -> Office:
    """Return an office that signs without timestamps, in which everybody holds the key of `name`."""
    file = chancery.pki.pkcs12(name, PIN)
    owners: Mapping[str, str] = {"chutich": 'user = "chutich"', "coquan": "organisation = true"}
    tables = [f'[plugins.tokens.tokens.{one}]\npkcs12 = "{file}"\n{owner}\n' for one, owner in owners.items()]
    return asking(chancery, level="B-B", keys="".join(tables))


async def standing(chancery: Chancery, document: int) -> tuple[object, ...]:
    """Return how a document and the books stand."""
    row, stages = await chancery.row(document), await chancery.stages(document)
    books = await chancery.office.store.read(lambda: [(book.code, book.last) for book in Register.select()])
    made = await chancery.office.store.read(Sealing.select().where(Sealing.document == document).count)
    return row.state, row.sha256, row.code_number, row.issued_date, stages, books, made


async def sign(chancery: Chancery, office: Office, document: int, pin: str | None = PIN) -> None:
    """Let the chairman sign in `office`."""
    await signatures.sign(office, document, chancery.desk.leader, pin, await chancery.seen(document))


async def refused(chancery: Chancery, office: Office, document: int) -> OfficeError:
    """Have the step that is due fail: the leader's signature, or the seal; see that nothing has changed."""
    before = await standing(chancery, document)
    with pytest.raises(OfficeError) as caught:
        if before[0] == states.TO_SIGN:
            await sign(chancery, office, document)
        else:
            await sealing.seal(office, document, chancery.desk.clerk, PIN)
    assert caught.value.message and caught.value.hint
    assert await standing(chancery, document) == before
    assert chancery.scraps == []
    return caught.value


async def numbered(chancery: Chancery) -> int:
    """A letter that is signed, without a timestamp, and has its number."""
    document = await chancery.approved()
    await sign(chancery, asking(chancery, level="B-B"), document)
    await chancery.number(document)
    return document


async def scan(chancery: Chancery, document: int) -> None:
    ending = await leaving.inspect(
        chancery.office, Job(1, "inspect_outgoing", "k", {"document": document}, 1)
    )
    assert ending is not None
    await chancery.office.store.write(ending)


def levels(document: int) -> list[str]:
    """Return the levels of a document's signatures, within a reading."""
    return [row.level for row in Sealing.select().where(Sealing.document == document).order_by(Sealing.id)]


async def test_the_next_authority_is_asked_when_one_is_down_or_talks_rubbish(
    chancery: Chancery, tmp_path: Path
) -> None:
    document, there = await chancery.approved(), chancery.pki.timestamps
    async with saying("an error") as broken:
        office = asking(chancery, NOBODY, broken.address, there)
        await sign(chancery, office, document)
        await chancery.number(document)
        await sealing.seal(office, document, chancery.desk.clerk, PIN)
        assert broken.asked == 2
    assert await chancery.office.store.read(levels, document) == ["B-T", "B-T"]
    file = tmp_path / "sealed.pdf"
    file.write_bytes(await chancery.content(document))
    assert [one.signature for one in pdfsig(file, chancery.pki, tmp_path)] == ["Signature is Valid."] * 2


@pytest.mark.parametrize("kind", ["nothing", "rubbish", "a web page", "an error"])
async def test_an_authority_that_hangs_or_talks_rubbish_costs_a_sentence(
    kind: str, chancery: Chancery
) -> None:
    """The leader before there is a number, and the clerk after: the number stays with the document."""
    document = await chancery.approved()
    async with saying(kind) as keeper:
        office = asking(chancery, keeper.address)
        error = await refused(chancery, office, document)
        assert (error.code, type(error)) == ("VT-4016", Trouble)
        await sign(chancery, asking(chancery, level="B-B"), document)
        await chancery.number(document)
        assert (await refused(chancery, office, document)).code == "VT-4016"
        assert keeper.asked >= 2
    await sealing.seal(asking(chancery, chancery.pki.timestamps), document, chancery.desk.clerk, None)
    assert (await chancery.row(document)).state == states.SCANNING


async def test_a_token_is_not_asked_for_its_pin_again_because_an_authority_was_down(
    chancery: Chancery, driver: FaultyDriver
) -> None:
    """The fault was not the token's: its session stays, and the leader signs once the authority is back."""
    environment = ", ".join(
        f'{name} = "{value}"' for name, value in driver.settings(softhsm.LEADER).environment.items()
    )
    table = (
        f'[plugins.tokens.tokens.chutich]\nmodule = "{driver.module}"\nlabel = "{softhsm.LEADER}"\n'
        f'user = "chutich"\nenvironment = {{ {environment} }}\n'
        f'writes = ["{driver.behind.folder / "tokens"}", "{driver.folder}"]\n'
    )
    document = await chancery.approved()
    driver.forget()
    assert (await refused(chancery, asking(chancery, NOBODY, keys=table), document)).code == "VT-4016"
    await sign(chancery, asking(chancery, chancery.pki.timestamps, keys=table), document, None)
    assert driver.logins == 1
    assert (await chancery.row(document)).state == states.TO_NUMBER


async def test_without_a_word_on_revocation_nothing_is_signed_that_should_last(chancery: Chancery) -> None:
    """OCSP and lists are down, the timestamp authority is not; when they are back, the letter is sealed."""
    pki, write = chancery.pki, chancery.office.store.write
    document = await chancery.approved()
    with alone(pki) as timestamps:
        office = asking(chancery, timestamps, level=LASTING)
        await write(_drop_lists, chancery.now.utc)
        assert (await refused(chancery, office, document)).code == "VT-4022"
        pki.open()
        await write(_take_lists_back)
        await sign(chancery, office, document)
        await chancery.number(document)
        pki.close()
        await write(_drop_lists, chancery.now.utc)
        assert (await refused(chancery, office, document)).code == "VT-4022"
        pki.open()
        await write(_take_lists_back)
        await sealing.seal(office, document, chancery.desk.clerk, None)
    assert await chancery.office.store.read(levels, document) == [LASTING, LASTING]


@contextmanager
def alone(pki: Authority) -> Iterator[str]:
    """Let the authority's timestamps answer elsewhere, while all its other services are down."""
    other = Authority(pki.folder, f"http://127.0.0.1:{free_port(socket.SOCK_STREAM)}/vn")
    pki.close()
    other.open()
    try:
        yield other.timestamps
    finally:
        other.close()
        pki.close()
        pki.open()


def _drop_lists(at: datetime) -> None:
    TrustItem.update(removed_at=at).where(TrustItem.kind == "crl").execute()


def _take_lists_back() -> None:
    TrustItem.update(removed_at=None).where(TrustItem.kind == "crl").execute()


async def test_a_site_may_do_without_and_proves_it_later(chancery: Chancery) -> None:
    """The letter leaves marked B-B; when the authority is back the archive gets a copy with a timestamp."""
    document, read = await chancery.approved(), chancery.office.store.read
    office = asking(chancery, NOBODY, allow=True)
    await sign(chancery, office, document)
    await chancery.number(document)
    await sealing.seal(office, document, chancery.desk.clerk, PIN)
    await scan(chancery, document)
    await office.store.write(outgoing.issue, document, chancery.desk.clerk, chancery.now)
    assert await read(levels, document) == ["B-B", "B-B"]
    assert (await read(Draft.get, Draft.document == document)).level == "B-B"
    issued = await chancery.seen(document)
    row = await read(JobRow.get, JobRow.kind == renewing.KIND.name, JobRow.key.contains(f"{document}:"))
    job = Job(row.id, row.kind, row.key, row.facts, 1)
    with pytest.raises(Trouble, match="VT-4016"):
        await renewing.upgrade(office, job)
    ending = await renewing.upgrade(asking(chancery, chancery.pki.timestamps), job)
    assert ending is not None
    await office.store.write(ending)
    assert await chancery.seen(document) == issued
    kept = await read(File.get, File.document == document, File.role == renewing.ARCHIVE)
    found = await read(verdict_of, kept.sha256)
    assert found is not None and found.verdict == Verdict.VALID
    assert [one.kind for one in found.signatures] == ["signature", "signature", "timestamp"]


UNFIT = {
    "expired": ("VT-4018", True),
    "wrong": ("VT-4020", True),
    "revoked": ("VT-4021", True),
    "outsider": ("VT-4023", True),
    "leader2": ("VT-2923", False),
    "officer": ("VT-2923", False),
}
"""Whose key is used, what is said, and whether the directory names it as that of the person who signs."""


async def test_every_certificate_that_may_not_sign_is_told_apart(chancery: Chancery) -> None:
    """Before the number nothing is consumed; after it the number stays, and the right seal ends the story."""
    letters = {Role.LEADER: await chancery.approved(), Role.ORGANISATION: await numbered(chancery)}
    desk, write = chancery.desk, chancery.office.store.write
    for role, document in letters.items():
        told = set()
        for name, (code, named) in UNFIT.items():
            if not named and role is Role.ORGANISATION:
                continue  # any person's key is refused for the seal alike: the leader's own, below
            if named:
                user = desk.leader.user_id if role is Role.LEADER else None
                await write(
                    holders.enter,
                    chancery.pki.der(name),
                    Ownership(role, user=user),
                    desk.admin,
                    chancery.now,
                )
            error = await refused(chancery, holding(chancery, name), document)
            assert (name, error.code) == (name, code)
            told.add(str(error))
        other = "org" if role is Role.LEADER else "leader"
        error = await refused(chancery, holding(chancery, other), document)
        told.add(str(error))
        assert error.code == "VT-2923"
        assert len(told) == 1 + sum(named or role is Role.LEADER for _, named in UNFIT.values())
    right = asking(chancery, level="B-B")
    await sign(chancery, right, letters[Role.LEADER])
    await sealing.seal(right, letters[Role.ORGANISATION], desk.clerk, PIN)
    assert (await chancery.row(letters[Role.ORGANISATION])).state == states.SCANNING


async def test_with_a_clock_nobody_believes_letters_stand_still_and_arrive_all_the_same(
    chancery: Chancery,
) -> None:
    """No signature, number, seal or issue; each step is taken once the clock is believed again."""
    office, desk, write = asking(chancery, level="B-B"), chancery.desk, chancery.office.store.write
    to_sign, to_number = await chancery.approved(), await chancery.approved()
    await sign(chancery, office, to_number)
    to_seal, to_issue = await numbered(chancery), await numbered(chancery)
    await sealing.seal(office, to_issue, desk.clerk, PIN)
    await scan(chancery, to_issue)
    clock = chancery.office.clock
    clock.check(True)
    try:
        for document in (to_sign, to_seal):
            assert (await refused(chancery, office, document)).code == "VT-1501"
        for document, step in ((to_number, _number), (to_issue, _issue)):
            before = await standing(chancery, document)
            with pytest.raises(Refused, match="VT-2731"):
                await step(chancery, document)
            assert await standing(chancery, document) == before
        blob = office.blobs.keep(pdf("đến lúc đồng hồ sai"), "quet.pdf")
        came = await write(incoming.receive, Arrival("may-quet-1", "q", "quet.pdf"), blob, chancery.now)
        assert await office.store.read(Document.select().where(Document.id == came).exists)
    finally:
        clock.judge(ClockReading(datetime.now(UTC), 0.0, 0.0, 3, True))
    await sign(chancery, office, to_sign)
    await _number(chancery, to_number)
    await sealing.seal(office, to_seal, desk.clerk, PIN)
    await _issue(chancery, to_issue)
    clock.check(False)


async def _number(chancery: Chancery, document: int) -> None:
    await chancery.number(document)


async def _issue(chancery: Chancery, document: int) -> None:
    await chancery.office.store.write(outgoing.issue, document, chancery.desk.clerk, chancery.now)
