"""`vanthu trust`: what the office believes about signatures: bring it in, look at it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from appliance.cli import exits
from appliance.cli.answers import Answer, Told, listing, sheet
from appliance.cli.asked import Asked
from appliance.cli.console import at_console
from appliance.cli.grammar import Noun, option
from core.language import mark, tr

command = Noun("trust", help=mark("Chứng thư và danh sách thu hồi mà cơ quan tin: nhập, xem."))

TAKEN = ("kept", "known")
"""Outcomes with which nothing is left to do."""


@command.command(
    "import", help=mark("Nhập tệp chứng thư (PEM, DER, PKCS#7), danh sách thu hồi hay câu trả lời OCSP.")
)
@option(
    "--as",
    "kind",
    type=click.Choice(["root", "foreign"]),
    help=mark("Tin chứng thư gốc trong tệp cho: root (chữ ký của cơ quan mình) hoặc foreign (chỉ kiểm tra)."),
)
@option(
    "--demonstration", is_flag=True, help=mark("Chứng thư gốc của một buổi trình diễn; mọi trang sẽ ghi rõ.")
)
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.pass_obj
def import_(asked: Asked, /, files: tuple[Path, ...], kind: str | None, demonstration: bool) -> Answer:
    """Bring in files; exit 3 where some of their pieces were not taken."""
    from core import trust
    from core.trust.bringing import OUTCOMES

    items: list[dict[str, Any]] = []
    with at_console(asked.home) as console:
        for file in files:
            data = file.read_bytes()
            came = console.do(
                trust.import_, data, kind, console.actor, console.at, demonstration=demonstration
            )
            items += [
                {
                    "file": str(file),
                    "kind": one.kind,
                    "subject": one.subject,
                    "sha256": one.sha256,
                    "outcome": one.outcome,
                }
                for one in came
            ]
    rows = [{**one, "outcome": tr(OUTCOMES[one["outcome"]])} for one in items]
    columns = {"file": tr("Tệp"), "kind": tr("Loại"), "subject": tr("Chủ thể"), "outcome": tr("Kết quả")}
    problems = tuple(
        Told("VT-4151", f"{row['subject']}: {row['outcome']}")
        for row, one in zip(rows, items, strict=True)
        if one["outcome"] not in TAKEN
    )
    code = exits.PARTLY_DONE if problems else exits.OK
    facts = {"items": items, "next": None}
    return Answer(facts, (sheet(rows, columns),), code, problems, problems_shown=True)


@command.command("show", help=mark("Những gì cơ quan tin, và tuổi của từng danh sách."))
@click.pass_obj
def show(asked: Asked, /) -> Answer:
    """List what is believed, and the directory of certificates."""
    from core.trust import holders
    from core.trust import items as held

    with at_console(asked.home) as console:
        at = console.at.utc
        believed, known = console.see(held.listing, at), console.see(holders.listing, at)
    items = [
        {
            "id": line.id,
            "kind": line.kind,
            "subject": line.subject,
            "issuer": line.issuer,
            "sha256": line.sha256,
            "valid_from": line.valid_from,
            "valid_to": line.valid_to,
            "stale": line.tone == "over",
            "demonstration": line.demonstration,
        }
        for line in believed
    ]
    certificates = [
        {
            "id": line.id,
            "role": line.role,
            "name": line.name,
            "agency": line.agency,
            "sha256": line.sha256,
            "valid_to": line.valid_to,
            "days_left": line.left,
        }
        for line in known
    ]
    columns = {
        "kind": tr("Loại"),
        "subject": tr("Chủ thể"),
        "valid_from": tr("Lập"),
        "valid_to": tr("Đến"),
        "stale": tr("Cũ"),
    }
    answer = listing(items, columns, empty=tr("Chưa nhập chứng thư hay danh sách thu hồi nào."))
    of_people = {"role": tr("Vai trò"), "name": tr("Tên"), "agency": tr("Của ai"), "valid_to": tr("Đến")}
    directory = sheet(certificates, of_people, empty=tr("Danh bạ chưa có chứng thư nào."))
    facts = {**answer.facts, "certificates": certificates}
    return Answer(facts, (*answer.shown, tr("Chứng thư trong danh bạ"), directory))
