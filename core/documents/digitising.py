"""The clerk signs the scan of an incoming paper as the agency; what came from the scanner stays beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import BinaryIO, Final

from core import audit
from core.accounts import permissions
from core.accounts.permissions import demand_visible
from core.documents import copies, imprints, incoming, likenesses, sealing, signed, signers, states, verdicts
from core.documents.examine import PDF
from core.documents.imprints import Imprint, Key
from core.documents.papers import SHOWN
from core.errors import Forbidden, OfficeError, Refused, WrongState
from core.keyring.failures import of_fault
from core.office import Office
from core.store.papers import Document, File
from core.values import Actor, Blob, Moment, Role
from signing.order import Order
from signing.policy import Kind
from signing.values import Applied, Fault, Look, Purpose

DIGITISED: Final = SHOWN[0]
"""Role of the signed scan; the unsigned one keeps its own."""
FORM: Final = copies.FORMS["SY"]
"""A paper becomes an electronic document as a true copy of the whole (Decree 30/2020, art. 25.1.c)."""
ON_RECORD: Final = (*states.OPEN, states.FINISHED)


async def digitise(office: Office, document: int, by: Actor, pin: str | None, seen: str = "") -> Applied:
    """Sign the scan of a registered paper as the agency; the signed file is the one shown from then on.

    `seen` is the hash of the file the clerk was shown. Raises a sentence when anything stands against it, and
    then nothing has changed. Decree 30/2020, art. 22.3.b and Annex I, part II.I; Circular 01/2019, art. 6.2.
    """
    office.clock.demand()
    at = office.clock.now()
    file = await office.store.read(_scan, document, by, seen)
    source = office.blobs.fetch(file.sha256, file.name)
    if (await imprints.known(office, source)).signatures:
        raise _signed_already()
    key = Key(await signers.ready(office, by, Purpose.COPY, pin), by)
    order = await _order(office, source, at)
    made = await imprints.imprint(office, source, order, key, at.utc, must=Kind.COPY)
    async with imprints.dropped(office, [made]):
        profile = office.site.office.profile.value
        await office.store.write(_keep, document, made, seen, by, office.clock.now(), profile=profile)
    return made.applied


def possible(document: int, by: Actor) -> bool:
    """Tell whether this person could sign the scan of a document now."""
    try:
        _scan(document, by)
    except OfficeError:
        return False
    return True


def look(
    file: BinaryIO, profile: str, agency: str, at: datetime, seal: likenesses.Kept | None = None
) -> Look:
    """Return what the signature shows at the top right of the first page. Meant for the sandbox.

    Profile nd30 wants a line of text and no picture; tt01 the seal at its real size, agency and time below.
    """
    from signing.appearance import CORNERS, FORMS, Facts, look_for
    from signing.faces import MILLIMETRE, Area
    from signing.reading import read

    with read(file) as reading:
        face = reading.face(0)
    box, place = None, CORNERS[Purpose.COPY]
    if seal is not None and FORMS[profile, Purpose.COPY].picture:
        right = face.width - place.from_right * MILLIMETRE
        top = face.height - place.from_top * MILLIMETRE
        across, down = seal.width * MILLIMETRE, seal.height * MILLIMETRE
        box = face.box(Area(right - across, top - down, right, top))
    facts = Facts(at, agency, copy_form=FORM)
    return look_for(Purpose.COPY, profile, face, facts, box, seal.png if seal else b"")


async def _order(office: Office, source: Blob, at: Moment) -> Order:
    identity = office.site.office
    seal = await office.store.read(likenesses.current, None)
    told = (identity.profile.value, identity.name, at.utc, seal)
    try:
        shown = await office.sandbox.call(look, source.path, *told, reads=(source.path,))
    except Fault as fault:
        raise of_fault(fault) from fault
    if shown.box is None:
        raise Refused(
            "VT-2988",
            "Chưa có ảnh con dấu của cơ quan để hiển thị trên bản số hóa.",
            hint="Văn thư tải ảnh con dấu màu đỏ, đúng kích thước, nền trong suốt (PNG) rồi ký.",
        )
    order = imprints.ordered(office.site.signing, sealing.SEAL_FIELD, Purpose.COPY)
    return replace(order, name=identity.name, location=identity.place, lock=True, look=shown)


def _scan(document: int, by: Actor, seen: str = "") -> File:
    """Return the file that is signed; raise what stands against it: who, which document, how often."""
    row = demand_visible(document, by)
    if Role.CLERK not in by.roles or by.user_id is None:
        raise Forbidden(
            "VT-2982",
            "Chỉ văn thư của cơ quan ký số bản số hóa; “{name}” không phải văn thư.",
            hint="Nhờ văn thư ký số bản số hóa.",
            name=by.name,
        )
    if row.life != "incoming" or row.state not in ON_RECORD or row.arrival_number is None:
        raise WrongState(
            "VT-2983",
            "Chỉ ký số bản số hóa của văn bản đến đã vào sổ.",
            hint="Vào sổ văn bản rồi ký số bản số hóa.",
        )
    files = _files(row)
    _demand_unsigned_paper(row, files)
    if not files or files[0].media_type != PDF:
        raise Refused(
            "VT-2986",
            "Văn bản chưa có tệp PDF để ký số.",
            hint="Chờ hệ thống tạo bản PDF từ ảnh quét, hoặc quét lại văn bản.",
        )
    if seen and seen != files[0].sha256:
        raise signed.overtaken()
    return files[0]


def _demand_unsigned_paper(row: Document, files: list[File]) -> None:
    if any(file.role == DIGITISED for file in files):
        raise WrongState(
            "VT-2987",
            "Bản số hóa của văn bản này đã được ký số.",
            hint="Tải lại trang để xem bản đã ký số.",
        )
    if any((file.facts or {}).get("signatures") for file in files):
        raise _signed_already()
    if not row.paper:
        raise Refused(
            "VT-2984",
            "Văn bản không được ghi là có bản giấy nên không phải bản số hóa.",
            hint="Nếu tệp được quét từ bản giấy, chọn Đính chính, đánh dấu “Có bản giấy” rồi ký số.",
        )


def _files(row: Document) -> list[File]:
    """Return the main files of a document, those that are PDF first and the original before what was made."""
    mine = (File.document == row.id, File.role.in_(SHOWN), File.removed_at.is_null())
    found = list(File.select().where(*mine).order_by(File.id))
    return sorted(found, key=lambda file: (file.media_type != PDF, SHOWN.index(file.role)))


def _keep(document: int, made: Imprint, seen: str, by: Actor, at: Moment, *, profile: str) -> None:
    told = signed.note(document, made, seen, by, at)
    # The line first: it lets one writer in at a time, so whoever comes second finds the file of the first.
    audit.write(by, "digitise", at, document=document, sha256=made.before.sha256, **told)
    if _scan(document, permissions.today(by)).sha256 != made.before.sha256:
        raise signed.overtaken()
    incoming.add_file(document, DIGITISED, made.blob, at, media_type=PDF, pages=made.pages, facts=made.facts)
    verdicts.settle(document, {made.blob.sha256: made.inspection}, profile, at)


def _signed_already() -> Refused:
    # Circular 01/2019, art. 12: what its issuer has signed is not signed again by who receives it.
    return Refused(
        "VT-2985",
        "Văn bản đã có chữ ký số của nơi gửi nên không ký số thêm.",
        hint="Xử lý văn bản như đã nhận; tệp nhận được giữ nguyên.",
    )
