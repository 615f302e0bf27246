"""The menu on the left: what each role has to do, how much of it waits, and where one is."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from aiohttp import web

from core import hookspecs
from core.language import mark, tr
from core.values import Actor, MenuEntry, Role
from core.web import boxes
from core.web.counts import NOTICES, numbers
from core.web.keys import MENUS, OFFICE
from core.web.looks import ROLES

FRESH = 60.0
"""Seconds for which what plugins put into a menu is believed: no page waits for a slow plugin twice."""

SHOWN = {
    Role.CLERK: ("to_register", "to_present", "tardy", "sent_back", "presented"),
    Role.LEADER: ("to_direct", "under_way", "due_soon", "overdue"),
    Role.HEAD: ("to_assign", "unit_under_way", "unit_overdue"),
    Role.OFFICER: ("given", "working", "cooperating", "informed", "my_due_soon", "my_overdue"),
}
"""Boxes that stand in the menu; all of them stand on the home page."""
LEAVING = (
    "ordered", "my_drafts", "given_back", "to_comment", "to_initial", "to_hand_on", "to_check_content",
    "to_check_form", "to_approve", "to_sign", "to_number", "to_seal", "held", "to_issue", "on_paper",
)  # fmt: skip
"""Boxes of the outgoing half, under one heading, for everybody whose they are."""
RARE = ("held",)
"""Boxes that stand in the menu only when something is in them."""
AT_HAND = (
    "to_register", "to_direct", "to_approve", "to_sign", "to_assign", "to_check_content", "to_check_form",
    "given", "my_drafts", "to_number", "to_present", "working", "overdue", "informed",
)  # fmt: skip
"""What the bar at the foot of a telephone offers first."""

EVERYBODY = frozenset(ROLES)
READERS = EVERYBODY - {Role.ADMIN}
PLACES = (
    (mark("Việc của tôi"), "/work", "work", frozenset((Role.HEAD, Role.OFFICER))),
    (mark("Văn bản đến"), "/documents", "documents", READERS - {Role.CHECKER}),
    (mark("Văn bản đi"), "/outgoing", "send", READERS),
    (mark("Sổ đăng ký"), "/registers", "book", frozenset((Role.CLERK, Role.LEADER))),
    (mark("Tra cứu"), "/search", "search", READERS),
    (mark("Kiểm tra chữ ký số"), "/verify", "shield", READERS),
    (mark("Thiết bị ký số"), "/tokens", "key", READERS - {Role.CHECKER}),
)
SYSTEM = (
    (mark("Người dùng và đơn vị"), "/people", "people", frozenset((Role.ADMIN,))),
    (mark("Quyền ký, ủy quyền"), "/delegations", "key", frozenset((Role.ADMIN,))),
    (mark("Chứng thư số"), "/trust", "shield", frozenset((Role.ADMIN, Role.CLERK))),
    (mark("Tình trạng hệ thống"), "/health", "health", frozenset((Role.ADMIN,))),
)

SHORT = {
    "/people": mark("Người dùng"),
    "/health": mark("Tình trạng"),
    "/documents": mark("Văn bản"),
    "/delegations": mark("Quyền ký"),
}
"""Names that fit below an icon."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the menu."""

    words: str
    address: str
    icon: str
    counter: str = ""
    """Name of the number beside it, for live updates; empty for none."""
    count: int = 0
    alarms: bool = False
    current: bool = False

    @property
    def short(self) -> str:
        """What stands under the icon on a telephone."""
        return tr(SHORT[self.address]) if self.address in SHORT else self.words


@dataclass(frozen=True, slots=True)
class Section:
    """Some lines under one heading."""

    words: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Menu:
    """The whole menu, and the few lines within a thumb's reach."""

    sections: tuple[Section, ...]
    quick: tuple[Line, ...]


async def menu(request: web.Request, actor: Actor) -> tuple[Menu, int]:
    """Return the menu of a person on this page, and how many notices are unread."""
    shown = await numbers(request, actor)
    sections = [Section("", (_line(request, tr("Tổng quan"), "/", "home"),))]
    for role, words in ROLES.items():
        if role in actor.roles and role in SHOWN:
            sections.append(Section(tr(words), tuple(_boxes(request, SHOWN[role], shown))))
    leaving = [name for name in LEAVING if name in shown and (shown[name] or name not in RARE)]
    sections.append(Section(tr("Soạn thảo, ban hành"), tuple(_boxes(request, leaving, shown))))
    for heading, places in ((tr("Văn bản"), PLACES), (tr("Hệ thống"), SYSTEM)):
        lines = [
            _line(request, tr(words), place, icon)
            for words, place, icon, roles in places
            if roles & actor.roles
        ]
        sections.append(Section(heading, tuple(lines)))
    entries = await _entries(request, actor)
    added = tuple(_line(request, entry.label, entry.address, "plug", entry.counter) for entry in entries)
    sections.append(Section(tr("Tiện ích"), added))
    whole = tuple(section for section in sections if section.lines)
    return Menu(whole, tuple(_quick(whole))), shown[NOTICES]


def _boxes(request: web.Request, names: Iterable[str], counted: dict[str, int]) -> Iterator[Line]:
    for name in names:
        shown = boxes.card(name, counted)
        yield Line(
            shown.words,
            shown.address,
            shown.icon,
            name,
            shown.count,
            shown.tone == "alarms",
            _is_here(request, shown.address),
        )


def _line(request: web.Request, words: str, address: str, icon: str, count: int | None = None) -> Line:
    here = _is_here(request, address)
    return Line(words, address, icon, "plugin" if count else "", count or 0, current=here)


def _quick(sections: tuple[Section, ...]) -> list[Line]:
    lines = [line for section in sections for line in section.lines]
    by_box = {line.counter: line for line in lines if line.counter}
    chosen = [lines[0], *(by_box[name] for name in AT_HAND if name in by_box)]
    return (chosen + [line for line in lines if line not in chosen and not line.counter])[:4]


def _is_here(request: web.Request, address: str) -> bool:
    """Whether a line leads to where one is: the same box, or a place below."""
    parts = urlsplit(address)
    box = parse_qs(parts.query).get("box", [""])[0]
    if box != request.query.get("box", ""):
        return False
    below = parts.path != "/" and request.path.startswith(f"{parts.path}/")
    return request.path == parts.path or (below and not box)


async def _entries(request: web.Request, actor: Actor) -> list[MenuEntry]:
    """Return what plugins add, remembered for a minute; only places of their own."""
    office, kept, now = request.app[OFFICE], request.app[MENUS], asyncio.get_running_loop().time()
    until, entries = kept.get(actor.login, (0.0, []))
    if until < now:
        answers = await office.host.gather(hookspecs.menu, office=office, user=actor)
        entries = [entry for answer in answers for entry in answer if entry.address.startswith("/plugins/")]
        kept[actor.login] = (now + FRESH, entries)
    return entries
