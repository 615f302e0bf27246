"""The yearly books: numbers without a gap, entries that never disappear, corrections that stay readable."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from core import agencies, audit, jobs
from core.clock import vietnam
from core.documents import lifecycle
from core.documents.particulars import Particulars, check
from core.errors import Forbidden, Missing, Refused
from core.store.papers import Correction, Document, Entry, Register
from core.values import BOX, Actor, Moment, Role

INCOMING = "incoming"
FIRST_YEAR = 1945
LARGEST = 999_999
"""The highest number a book is opened at."""


@dataclass(frozen=True, slots=True)
class Late:
    """A line written in the paper book while the box was down, added afterwards with its own number."""

    number: int
    arrival_date: date
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Numbered:
    """The place of a document in its register."""

    register: str
    year: int
    number: int
    suffix: str
    arrival_date: date

    @property
    def text(self) -> str:
        """The number as it is written: two digits at least (Decree 30/2020, Annex I)."""
        return f"{self.number:02d}{self.suffix}"


def open_register(
    code: str,
    name: str,
    year: int,
    last: int,
    by: Actor,
    at: Moment,
    *,
    default: bool = False,
    life: str = INCOMING,
) -> Register:
    """Open a book once for a year, continuing the paper book after number `last`; audited.

    Raises Forbidden unless a clerk or an administrator opens it, Refused when it is open already.
    """
    if not by.roles & {Role.CLERK, Role.ADMIN, Role.BOX}:
        raise Forbidden(
            "VT-2401", "Chỉ văn thư hoặc quản trị được mở sổ.", hint="Nhờ văn thư cơ quan mở sổ đăng ký."
        )
    _demand_fitting(code, name, year, last, at)
    opened = Register.create_once(
        code=code,
        name=name,
        year=year,
        life=life,
        last=last,
        first=last,
        opened_at=at.utc,
        opened_by=by.login,
        default=default,
    )
    if not opened:
        raise Refused(
            "VT-2403",
            "Sổ “{book}” năm {year} đã được mở.",
            hint="Mỗi sổ chỉ mở một lần trong năm; số đến tiếp tục từ số cuối của sổ.",
            book=code,
            year=year,
        )
    audit.write(by, "open_register", at, register=code, year=year, last=last)
    return Register.get(Register.code == code, Register.year == year)


def books(year: int | None = None, life: str = INCOMING) -> list[Register]:
    """Return the registers of a year, or of all years, newest first, the default one first within a year.

    An empty `life` gives the books of outgoing documents as well.
    """
    query = Register.select().order_by(Register.year.desc(), Register.default.desc(), Register.code)
    if life:
        query = query.where(Register.life == life)
    return list(query.where(Register.year == year) if year else query)


def register(
    document: int,
    given: Particulars,
    by: Actor,
    at: Moment,
    *,
    late: Late | None = None,
) -> Numbered:
    """Give a cleared document its number and its line; number, line, state and evidence in one transaction.

    The number is taken by the first statement that writes, so a failure leaves no gap and a told number
    is durable (Decree 30/2020, art. 22). Raises Invalid, WrongState, or Refused for a taken late number.
    """
    today = vietnam(at.utc).date()
    arrival_date = late.arrival_date if late else today
    told = check(given, arrival_date, today)
    book = _book(told.register, arrival_date.year, at)
    number, suffix = _take_late(book, late) if late else (take(book), "")
    row = Document.get_or_none(Document.id == document)
    if row is None:
        raise Missing("VT-2001", "Không có văn bản số {id} trong hệ thống.", id=document)
    if told.page_amount is None:  # counted by the box (Annex VI, field 10 is an automatic one)
        told = replace(told, page_amount=row.page_amount)
    lifecycle.advance(
        document,
        "register",
        by,
        at,
        facts={
            "register": book.code,
            "year": book.year,
            "number": f"{number:02d}{suffix}",
            "from_paper": late is not None,
        },
        **told.columns(),
        register=book,
        arrival_number=number,
        arrival_suffix=suffix,
        arrival_date=arrival_date,
        registered_at=at.utc,
        legal_value="copy"
        if row.sha256 and told.paper and row.legal_value == "reference"
        else row.legal_value,
    )
    Entry.create(
        register=book,
        number=number,
        suffix=suffix,
        document=document,
        arrival_date=arrival_date,
        entered_at=at.utc,
        entered_by=by.login,
        from_paper=late is not None,
    )
    agencies.remember(told.organ_name, told.organ_id)
    return Numbered(book.code, book.year, number, suffix, arrival_date)


def correct(document: int, given: Particulars, reason: str, by: Actor, at: Moment) -> list[str]:
    """Put an entry right; the old values stay readable beside the new ones. Returns the names of the fields.

    Number and date of arrival are never corrected: a wrong line is cancelled and a new one made.
    """
    if Role.CLERK not in by.roles:
        raise Forbidden("VT-2404", "Chỉ văn thư được đính chính sổ.", hint="Nhờ văn thư cơ quan đính chính.")
    row = Document.get_or_none(Document.id == document)
    if row is None or row.register_id is None:
        raise Missing("VT-2405", "Văn bản này chưa có trong sổ.", hint="Vào sổ trước khi đính chính.")
    said = lifecycle.demand_reason(reason)
    today = vietnam(at.utc).date()
    told = check(given, row.arrival_date or today, today)
    new = told.columns()
    changed = [
        name.name for name in fields(told) if name.name in new and getattr(row, name.name) != new[name.name]
    ]
    if not changed:
        return []
    for name in changed:
        Correction.create(
            document=document, field=name, old=_words(getattr(row, name)), new=_words(new[name]), reason=said,
            by=by.login, at=at.utc,
        )  # fmt: skip
    Document.update(**new).where(Document.id == document).execute()
    audit.write(by, "correct", at, document=document, fields=changed)
    jobs.enqueue("index", f"{document}:{at.utc.isoformat()}", at, document=document)
    return changed


def cancel(document: int, reason: str, by: Actor, at: Moment) -> str:
    """Cancel a registered document; its line and its number stay in the book, marked."""
    state = lifecycle.advance(document, "cancel", by, at, reason=reason)
    Entry.update(cancelled=True).where(Entry.document == document).execute()
    return state


def reinstate(document: int, reason: str, by: Actor, at: Moment) -> str:
    """Take a cancellation back; the line is valid again under its old number."""
    if not Entry.select().where(Entry.document == document).exists():
        raise Refused(
            "VT-2406", "Văn bản này chưa có số đến.", hint="Dùng “Khôi phục” để đưa về khay tiếp nhận."
        )
    state = lifecycle.advance(document, "reinstate", by, at, reason=reason)
    Entry.update(cancelled=False).where(Entry.document == document).execute()
    return state


def corrections(document: int) -> list[Correction]:
    """Return what was corrected, oldest first."""
    return list(Correction.select().where(Correction.document == document).order_by(Correction.id))


def _demand_fitting(code: str, name: str, year: int, last: int, at: Moment) -> None:
    if last < 0 or not code.strip() or not name.strip():
        raise Refused("VT-2402", "Sổ phải có mã, tên và số cuối từ 0 trở lên.", hint="Nhập lại thông tin sổ.")
    if len(code) > 20 or len(name) > 200 or last > LARGEST or not FIRST_YEAR <= year <= at.utc.year + 10:
        raise Refused(
            "VT-2414",
            "Không mở được sổ này: mã dài tối đa 20, tên tối đa 200 ký tự, số cuối tối đa {largest}, năm từ "
            "{first} đến {last}.",
            hint="Sửa lại thông tin sổ.",
            largest=LARGEST,
            first=FIRST_YEAR,
            last=at.utc.year + 10,
        )


def book_for(life: str, code: str, name: str, year: int, at: Moment, *, default: bool = False) -> Register:
    """Return the open book of a series and a year; its first use opens it at 01, by the box, audited.

    Two processes that come first at the same second open it once.
    """
    mine = (Register.code == code) & (Register.year == year) & (Register.life == life)
    found: Register | None = Register.get_or_none(mine)
    if found is None:
        try:
            found = open_register(code, name, year, 0, BOX, at, default=default, life=life)
        except Refused:
            found = Register.get_or_none(mine)
            if found is None:
                raise
    if found.closed_at is not None:
        raise Refused("VT-2408", "Sổ “{book}” năm {year} đã khóa.", book=found.code, year=found.year)
    return found


def take(book: Register) -> int:
    """Return the next number of a book; let it be the first statement that writes (DESIGN rule 3)."""
    rows = list(
        Register.update(last=Register.last + 1).where(Register.id == book.id).returning(Register.last)
    )
    return int(rows[0].last)


def _book(code: str, year: int, at: Moment) -> Register:
    """Return the open book of a year; the first arrival of a new year opens it at 01 (+07:00, art. 22.2)."""
    mine = (Register.code == code) if code else Register.default
    query = Register.select().where(mine, Register.life == INCOMING)
    before = query.where(Register.year == year).first() or query.order_by(Register.year.desc()).first()
    if before is None:
        raise Missing(
            "VT-2407",
            "Chưa mở sổ đăng ký văn bản đến.",
            hint="Mở sổ: vanthu register open, ghi số cuối của sổ giấy đang dùng.",
        )
    if before.year > year:
        raise Missing(
            "VT-2412",
            "Không có sổ “{book}” của năm {year}.",
            hint="Kiểm tra ngày đến; sổ của năm cũ phải được mở riêng.",
            book=before.code,
            year=year,
        )
    return book_for(INCOMING, before.code, before.name, year, at, default=before.default)


def _take_late(book: Register, late: Late) -> tuple[int, str]:
    """Take the number that stands in the paper book; it must be the next one, or bear a suffix."""
    if late.suffix:
        if not (len(late.suffix) <= 3 and late.suffix.isalpha()) or not 0 < late.number <= book.last:
            raise Refused(
                "VT-2409",
                "Số phụ phải là chữ cái đi sau một số đã có trong sổ.",
                hint="Ví dụ: số 153a sau số 153.",
            )
        taken = Entry.select().where(
            Entry.register == book, Entry.number == late.number, Entry.suffix == late.suffix
        )
        if taken.exists():
            raise _taken(late)
        return late.number, late.suffix
    rows = list(
        Register.update(last=Register.last + 1)
        .where(Register.id == book.id, Register.last == late.number - 1)
        .returning(Register.last)
    )
    if not rows:
        raise _taken(late) if late.number <= book.last else _gap(late, book.last + 1)
    return int(rows[0].last), ""


def _taken(late: Late) -> Refused:
    return Refused(
        "VT-2410",
        "Số đến {number} đã dùng cho văn bản khác trong sổ.",
        hint="Ghi thêm số phụ (ví dụ {number}a) và ghi chú lý do vào cả sổ giấy.",
        number=f"{late.number}{late.suffix}",
    )


def _gap(late: Late, expected: int) -> Refused:
    return Refused(
        "VT-2411",
        "Số đến {number} bỏ cách; số tiếp theo của sổ là {expected}.",
        hint="Nhập các dòng của sổ giấy theo đúng thứ tự số.",
        number=late.number,
        expected=expected,
    )


def _words(value: Any) -> str:
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return "" if value is None else str(value)
