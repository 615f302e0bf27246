"""What was signed without a timestamp is proven later by a copy for the archive; what was issued stays."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.config.sections import Untimed
from core.documents import renewing, sealing, signatures
from core.errors import Refused, Trouble
from core.office import Office
from core.store.database import Store
from core.store.memory import JobRow
from core.store.outgoing import Draft
from core.store.papers import File
from core.store.schema import migrate
from core.trust import verdict_of
from core.values import Job
from signing.values import Level, Verdict
from tests.parts.chancery import Chancery, file_keys, open_chancery
from tests.parts.hsm import PIN
from tests.parts.pki import Authority

WANTED = '[signing]\nlevel = "B-T"\nwithout_timestamp = "allow"\ntimestamp_patience = 1\n'


@pytest.fixture
async def chancery(tmp_path: Path, pki: Authority) -> AsyncIterator[Chancery]:
    """An office that wants timestamps, has no authority to ask, and may do without for now."""
    migrate(str(tmp_path / "office.db"))
    store = Store(str(tmp_path / "office.db"))
    store.open()
    try:
        keys = file_keys(pki, "leader", "org")
        async with open_chancery(tmp_path, store, pki, keys, settings=WANTED) as opened:
            yield opened
    finally:
        store.close()


async def sealed(chancery: Chancery) -> int:
    document = await chancery.approved()
    seen = await chancery.seen(document)
    await signatures.sign(chancery.office, document, chancery.desk.leader, PIN, seen)
    await chancery.number(document)
    await sealing.seal(chancery.office, document, chancery.desk.clerk, PIN)
    return document


def asking(chancery: Chancery, address: str) -> Office:
    """The same office, with an authority to ask."""
    office = chancery.office
    settings = replace(office.site.signing, timestamps=(address,))
    site = replace(office.site, signing=settings)
    return replace(office, current=lambda: site)


async def test_a_letter_signed_without_a_timestamp_gets_a_copy_for_the_archive(chancery: Chancery) -> None:
    """The bytes that were issued do not change, and neither does what any signature is worth."""
    document, read = await sealed(chancery), chancery.office.store.read
    assert (await read(Draft.get)).level == "B-B"
    (row,) = await read(lambda: list(JobRow.select().where(JobRow.kind == renewing.KIND.name)))
    job = Job(row.id, row.kind, row.key, row.facts, 1)
    with pytest.raises(Trouble, match="VT-2971"):  # it waits until there is somebody to ask
        await renewing.upgrade(chancery.office, job)
    issued = await chancery.seen(document)
    office = asking(chancery, chancery.pki.timestamps)
    ending = await renewing.upgrade(office, job)
    assert ending is not None
    await office.store.write(ending)
    assert await chancery.seen(document) == issued
    kept = await read(File.get, File.role == renewing.ARCHIVE)
    assert office.blobs.path(kept.sha256).read_bytes().startswith(await chancery.content(document))
    found = await read(verdict_of, kept.sha256)
    assert found is not None
    assert [one.kind for one in found.signatures] == ["signature", "signature", "timestamp"]
    assert {one.verdict for one in found.signatures} == {Verdict.VALID}
    assert await renewing.upgrade(office, job) is None  # done once
    assert chancery.scraps == []


async def test_an_authority_that_is_down_leaves_everything_as_it_is(chancery: Chancery) -> None:
    document = await sealed(chancery)
    row = await chancery.office.store.read(JobRow.get, JobRow.kind == renewing.KIND.name)
    with pytest.raises(Trouble):
        job = Job(row.id, row.kind, row.key, row.facts, 1)
        await renewing.upgrade(asking(chancery, "http://127.0.0.1:9/tsa"), job)
    archived = await chancery.office.store.read(File.select().where(File.role == renewing.ARCHIVE).count)
    assert archived == 0
    assert chancery.scraps == []
    assert document


async def test_an_office_that_wants_timestamps_and_names_nobody_signs_nothing_unless_it_may_do_without(
    chancery: Chancery,
) -> None:
    document = await chancery.approved()
    site = chancery.office.site
    strict = replace(site, signing=replace(site.signing, without_timestamp=Untimed.REFUSE))
    office = replace(chancery.office, current=lambda: strict)
    with pytest.raises(Refused, match="VT-2932"):
        await signatures.sign(office, document, chancery.desk.leader, PIN, await chancery.seen(document))


@pytest.mark.parametrize("level", [Level.B_T, Level.B_LTA])
async def test_the_site_decides_how_long_its_signatures_can_be_checked(
    chancery: Chancery, level: Level
) -> None:
    office = asking(chancery, chancery.pki.timestamps)
    site = replace(office.site, signing=replace(office.site.signing, level=level))
    office = replace(office, current=lambda: site)
    document, desk = await chancery.approved(), chancery.desk
    applied = await signatures.sign(office, document, desk.leader, PIN, await chancery.seen(document))
    assert applied.level is level
    assert applied.stamped is not None
    await chancery.number(document)
    await sealing.seal(office, document, desk.clerk, PIN)
    found = [one for one in (await chancery.verdict(document)).signatures if one.kind == "signature"]
    assert [(one.verdict, one.level) for one in found] == [(Verdict.VALID, level.value)] * 2
    assert (await office.store.read(Draft.get)).level == level.value
    waiting = await office.store.read(JobRow.select().where(JobRow.kind == renewing.KIND.name).count)
    assert waiting == 0
