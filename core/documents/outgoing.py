"""How a signed document leaves the office: number and date, issue, and what undoes them, all on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.clock import vietnam
from core.config.site import Site
from core.documents import dispatches, lifecycle, paper, registers, series, ties
from core.documents.turns import document_of
from core.errors import Refused
from core.store.outgoing import Draft
from core.store.papers import Entry, Register
from core.text import code_key
from core.values import Actor, Moment


@dataclass(frozen=True, slots=True)
class Numbered:
    """The number, symbol and day a document got, and the book it stands in."""

    register: str
    year: int
    number: int
    symbol: str
    day: date

    @property
    def text(self) -> str:
        """The number as it is written: two digits at least (Decree 30/2020, Annex I, II.3.c)."""
        return f"{self.number:02d}"

    @property
    def code(self) -> str:
        """Number and symbol: 05/QĐ-UBND."""
        return f"{self.text}/{self.symbol}"


def number(document: int, site: Site, by: Actor, at: Moment) -> Numbered:
    """Give a signed document its number, today's date and its line; all of it in one transaction.

    The number is taken by the first statement that writes, so a failure leaves no gap (art. 15.1). Raises
    Refused while the clock is not trusted, WrongState before the leader signed (Circular 01/2019, art. 11.1).
    """
    _demand_clock(at)
    row, draft = document_of(document)
    today = vietnam(at.utc).date()
    told = series.matter(row, draft)
    ties.check(row, draft)
    code, symbol = series.of(site, told, today), series.symbol(site, told, today)
    book = registers.book_for(series.LIFE, code, series.name_of(site, code, today), today.year, at)
    given = Numbered(code, book.year, registers.take(book), symbol, today)
    _demand_order(book, today)  # now that nobody else can write into this book
    lifecycle.advance(
        document,
        "number",
        by,
        at,
        facts={"register": code, "year": book.year, "number": given.text, "symbol": symbol},
        register=book,
        code_number=given.text,
        code_notation=symbol,
        code_key=code_key(given.code)[:60],
        issued_date=today,
        registered_at=at.utc,
    )
    Entry.create(
        register=book,
        number=given.number,
        document=document,
        arrival_date=today,
        entered_at=at.utc,
        entered_by=by.login,
    )
    paper.settle(document, site, today)
    return given


def issue(document: int, by: Actor, at: Moment) -> str:
    """Issue a sealed document: it stands in the outbox, what it answers is finished, what it replaces ends.

    Carriers take it from the outbox; paper goes with the clerk. Refused while the clock is not trusted.
    """
    _demand_clock(at)
    row, draft = document_of(document)
    late = dispatches.lateness(row, draft, vietnam(at.utc).date())
    state = lifecycle.advance(document, "issue", by, at, facts={"days_late": late})
    Draft.update(issued_at=at.utc).where(Draft.document == document).execute()
    dispatches.wait(document, at)
    ties.tie(row, draft, at)
    return state


def void(document: int, reason: str, by: Actor, at: Moment) -> str:
    """Withdraw a numbered document before it was sent: the line stays, marked; the number is never reused."""
    state = lifecycle.advance(document, "void", by, at, reason=reason)
    Entry.update(cancelled=True).where(Entry.document == document).execute()
    return state


def recall(document: int, reason: str, by: Actor, at: Moment) -> str:
    """Recall an issued document: it is frozen with all its facts, and leaves the outbox (art. 18.4).

    Whom it has reached is asked to cancel it by the carriers. Annex VI, III.8.
    """
    state = lifecycle.advance(document, "recall", by, at, reason=reason)
    dispatches.take_back(document, at)
    return state


def _demand_clock(at: Moment) -> None:
    if not at.verified:
        raise Refused(
            "VT-2731",
            "Đồng hồ của máy chưa tin cậy được nên chưa cấp số và phát hành được.",
            hint="Quản trị: kiểm tra máy chủ thời gian bằng lệnh vanthu doctor; chưa số nào bị dùng.",
        )


def _demand_order(book: Register, today: date) -> None:
    """Numbers follow the order of the days (art. 15.1): none is dated before one that was given."""
    later = Entry.select(Entry.arrival_date).where(Entry.register == book, Entry.arrival_date > today).first()
    if later is not None:
        raise Refused(
            "VT-2732",
            "Sổ đã có số của ngày {day} nên không cấp số cho ngày trước đó.",
            hint="Kiểm tra đồng hồ của máy rồi làm lại.",
            day=later.arrival_date.strftime("%d/%m/%Y"),
        )
