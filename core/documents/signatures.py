"""People sign: the leader the letter he approved, others their initial; each with a key only he holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core import audit
from core.accounts import permissions
from core.documents import concerns, drafting, lifecycle, placing, signed, signers, turns, versions
from core.documents.arrangement import Arrangement
from core.documents.batches import Batch, Letter
from core.documents.imprints import Imprint, Key, dropped, imprint, ordered
from core.documents.placing import LEADER_FIELD, Subject
from core.errors import OfficeError, Refused, WrongState
from core.language import tr
from core.office import Office
from core.store.outgoing import Draft
from core.values import Actor, Moment
from signing.order import Order
from signing.policy import INITIAL
from signing.values import Applied, Purpose


async def sign(office: Office, document: int, by: Actor, pin: str | None, seen: str) -> Applied:
    """Sign an approved letter as its named signer; `seen` is the hash of the file he was shown.

    Not a job on purpose: a PIN is never kept; if the power goes, nothing has changed and he signs again.
    Raises a sentence when anything stands against it, and then the document is as it was.
    """
    office.clock.demand()
    at = office.clock.now()
    about = await office.store.read(_to_sign, document, seen, by, at)
    recipe = await signers.ready(office, by, Purpose.LEADER, pin)
    order = await _order(office, about, LEADER_FIELD, Purpose.LEADER, by, at)
    made = await imprint(office, about.blob(office), order, Key(recipe, by), at.utc)
    async with dropped(office, [made]):
        await office.store.write(_signed, document, made, seen, by, office.clock.now(), _profile(office))
    return made.applied


async def initial(office: Office, document: int, by: Actor, pin: str | None, seen: str = "") -> Applied:
    """Put a person's initial on a draft he was asked for, before the leader approves (ký nháy).

    Raises a sentence when anything stands against it, and then the document is as it was.
    """
    office.clock.demand()
    at = office.clock.now()
    about = await office.store.read(_to_initial, document, seen, by)
    recipe = await signers.ready(office, by, Purpose.INITIAL, pin)
    field = f"{INITIAL}_{about.signatures + 1}"
    order = await _order(office, about, field, Purpose.INITIAL, by, at)
    made = await imprint(office, about.blob(office), order, Key(recipe, by), at.utc)
    async with dropped(office, [made]):
        await office.store.write(_initialled, document, made, seen, by, office.clock.now(), _profile(office))
    return made.applied


async def sign_many(office: Office, letters: Sequence[Letter], by: Actor, pin: str | None) -> Batch:
    """Begin to sign letters one after the other with one PIN; `office.batches` tells how it goes.

    Raises a sentence when the token cannot be unlocked: then no letter was tried.
    """
    office.clock.demand()
    recipe = await signers.ready(office, by, Purpose.LEADER, pin)

    async def act(letter: Letter) -> Applied:
        return await sign(office, letter.document, by, None, letter.seen)

    return office.batches.begin(by, letters, act, lambda: hindrance(office, Key(recipe, by)))


def hindrance(office: Office, key: Key) -> OfficeError | None:
    """Return why nothing at all could be signed with a key now; None when something could."""
    try:
        office.clock.demand()
        office.keyring.certificate(key.recipe, key.by)
    except OfficeError as error:
        return error
    return None


async def _order(
    office: Office, about: Subject, field: str, purpose: Purpose, by: Actor, at: Moment
) -> Order:
    """Return the signature as it is asked for; the first one on a letter brings its blanks along."""
    plan = await placing.arranged(office, about, purpose, by, at)
    _demand_places(plan)
    if purpose is Purpose.LEADER and plan.look.box is None:
        raise Refused(
            "VT-2952",
            "Chưa có ảnh chữ ký của {name}.",
            hint="Tải ảnh chữ ký màu xanh, nền trong suốt (PNG) ở trang cá nhân rồi ký.",
            name=by.name,
        )
    prepared = bool((about.file.facts or {}).get("blanks"))
    return replace(
        ordered(office.site.signing, field, purpose),
        look=plan.look,
        prepare=() if prepared else plan.blanks,
        name=by.name,
        location=office.site.office.place,
    )


def _demand_places(plan: Arrangement) -> None:
    """Raise Refused while number, date or signature have no place: after this signature none can be made."""
    if plan.trouble:
        raise Refused(
            "VT-2953",
            "Chưa đủ vị trí trên văn bản: {said}",
            hint="Mở trang Vị trí của văn bản, kéo các khung vào chỗ rồi ký.",
            said=" ".join(tr(reason.sentence, **reason.facts) for reason in plan.trouble),
        )


def _to_sign(document: int, seen: str, by: Actor, at: Moment) -> Subject:
    actor = drafting.demand_signing(document, seen, permissions.today(by), at)
    about = placing.subject(document)
    lifecycle.demand(about.row, "sign", actor)
    placing.annexes(document)  # one that cannot be sealed must not come to light after the number is given
    return about


def _to_initial(document: int, seen: str, by: Actor) -> Subject:
    about = placing.subject(document)
    if seen:
        drafting.demand_seen(about.row, seen)
    if about.row.state not in concerns.OPEN:
        raise WrongState(
            "VT-2955",
            "Văn bản không còn ở bước ký nháy.",
            hint="Tải lại trang để xem tình trạng mới nhất.",
        )
    if turns.is_approved(about.draft):
        raise Refused(
            "VT-2954",
            "Lãnh đạo đã duyệt tệp này nên không thêm chữ ký nháy vào tệp được nữa.",
            hint="Xác nhận ký nháy không dùng chữ ký số, hoặc đề nghị trả lại để duyệt lại.",
        )
    if concerns.pending(document, by.user_id or 0, concerns.INITIAL) is None:
        raise turns.not_his(by)
    return about


def _signed(document: int, made: Imprint, seen: str, by: Actor, at: Moment, profile: str) -> None:
    actor = drafting.demand_signing(document, made.before.sha256, permissions.today(by), at)
    told = signed.note(document, made, seen, by, at)
    signed.make_current(document, made, versions.SIGNED, by, at, profile=profile)
    lifecycle.advance(document, "sign", actor, at, facts=told)
    Draft.change({"document": document}, signed_at=at.utc, level=made.applied.level.value)


def _initialled(document: int, made: Imprint, seen: str, by: Actor, at: Moment, profile: str) -> None:
    turns.hold(_to_initial(document, "", by).row)
    concerns.complete_initial(document, made.blob.sha256, by, at)
    told = signed.note(document, made, seen, by, at)
    signed.make_current(document, made, versions.INITIALLED, by, at, profile=profile)
    audit.write(by, "sign_initial", at, document=document, **told)


def _profile(office: Office) -> str:
    return office.site.office.profile.value
