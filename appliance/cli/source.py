"""`vanthu source`: the folders scanners write into, how they stand, and whether they can be worked with."""

from __future__ import annotations

import click

from appliance.cli import exits
from appliance.cli.account import as_owner, wake
from appliance.cli.answers import Answer, Told, listing, sheet
from appliance.cli.asked import Asked
from appliance.cli.completing import sources as source_names
from appliance.cli.console import at_console
from appliance.cli.grammar import Noun
from appliance.cli.status import sources as states
from core.config import site
from core.errors import Missing, Trouble
from core.language import mark, tr
from core.office import Home
from plugins.scanner.sources import Settings, Source

command = Noun("source", help=mark("Các nguồn quét: xem, thử, quét lại."))


@command.command("list", help=mark("Các nguồn quét và tình trạng của chúng."))
@click.pass_obj
def list_(asked: Asked, /) -> Answer:
    """List the sources of site.toml."""
    with at_console(asked.home) as console:
        items = states(console)
    columns = {
        "name": tr("Nguồn quét"),
        "folder": tr("Thư mục"),
        "label": tr("Trạng thái"),
        "waiting": tr("Đang chờ"),
        "last_file_at": tr("Tệp gần nhất"),
        "problem": tr("Vấn đề"),
    }
    return listing(items, columns, empty=tr("Chưa khai nguồn quét nào."))


@command.command("test", help=mark("Thử một nguồn quét: ghi, nhìn thấy, lấy tệp, chỗ trống."))
@click.argument("name", shell_complete=source_names)
@click.pass_obj
def test(asked: Asked, /, name: str) -> Answer:
    """Try the folder with a canary that intake leaves alone."""
    from plugins.scanner.trial import test_source

    with as_owner(asked.initialised):
        checks = test_source(name, _source(asked.home, name), asked.home.data)
    items = [
        {"check": check.name, "good": check.good, "grave": check.grave, "message": check.message}
        for check in checks
    ]
    bad = tuple(Told("VT-1051", check.message) for check in checks if check.grave and not check.good)
    columns = {"check": tr("Phép thử"), "good": tr("Tốt"), "message": tr("Kết quả")}
    code = exits.FAILED if bad else exits.OK
    facts = {"name": name, "items": items, "next": None}
    return Answer(facts, (sheet(items, columns),), code, bad, problems_shown=True)


@command.command("rescan", help=mark("Xem lại thư mục của mọi nguồn, hoặc của một nguồn, ngay bây giờ."))
@click.argument("name", required=False, shell_complete=source_names)
@click.pass_obj
def rescan(asked: Asked, /, name: str | None) -> Answer:
    """Have the running office look through its sources at once."""
    from appliance.doorbell import ask

    home = asked.initialised
    if name is not None:
        _source(home, name)
    with as_owner(home):
        if ask(home.socket, "status") is None:
            raise Trouble(
                "VT-1052",
                "Cơ quan đang đóng nên không có ai xem thư mục quét.",
                hint="Mở cơ quan: vanthu run; mọi tệp trong thư mục sẽ được nhận.",
            )
        wake(home, "rescan")
    return Answer({"name": name}, (tr("Đã yêu cầu xem lại các thư mục quét."),))


def _source(home: Home, name: str) -> Source:
    sources = site.load(home.site_file, {"scanner": Settings}).settings(Settings).sources
    if name not in sources:
        raise Missing(
            "VT-1053",
            "Không có nguồn quét “{source}”.",
            hint="Xem các nguồn: vanthu source list.",
            source=name,
        )
    return sources[name]
