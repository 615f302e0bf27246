"""The clerk seals in person: number and date reach their places, the agency signs, nothing may follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core import jobs
from core.accounts import permissions
from core.config.site import Site
from core.documents import lifecycle, placing, renewing, signed, signers, verdicts, versions
from core.documents.arrangement import FIELD
from core.documents.batches import Batch, Letter
from core.documents.drafting import demand_seen
from core.documents.examine import PDF
from core.documents.imprints import Imprint, Key, dropped, imprint, ordered
from core.documents.placing import Subject
from core.documents.signatures import hindrance
from core.errors import Forbidden, Refused, WrongState
from core.office import Office
from core.store.outgoing import Draft
from core.store.papers import File
from core.values import Actor, Moment
from signing.order import Order
from signing.policy import Kind
from signing.values import Applied, Box, Level, Prepared, Purpose

SEAL_FIELD, ANNEX_FIELD = "vanthu_organisation", "vanthu_annex"
NOWHERE = Box(0, 0.0, 0.0, 0.0, 0.0)
"""Of a blank that is filled: it stands where it was prepared."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the clerk has before him: a numbered document and its annexes in files of their own."""

    about: Subject
    annexes: tuple[File, ...]

    @property
    def purpose(self) -> Purpose:
        """A copy is the agency's alone; an original bears its seal beside the leader's signature."""
        return Purpose.COPY if self.about.draft.copy_form else Purpose.ORGANISATION


@dataclass(frozen=True, slots=True)
class Sealed:
    """What the agency has signed, before it is written down."""

    desk: Desk
    made: Imprint
    annexes: Mapping[int, Imprint]
    """By the id of the file each takes the place of."""
    seen: str


async def seal(office: Office, document: int, by: Actor, pin: str | None, seen: str = "") -> Applied:
    """Sign a numbered document as the agency, and every annex in a file of its own; it is then scanned.

    The number is spoken for already: whatever goes wrong here, the document keeps it and is sealed again.
    Raises a sentence when anything stands against it, and then every file is as it was.
    Decree 30/2020, art. 17 and 32.2.c; Annex I, II.8.
    """
    office.clock.demand()
    at = office.clock.now()
    desk = await office.store.read(_desk, document, by, seen)
    recipe = await signers.ready(office, by, desk.purpose, pin)
    key = Key(recipe, by)
    made = [await _main(office, desk, key, at)]
    async with dropped(office, made):
        for file in desk.annexes:
            made.append(await _annex(office, desk, file, key, at))
        annexes = dict(zip((file.id for file in desk.annexes), made[1:], strict=True))
        sealed = Sealed(desk, made[0], annexes, seen)
        await office.store.write(_keep, sealed, by, office.clock.now(), office.site)
    return made[0].applied


async def seal_many(office: Office, letters: Sequence[Letter], by: Actor, pin: str | None) -> Batch:
    """Begin to seal numbered documents one after the other with one PIN, as `sign_many` does."""
    office.clock.demand()
    recipe = await signers.ready(office, by, Purpose.ORGANISATION, pin)

    async def act(letter: Letter) -> Applied:
        return await seal(office, letter.document, by, None, letter.seen)

    return office.batches.begin(by, letters, act, lambda: hindrance(office, Key(recipe, by)))


async def _main(office: Office, desk: Desk, key: Key, at: Moment) -> Imprint:
    """Sign the document itself; every signature it must bear is there and valid, or nothing is kept."""
    about = desk.about
    plan = await placing.arranged(office, about, desk.purpose, key.by, at)
    if desk.purpose is Purpose.ORGANISATION and plan.look.box is None:
        raise Refused(
            "VT-2961",
            "Chưa có ảnh con dấu của cơ quan.",
            hint="Văn thư tải ảnh con dấu màu đỏ, đúng kích thước, nền trong suốt (PNG) rồi ký.",
        )
    order = _order(office, SEAL_FIELD, desk.purpose)
    must = Kind.COPY if desk.purpose is Purpose.COPY else Kind.ORIGINAL
    filled = _filled(about) if must is Kind.ORIGINAL else ()
    order = replace(order, look=plan.look, fill=filled)
    return await imprint(office, about.blob(office), order, key, at.utc, must=must)


