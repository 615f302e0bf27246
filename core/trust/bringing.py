"""Bringing in what trust is made of: each piece of a file is sorted, checked, kept or told why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core import audit, jobs
from core.accounts.permissions import demand_ruler, forbidden
from core.errors import Missing, Refused
from core.language import mark
from core.store.fields import MomentField
from core.store.seals import TrustItem
from core.trust import material
from core.trust.issuers import issuer_of
from core.trust.material import CANDIDATE, CRL, FOREIGN, INTERMEDIATE, OCSP, PERSON, ROOT, Piece
from core.values import Actor, Moment, Role

AUTHORITIES = (ROOT, FOREIGN, INTERMEDIATE)
KEEPERS = frozenset((Role.ADMIN, Role.CLERK, Role.BOX))
"""Who may bring in lists and certificates; what is a root only an administrator says."""
OUTCOMES = {
    "kept": mark("Đã nhập."),
    "known": mark("Đã có từ trước."),
    "confirm": mark("Là chứng thư gốc: chờ quản trị đối chiếu mã băm rồi xác nhận."),
    "older": mark("Cũ hơn danh sách đang giữ nên không nhập."),
    "stranger": mark(
        "Không do cơ quan chứng thực nào đang giữ ký nên không nhập; nhập chứng thư cấp trên trước."
    ),
    "partial": mark("Là danh sách bổ sung (delta CRL) nên không nhập; cần danh sách đầy đủ."),
    "person": mark("Là chứng thư của người ký: ghi ở mục chứng thư của người và cơ quan."),
}
"""What becomes of a piece, in words."""
CHANGED = "judge_again"
"""The job that judges again what was in doubt."""


@dataclass(frozen=True, slots=True)
class Came:
    """One piece of an imported file, and what became of it."""

    kind: str
    subject: str
    sha256: str
    outcome: str
    """One of OUTCOMES."""


def import_(
    data: bytes, kind: str | None, by: Actor, at: Moment, *, demonstration: bool = False, address: str = ""
) -> list[Came]:
    """Keep what a PEM, DER or PKCS#7 file holds and return what came of each piece.

    `kind` says what a certificate signed by itself is believed for: `root`, `foreign`, or None to have an
    administrator confirm it later. `address` is where a list was fetched. Raises Refused when nothing can be
    read, Forbidden for people who may not.
    """
    if kind is not None or demonstration:
        demand_ruler(by)
    if not by.roles & KEEPERS:
        raise forbidden(by)
    came = [_take(piece, kind, by, at, demonstration, address) for piece in material.read(data)]
    if any(one.outcome == "kept" for one in came):
        ask_again("doubtful", at)
    return came


def confirm(item: int, kind: str, by: Actor, at: Moment, *, demonstration: bool = False) -> None:
    """Say what a certificate signed by itself is believed for; an administrator compared its hash."""
    demand_ruler(by)
    row = _held(item)
    if row.kind not in (CANDIDATE, ROOT, FOREIGN) or kind not in (ROOT, FOREIGN):
        raise Refused("VT-4104", "Chỉ chứng thư gốc mới cần xác nhận.", hint="Tải lại trang chứng thư.")
    TrustItem.change({"id": item}, kind=kind, demonstration=demonstration)
    _note("trust_confirm", row, by, at, believed=kind, demonstration=demonstration)
    ask_again("all" if row.kind == ROOT else "doubtful", at)


def remove(item: int, by: Actor, at: Moment) -> None:
    """Believe something no longer; the row stays. What rested on it is judged again."""
    demand_ruler(by)
    row = _held(item)
    TrustItem.change({"id": item}, removed_at=at.utc)
    _note("trust_remove", row, by, at)
    ask_again("all", at)


def ask_again(which: str, at: Moment) -> None:
    """Have kept verdicts judged again: `doubtful`, `all`, or those that name one certificate by its hash."""
    asked = MomentField().db_value(at.utc)
    jobs.enqueue(CHANGED, f"{which}:{asked}", at, which=which, asked=asked, after="")


def authorities() -> list[bytes]:
    """Return the certificates of every authority held (DER)."""
    rows = TrustItem.select(TrustItem.der).where(
        TrustItem.kind.in_(AUTHORITIES), TrustItem.removed_at.is_null()
    )
    return [bytes(row.der) for row in rows]


def _take(piece: Piece, kind: str | None, by: Actor, at: Moment, demonstration: bool, address: str) -> Came:
    wanted = kind if piece.kind == CANDIDATE and kind in (ROOT, FOREIGN) else piece.kind
    outcome = _judge(piece, wanted)
    if outcome == "kept":
        marked = demonstration and wanted == ROOT
        _keep(piece, wanted, by, at, marked, address)
        outcome = "confirm" if wanted == CANDIDATE else outcome
    return Came(wanted, piece.subject, piece.sha256, outcome)


def _judge(piece: Piece, kind: str) -> str:
    """Return what becomes of a piece before anything is written."""
    if kind == PERSON:
        return "person"
    known = TrustItem.get_or_none(TrustItem.sha256 == piece.sha256, TrustItem.removed_at.is_null())
    if known is not None and (known.kind == kind or kind == CANDIDATE):
        return "confirm" if known.kind == CANDIDATE else "known"
    if kind not in (CRL, OCSP):
        return "kept"
    if kind == CRL and material.is_partial(piece.der):
        return "partial"
    if issuer_of(piece, authorities()) is None:
        return "stranger"
    newer = [row for row in _rivals(piece) if row.valid_from > piece.valid_from]
    return "older" if newer else "kept"


def _keep(piece: Piece, kind: str, by: Actor, at: Moment, demonstration: bool, address: str) -> None:
    for row in _rivals(piece):
        # The row stays and says what was believed; the bytes of a list that was replaced prove nothing more.
        TrustItem.change({"id": row.id}, removed_at=at.utc, der=b"")
    told = {
        "kind": kind,
        "der": piece.der,
        "subject": piece.subject,
        "issuer": piece.issuer,
        "valid_from": piece.valid_from,
        "valid_to": piece.valid_to,
        "address": address[:300],
        "demonstration": demonstration,
        "added_at": at.utc,
        "added_by": by.login,
        "removed_at": None,
    }
    TrustItem.insert(sha256=piece.sha256, **told).on_conflict(
        conflict_target=[TrustItem.sha256], update=told
    ).execute()
    row = TrustItem.get(TrustItem.sha256 == piece.sha256)
    _note("trust_import", row, by, at, demonstration=demonstration)


def _rivals(piece: Piece) -> list[TrustItem]:
    """Return what a list or an answer would replace: of the same issuer, about the same certificates."""
    if piece.kind not in (CRL, OCSP):
        return []
    rows = TrustItem.select().where(
        TrustItem.kind == piece.kind,
        TrustItem.issuer == piece.issuer,
        TrustItem.subject == piece.subject,
        TrustItem.removed_at.is_null(),
        TrustItem.sha256 != piece.sha256,
    )
    if piece.kind == OCSP:
        return list(rows)
    return [row for row in rows if material.scope_of(bytes(row.der)) == material.scope_of(piece.der)]


def _held(item: int) -> TrustItem:
    row: TrustItem | None = TrustItem.get_or_none(TrustItem.id == item, TrustItem.removed_at.is_null())
    if row is None:
        raise Missing("VT-4105", "Không có mục này trong kho chứng thư.", hint="Tải lại trang chứng thư.")
    return row


def _note(action: str, row: TrustItem, by: Actor, at: Moment, **facts: Any) -> None:
    audit.write(by, action, at, kind=row.kind, subject=row.subject, sha256=row.sha256, **facts)
