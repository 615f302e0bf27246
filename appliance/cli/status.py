"""`vanthu status`: how the office is, asked of itself when it is open and of its database always."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import click
from peewee import fn

from appliance.cli.answers import Answer, Sheet, page, sheet
from appliance.cli.asked import Asked
from appliance.cli.console import Console, at_console
from appliance.cli.grammar import Verb
from core.config import site
from core.config.generations import Generations
from core.documents import states
from core.errors import Misconfigured
from core.language import mark, tr
from core.office import Home
from core.store.memory import JobRow, Reading
from core.store.papers import Document

if TYPE_CHECKING:
    from plugins.scanner.sources import Source

TITLES = {
    "office": mark("Cơ quan"),
    "running": mark("Đang mở"),
    "address": mark("Địa chỉ"),
    "since": mark("Mở từ"),
    "version": mark("Phiên bản"),
    "generation": mark("Thế hệ cấu hình"),
    "waiting": mark("Việc đang chờ"),
    "resting": mark("Việc đang dừng"),
    "clock": mark("Đồng hồ"),
    "plugins": mark("Thành phần đang chạy"),
}
DOUBTS = {
    "": mark("tin cậy"),
    "jumped": mark("vừa bị chỉnh"),
    "unread": mark("chưa kiểm tra"),
    "stale": mark("lâu chưa kiểm tra"),
    "wrong": mark("sai giờ"),
    "unknown": mark("không rõ khi cơ quan đóng"),
}
"""What may be doubtful about the clock, by `core.clock.Clock.doubt`."""


@click.command(
    "status", cls=Verb, help=mark("Cơ quan đang thế nào: tiến trình, văn bản, việc nền, nguồn quét.")
)
@click.pass_obj
def command(asked: Asked, /) -> Answer:
    """Answer with one page of facts."""
    from appliance.doorbell import ask

    with at_console(asked.home) as console:
        facts = _office(console, ask(console.home.socket, "status")) | console.see(_rows)
        facts["sources"] = sources(console)
    titles = {name: tr(title) for name, title in TITLES.items()}
    told = facts | {
        "waiting": facts["jobs"]["waiting"] + facts["jobs"]["leased"],
        "resting": facts["jobs"]["resting"],
        "clock": tr(DOUBTS[facts["clock"]["doubt"]]),
    }
    return Answer(facts, (page(told, titles), _documents(facts["documents"]), _sources(facts["sources"])))


def sources(console: Console) -> list[dict[str, Any]]:
    """Return how each source stands, as the scanner last showed it; none where its table cannot be read."""
    from plugins.scanner.standing import source_states

    return [
        {
            "name": state.name,
            "folder": state.folder,
            "state": state.state,
            "label": state.label,
            "mode": state.mode,
            "waiting": state.waiting,
            "oldest_at": state.oldest_at,
            "last_scan_at": state.last_scan_at,
            "last_file_at": state.last_file_at,
            "problem": f"{state.code} {state.sentence}".strip(),
        }
        for state in source_states(_configured(console.home), console.home.run, console.clock.utc())
    ]


def source_of(home: Home, name: str) -> Source | None:
    """Return a source as site.toml has it; None when it has none of that name."""
    return _configured(home).get(name)


def _configured(home: Home) -> Mapping[str, Source]:
    from plugins.scanner.sources import Settings

    try:
        return site.load(home.site_file, {"scanner": Settings}).settings(Settings).sources
    except Misconfigured:
        return {}


def _office(console: Console, answer: dict[str, Any] | None) -> dict[str, Any]:
    generation = Generations(console.home.settings).current()
    since = answer and answer.get("since")
    return {
        "office": console.site.office.name,
        "code": console.site.office.code,
        "running": answer is not None,
        "address": answer["address"] if answer else None,
        "boot": answer["boot"] if answer else None,
        "since": datetime.fromisoformat(since) if since else None,
        "version": version("vanthu"),
        "generation": generation.number if generation else None,
        "plugins": answer["plugins"] if answer else [],
        "enabled": list(console.site.enabled),
        "issues": len(answer["issues"]) if answer else None,
        "clock": {"doubt": answer["clock"] if answer else "unknown"},
    }


def _rows() -> dict[str, Any]:
    counted: Any = Document.select(Document.state, fn.COUNT(Document.id).alias("number")).group_by(
        Document.state
    )
    documents = {row["state"]: row["number"] for row in counted.dicts()}
    work: Any = JobRow.select(JobRow.state, fn.COUNT(JobRow.id).alias("number")).group_by(JobRow.state)
    jobs = {"waiting": 0, "leased": 0, "resting": 0, "done": 0} | {
        row["state"]: row["number"] for row in work.dicts()
    }
    reading = Reading.select().order_by(Reading.id.desc()).first()
    return {
        "documents": {name: documents[name] for name in states.NAMES if name in documents},
        "jobs": jobs,
        "last_reading": {"at": reading.at, "offset": float(reading.offset), "trusted": reading.trusted}
        if reading
        else None,
    }


def _documents(counts: dict[str, int]) -> Sheet:
    rows = tuple((tr(states.NAMES[name]), str(number)) for name, number in counts.items())
    return Sheet((tr("Văn bản"), tr("Số lượng")), rows, tr("Chưa có văn bản nào."))


def _sources(rows: list[dict[str, Any]]) -> Sheet:
    columns = {
        "name": tr("Nguồn quét"),
        "label": tr("Trạng thái"),
        "waiting": tr("Đang chờ"),
        "last_file_at": tr("Tệp gần nhất"),
        "problem": tr("Vấn đề"),
    }
    return sheet(rows, columns, empty=tr("Chưa khai nguồn quét nào."))