async def _annex(office: Office, desk: Desk, file: File, key: Key, at: Moment) -> Imprint:
    """Sign an annex: number, symbol and time on one line at its upper right corner."""
    blob = office.blobs.fetch(file.sha256, file.name)
    plan = await placing.arranged(office, desk.about, Purpose.ANNEX, key.by, at, blob)
    order = replace(_order(office, ANNEX_FIELD, Purpose.ANNEX), look=plan.look)
    return await imprint(office, blob, order, key, at.utc)


def _order(office: Office, field: str, purpose: Purpose) -> Order:
    identity = office.site.office
    order = ordered(office.site.signing, field, purpose)
    return replace(order, name=identity.name, location=identity.place, lock=True)


def _filled(about: Subject) -> tuple[Prepared, ...]:
    """Return number, day, month and year as they are written into the blanks the file bears."""
    said = placing.texts(about)
    if not said:
        raise WrongState("VT-2963", "Văn bản chưa được cấp số.", hint="Cấp số cho văn bản rồi ký số cơ quan.")
    blanks = (about.file.facts or {}).get("blanks", [])
    return tuple(
        Prepared(name, NOWHERE, size, italic, said[name.removeprefix(FIELD)]) for name, size, italic in blanks
    )


def _desk(document: int, by: Actor, seen: str) -> Desk:
    about = placing.subject(document)
    lifecycle.demand(about.row, "seal", permissions.today(by))
    if by.user_id is None:  # whoever sits at the console: an account of the machine is no clerk
        raise Forbidden(
            "VT-2977",
            "Chỉ văn thư của cơ quan trực tiếp ký số cơ quan; “{name}” không phải người của cơ quan.",
            hint="Văn thư đăng nhập rồi ký số cơ quan ở trang Phát hành.",
            name=by.name,
        )
    if seen:
        demand_seen(about.row, seen)
    return Desk(about, placing.annexes(document))


def _keep(sealed: Sealed, by: Actor, at: Moment, site: Site) -> None:
    document, made = sealed.desk.about.row.id, sealed.made
    told = signed.note(document, made, sealed.seen, by, at)
    profile = site.office.profile.value
    signed.make_current(document, made, versions.SEALED, by, at, profile=profile)
    for file, annex in sealed.annexes.items():
        _replace(document, file, annex, by, at)
    facts = told | {"annexes": len(sealed.annexes)}
    lifecycle.advance(document, "seal", permissions.today(by), at, facts=facts)
    level = signed.weakest(document)
    Draft.change({"document": document}, sealed_at=at.utc, level=level)
    if level == Level.B_B and site.signing.level is not Level.B_B:
        for sha256 in (made.blob.sha256, *(annex.blob.sha256 for annex in sealed.annexes.values())):
            jobs.enqueue(renewing.KIND.name, f"{document}:{sha256}", at, document=document, sha256=sha256)


def _replace(document: int, file: int, annex: Imprint, by: Actor, at: Moment) -> None:
    """Put a sealed annex in the place of the one that was not; its bytes stay."""
    before = File.get_by_id(file)
    if before.removed_at is not None or before.sha256 != annex.before.sha256:
        raise signed.overtaken()
    signed.note(document, annex, "", by, at)
    verdicts.keep(annex.blob.sha256, annex.inspection, at)
    File.change({"id": file}, removed_at=at.utc)
    facts = {**(before.facts or {}), "signatures": len(annex.inspection.signatures)}
    File.create(
        document=document,
        role="attachment",
        sha256=annex.blob.sha256,
        size=annex.blob.size,
        name=before.name,
        media_type=PDF,
        pages=annex.pages,
        facts=facts,
        added_at=at.utc,
    )
