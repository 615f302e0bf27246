"""`vanthu audit`: the office's memory, and the proof that nothing was taken out of it."""

from __future__ import annotations

import json
from typing import Any

import click

from appliance.cli import exits
from appliance.cli.answers import Answer, Told, listing, page
from appliance.cli.asked import Asked
from appliance.cli.console import at_console
from appliance.cli.grammar import Noun, option
from appliance.cli.progress import waiting
from core import audit
from core.language import mark, tr

command = Noun("audit", help=mark("Nhật ký kiểm toán: xem, đối chiếu, số cuối."))
BREAKS = {
    "missing": mark("Dòng {line} của nhật ký không còn."),
    "changed": mark("Dòng {line} của nhật ký đã bị sửa."),
    "cut": mark("Nhật ký bị cắt từ dòng {line}."),
}


@command.command("verify", help=mark("Đối chiếu toàn bộ nhật ký; mã thoát 5 nếu có dòng bị sửa hoặc mất."))
@click.pass_obj
def verify(asked: Asked, /) -> Answer:
    """Read the whole chain."""
    with at_console(asked.home) as console, waiting(tr("Đối chiếu nhật ký")):
        lines, broken = console.see(audit.verify)
        number, digest = console.see(audit.head)
    facts = {"lines": lines, "head": {"number": number, "hash": digest}, "broken_at": broken and broken.seq}
    if broken is None:
        return Answer(
            facts, (tr("Nhật ký nguyên vẹn: {lines} dòng, mã cuối {hash}.", lines=lines, hash=digest),)
        )
    said = Told(
        "VT-1071",
        tr(BREAKS[broken.reason], line=broken.seq),
        tr("Giữ nguyên máy, lấy bản sao lưu gần nhất ra so và báo lãnh đạo."),
    )
    return Answer(facts, (), exits.ERRORS_FOUND, (said,))


@command.command("list", help=mark("Các dòng mới nhất, của mọi việc hoặc của một văn bản."))
@option("--document", type=click.IntRange(1), help=mark("Chỉ của văn bản có số này trong hệ thống."))
@option("--after", type=click.IntRange(1), default=None, help=mark("Tiếp theo dòng này, về trước."))
@option("--limit", type=click.IntRange(1, 1000), default=50, help=mark("Số dòng nhiều nhất; mặc định 50."))
@click.pass_obj
def list_(asked: Asked, /, document: int | None, after: int | None, limit: int) -> Answer:
    """List lines, newest first."""
    with at_console(asked.home) as console:
        found = console.see(audit.lines, after or 0, limit, document)
    items = [_line(dict(line)) for line in found]
    columns = {
        "seq": tr("Dòng"),
        "at": tr("Lúc"),
        "actor": tr("Người"),
        "action": tr("Việc"),
        "document": tr("Văn bản"),
        "told": tr("Chi tiết"),
    }
    told = [item | {"told": json.dumps(item["facts"], ensure_ascii=False)} for item in items]
    shown = listing(told, columns, empty=tr("Chưa có dòng nào.")).shown
    following = items[-1]["seq"] if len(items) == limit else None
    return Answer({"items": items, "next": following}, shown)


@command.command("head", help=mark("Số và mã băm của dòng cuối, để ghi ra giấy."))
@click.pass_obj
def head(asked: Asked, /) -> Answer:
    """Tell the end of the chain."""
    with at_console(asked.home) as console:
        number, digest = console.see(audit.head)
    facts = {"number": number, "hash": digest}
    return Answer(facts, (page(facts, {"number": tr("Dòng cuối"), "hash": tr("Mã băm")}),))


def _line(line: dict[str, Any]) -> dict[str, Any]:
    return line | {"facts": json.loads(line["facts"])}
