"""`vanthu user unit`: the units of the office."""

from __future__ import annotations

import click

from appliance.cli.answers import Answer, listing
from appliance.cli.asked import Asked
from appliance.cli.completing import units as codes
from appliance.cli.console import at_console
from appliance.cli.grammar import Noun, option
from core.accounts import units
from core.errors import Missing
from core.language import mark, tr
from core.store.people import Unit

unit = Noun("unit", help=mark("Các đơn vị của cơ quan: xem, lập, đổi tên, giải thể."))


@unit.command("list", help=mark("Các đơn vị và người đứng đầu; đơn vị đã giải thể chỉ hiện với --all."))
@option("--all", "closed", is_flag=True, help=mark("Cả đơn vị đã giải thể."))
@click.pass_obj
def list_(asked: Asked, /, closed: bool) -> Answer:
    """List units."""
    with at_console(asked.home) as console:
        found = console.see(units.units, closed=closed)
    known = {one.id: one.code for one in found}
    items = [
        {
            "code": one.code,
            "name": one.name,
            "parent": known.get(one.parent_id) if one.parent_id else None,
            "open": one.open,
            "heads": list(one.heads),
        }
        for one in found
    ]
    columns = {
        "code": tr("Mã"),
        "name": tr("Tên đơn vị"),
        "parent": tr("Trực thuộc"),
        "heads": tr("Người đứng đầu"),
        "open": tr("Đang hoạt động"),
    }
    return listing(items, columns, empty=tr("Chưa có đơn vị nào."))


@unit.command("add", help=mark("Lập một đơn vị."))
@option("--name", required=True, help=mark("Tên đơn vị."))
@option("--parent", shell_complete=codes, help=mark("Mã đơn vị mà nó trực thuộc."))
@click.argument("code")
@click.pass_obj
def add(asked: Asked, /, code: str, name: str, parent: str | None) -> Answer:
    """Open a unit."""
    with at_console(asked.home) as console:
        console.do(lambda: units.open_unit(console.actor, code, name, console.at, unit_id(parent)))
    return Answer({"code": code, "name": name}, (tr("Đã lập đơn vị {unit}.", unit=code),))


@unit.command("rename", help=mark("Đổi tên một đơn vị; mã giữ nguyên."))
@option("--name", required=True, help=mark("Tên mới."))
@click.argument("code", shell_complete=codes)
@click.pass_obj
def rename(asked: Asked, /, code: str, name: str) -> Answer:
    """Give a unit another name."""
    with at_console(asked.home) as console:
        console.do(lambda: units.rename_unit(console.actor, unit_id(code) or 0, name, console.at))
    return Answer({"code": code, "name": name}, (tr("Đã đổi tên đơn vị {unit}.", unit=code),))


@unit.command("close", help=mark("Giải thể một đơn vị không còn việc, không còn người."))
@click.argument("code", shell_complete=codes)
@click.pass_obj
def close(asked: Asked, /, code: str) -> Answer:
    """Close a unit."""
    with at_console(asked.home) as console:
        console.do(lambda: units.close_unit(console.actor, unit_id(code) or 0, console.at))
    return Answer({"code": code}, (tr("Đã giải thể đơn vị {unit}.", unit=code),))


def unit_id(code: str | None) -> int | None:
    """Return the id of the unit with this code, None for no code; raise Missing when there is none."""
    if code is None:
        return None
    found = Unit.get_or_none(Unit.code == code)
    if found is None:
        raise Missing("VT-1062", "Không có đơn vị mã “{unit}”.", hint="Xem vanthu user unit list.", unit=code)
    return int(found.id)
