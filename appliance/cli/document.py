"""`vanthu document`: a door into the office for files that lie on this machine, and a look at what came."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from appliance.cli.answers import Answer, page, sheet
from appliance.cli.asked import Asked
from appliance.cli.completing import sources
from appliance.cli.console import at_console
from appliance.cli.grammar import Noun, option
from appliance.cli.receiving import Door, take_all
from appliance.cli.refusals import Misused
from core.documents import history, lists, states
from core.documents.folder import Folder, folder
from core.documents.papers import ROLES
from core.language import mark, tr

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")

command = Noun("document", help=mark("Văn bản: tiếp nhận tệp trên máy này, xem danh sách, xem một văn bản."))


@command.command(
    "receive", help=mark("Tiếp nhận tệp như một cửa quét; mã thoát 3 nếu có tệp không nhận được.")
)
@option("--source", required=True, shell_complete=sources, help=mark("Tên cửa, như may-quet-1."))
@option("--id", "identity", help=mark("Mã của tệp ở nơi gửi; mặc định là mã băm và tên tệp."))
@option("--unit", default="", help=mark("Mã đơn vị mà văn bản thuộc về."))
@option("--register", default="", help=mark("Mã sổ đề xuất."))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.pass_obj
def receive(
    asked: Asked, /, files: tuple[Path, ...], source: str, identity: str | None, **more: str
) -> Answer:
    """Keep each file and begin its document; the same file twice is one document."""
    if identity and len(files) > 1:
        raise Misused("VT-1081", "--id chỉ dùng khi tiếp nhận một tệp.", hint="Tiếp nhận từng tệp một.")
    if not NAME.fullmatch(source):
        raise Misused(
            "VT-1082",
            "Tên cửa “{source}” không hợp lệ.",
            hint="Dùng chữ thường không dấu, chữ số và dấu gạch nối, như may-quet-1.",
            source=source,
        )
    taken = take_all(asked.home, files, Door(source, identity, more["unit"], more["register"]))
    columns = {"id": tr("Số"), "file": tr("Tệp"), "state": tr("Trạng thái")}
    said = [item | {"state": tr(states.NAMES[item["state"]])} for item in taken.items]
    return Answer({"items": taken.items, "next": None}, (sheet(said, columns),), taken.code, taken.problems)


@command.command("list", help=mark("Các văn bản, khẩn trước, mới trước."))
@option(
    "--state",
    "wanted",
    type=click.Choice(list(states.NAMES)),
    multiple=True,
    help=mark("Chỉ trạng thái này."),
)
@option("--after", help=mark("Tiếp theo trang trước: giá trị next của nó."))
@option("--limit", type=click.IntRange(1, 1000), default=50, help=mark("Số dòng nhiều nhất; mặc định 50."))
@click.pass_obj
def list_(asked: Asked, /, wanted: tuple[str, ...], after: str | None, limit: int) -> Answer:
    """List a page of documents."""
    start = lists.Key.parse(after) if after else None
    with at_console(asked.home) as console:
        found = console.see(lists.page, lists.Filter(states=wanted), console.actor, start, limit)
    items = [
        {
            "id": row.id,
            "state": row.state,
            "number": row.number,
            "arrival_date": row.arrival_date,
            "code": row.code,
            "organ_name": row.organ_name,
            "subject": row.subject,
            "due_date": row.due_date,
            "name": row.name,
            "source": row.source,
            "received_at": row.received_at,
            "trouble": row.trouble,
        }
        for row in found.rows
    ]
    told = [
        item | {"state": tr(states.NAMES[str(item["state"])]), "subject": item["subject"] or item["name"]}
        for item in items
    ]
    columns = {
        "id": tr("Số"),
        "number": tr("Số đến"),
        "state": tr("Trạng thái"),
        "organ_name": tr("Tác giả"),
        "code": tr("Số, ký hiệu"),
        "subject": tr("Trích yếu"),
        "received_at": tr("Nhận lúc"),
    }
    shown = sheet(told, columns, empty=tr("Chưa có văn bản nào."))
    return Answer({"items": items, "next": str(found.next) if found.next else None}, (shown,))


@command.command("show", help=mark("Một văn bản: tình trạng, tệp, lịch sử."))
@click.argument("number", metavar="ID", type=click.IntRange(1))
@click.pass_obj
def show(asked: Asked, /, number: int) -> Answer:
    """Show one document with its history."""
    with at_console(asked.home) as console:
        found = console.see(folder, number, console.actor, console.clock.today())
    facts = _facts(found)
    titles = {
        "state": tr("Trạng thái"),
        "number": tr("Số đến"),
        "register": tr("Sổ"),
        "code": tr("Số, ký hiệu"),
        "organ_name": tr("Tác giả"),
        "subject": tr("Trích yếu"),
        "source": tr("Nguồn"),
        "name": tr("Tệp đến"),
        "received_at": tr("Nhận lúc"),
        "due_date": tr("Hạn giải quyết"),
        "trouble": tr("Vấn đề"),
    }
    files = [one | {"role": tr(ROLES[str(one["role"])])} for one in facts["files"]]
    columns = {"role": tr("Loại tệp"), "name": tr("Tên tệp"), "size": tr("Cỡ (byte)")}
    past = {"at": tr("Lúc"), "label": tr("Việc"), "actor": tr("Người"), "reason": tr("Lý do")}
    told = facts | {"state": tr(states.NAMES[facts["state"]])}
    return Answer(facts, (page(told, titles), sheet(files, columns), sheet(facts["history"], past)))


def _facts(found: Folder) -> dict[str, Any]:
    row = found.document
    return {
        "id": row.id,
        "state": row.state,
        "number": found.number,
        "register": found.register,
        "code": found.code,
        "organ_name": row.organ_name,
        "subject": row.subject,
        "source": row.source,
        "external_id": row.external_id,
        "name": row.name,
        "received_at": row.received_at,
        "sha256": row.sha256,
        "duplicate_of": row.duplicate_of_id,
        "due_date": row.due_date,
        "trouble": row.trouble,
        "files": [
            {"id": one.id, "role": one.role, "name": one.name, "size": one.size, "sha256": one.sha256}
            for one in found.files
        ],
        "history": [_line(line) for line in found.lines],
    }


def _line(line: history.Line) -> dict[str, Any]:
    told = {name: getattr(line, name) for name in ("seq", "at", "actor", "event", "label", "reason")}
    return told | {"facts": dict(line.facts)}
