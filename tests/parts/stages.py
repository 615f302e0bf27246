"""A commune with a document at every stage of its life, to be looked for by everybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from appliance.demonstration.commune import actor
from appliance.signatures import MARKER
from core.documents import drafting, drafts, handling, incoming, registers, states
from core.documents.handling import Order
from core.documents.particulars import Particulars
from core.documents.wanted import Wanted
from core.store.memory import JobRow
from core.store.papers import Document, File
from core.store.people import Unit
from core.values import Arrival, Moment
from tests.parts.bureau import pdf
from tests.parts.living import Living

CLERK, SECOND, LEADER, CHECKER, ADMIN = "vanthu", "vanthu2", "chutich", "thethuc", "quantri"
HEAD, OFFICER, OTHER_HEAD, OTHER_OFFICER = "truongphong", "chuyenvien", "truongphongkt", "chuyenvienkt"
WORD = "bờ bao ô thủy lợi"
"""Words in every subject."""
WHY = "thử các bước của văn bản"
Step = Callable[[int, Moment], object]


def _register(document: int, at: Moment) -> object:
    name = Document.get_by_id(document).name.removesuffix(".pdf")
    told = Particulars(organ_name="Sở Nông nghiệp", subject=f"{WORD} {name}", code_number=str(document))
    return registers.register(document, told, actor(CLERK), at)


def _direct(document: int, at: Moment, inform: tuple[str, ...] = ()) -> object:
    units = {unit.code: unit.id for unit in Unit.select()}
    order = Order(units["VP"], inform=tuple(units[code] for code in inform), words="Thực hiện.")
    return handling.direct(document, order, actor(LEADER), at)


def _assign(document: int, at: Moment) -> object:
    return handling.assign(document, actor(OFFICER).user_id or 0, "", None, actor(HEAD), at)


STEPS: Mapping[str, Step] = {
    "register": _register,
    "present": lambda document, at: handling.present(document, actor(CLERK), at),
    "direct": _direct,
    "inform": lambda document, at: _direct(document, at, ("KT",)),
    "assign": _assign,
    "begin": lambda document, at: handling.begin(document, actor(OFFICER), at),
    "finish": lambda document, at: handling.finish(document, "Đã trả lời.", actor(OFFICER), at),
    "return": lambda document, at: handling.return_to_sender(document, WHY, actor(CLERK), at),
    "cancel": lambda document, at: registers.cancel(document, WHY, actor(CLERK), at),
    "ask": lambda document, at: incoming.ask_expulsion(document, WHY, actor(CLERK), at),
    "expel": lambda document, at: incoming.confirm_expulsion(document, WHY, actor(LEADER), at),
}
STAGES: Mapping[str, tuple[str, ...]] = {
    "cleared": (),
    "registered": ("register",),
    "presented": ("register", "present"),
    "directed": ("register", "present", "direct"),
    "informed": ("register", "present", "inform"),
    "assigned": ("register", "present", "direct", "assign"),
    "working": ("register", "present", "direct", "assign", "begin"),
    "finished": ("register", "present", "direct", "assign", "begin", "finish"),
    "returned": ("register", "return"),
    "cancelled": ("register", "cancel"),
    "expelled": ("register", "ask", "expel"),
}
"""What was done to each document, by its name."""


@dataclass(frozen=True)
class Stages:
    """The documents of an office by name, and their files."""

    living: Living
    documents: dict[str, int]
    files: dict[str, int]
    letters: dict[str, int]
    """Documents of our own: `drafted` is still being written, `approving` is before the leader."""

    def state(self, name: str) -> str:
        """Return where a document stands."""
        return str(self.living.see(lambda: Document.get_by_id(self.documents[name]).state))


def furnish(living: Living) -> Stages:
    """Bring a document to every stage, a second copy and a virus beside them; return when all is settled."""
    made = {name: receive(living, name, pdf(name)) for name in STAGES}
    made["duplicate"] = receive(living, "duplicate", pdf("cleared"))
    made["quarantined"] = receive(living, "quarantined", pdf("quarantined") + MARKER)
    living.until(lambda: living.see(_inspected))
    for name, steps in STAGES.items():
        for step in steps:
            living.do(STEPS[step], made[name], living.office.clock.now())
    living.until(lambda: living.see(_quiet))
    files = living.see(lambda: {row.document_id: row.id for row in File.select().order_by(File.id.desc())})
    letters = {name: _letter(living, name) for name in ("drafted", "approving")}
    _present(living, letters["approving"])
    return Stages(living, made, {name: files[number] for name, number in made.items()}, letters)


def _letter(living: Living, name: str) -> int:
    """Have the officer write a letter to the office's own unit."""
    office, officer = living.office, living.see(actor, OFFICER)
    unit, signer = min(officer.unit_ids), living.see(actor, LEADER).user_id
    given = Wanted(f"thư {name}", unit, signer=signer)
    number = living.do(partial(drafts.draft, given, officer, office.clock.now(), site=office.site))
    blob = office.blobs.keep(pdf(name), f"{name}.pdf")
    about = {"media_type": "application/pdf", "pages": 1}
    living.do(drafts.add_version, number, blob, about, "", officer, office.clock.now())
    return number


def _present(living: Living, number: int) -> None:
    at = living.office.clock.now
    living.do(drafting.submit, number, living.see(actor, OFFICER), at())
    living.do(drafting.check_content, number, "", living.see(actor, HEAD), at())
    living.do(drafting.check_form, number, "", living.see(actor, CHECKER), at())


def receive(living: Living, name: str, content: bytes) -> int:
    """Let a file come in by the scanner's door; return its document."""
    blob = living.office.blobs.keep(content, f"{name}.pdf")
    arrival = Arrival("may-quet-1", name, f"{name}.pdf")
    return living.do(incoming.receive, arrival, blob, living.office.clock.now())


def _inspected() -> bool:
    return not Document.select().where(Document.state == states.ARRIVED).exists()


def _quiet() -> bool:
    return not JobRow.select().where(JobRow.state != "done").exists()
