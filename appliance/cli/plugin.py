"""`vanthu plugin`: what is installed, what was tried and how that ended; on, off, and back."""

from __future__ import annotations

from typing import Any

import click

from appliance.cli.account import account, as_owner
from appliance.cli.answers import Answer, page, sheet
from appliance.cli.asked import Asked
from appliance.cli.completing import generations, plugins
from appliance.cli.config import go_back, not_installed, reopening
from appliance.cli.grammar import Noun, option
from appliance.cli.values import pairs
from core.config import site
from core.config.keys import spell
from core.errors import OfficeError
from core.host import failures
from core.host.manifests import Manifest
from core.host.trial import Trial, prove
from core.language import mark, tr

STATES = {
    "builtin": mark("có sẵn"),
    "proven": mark("đã thử, dùng được"),
    "rejected": mark("bị từ chối"),
    "changed": mark("đã đổi từ lần thử trước"),
    "untried": mark("chưa thử"),
    "absent": mark("chưa cài"),
}
TITLES = {
    "name": mark("Tên"),
    "enabled": mark("Bật"),
    "state": mark("Trạng thái"),
    "reason": mark("Lý do"),
    "hint": mark("Việc cần làm"),
    "version": mark("Phiên bản"),
    "summary": mark("Tóm tắt"),
    "distribution": mark("Gói"),
    "place": mark("Nơi cài"),
    "tried_at": mark("Lần thử gần nhất"),
    "settings": mark("Cấu hình"),
}

command = Noun("plugin", help=mark("Các thành phần: xem, bật, tắt, kiểm tra, quay lại."))


@command.command("list", help=mark("Các thành phần và kết quả lần thử gần nhất; không nạp thành phần nào."))
@click.pass_obj
def list_(asked: Asked, /) -> Answer:
    """List what is installed or named in site.toml."""
    items = _known(asked)
    told = [item | {"state": tr(STATES[item["state"]])} for item in items]
    shown = ("name", "enabled", "state", "version", "reason")
    columns = {name: tr(TITLES[name]) for name in shown}
    return Answer({"items": items, "next": None}, (sheet(told, columns),))


@command.command("info", help=mark("Mọi điều biết về một thành phần, không nạp nó."))
@click.argument("name", shell_complete=plugins)
@click.pass_obj
def info(asked: Asked, /, name: str) -> Answer:
    """Tell what the plugin says of itself and what its last trial found."""
    found = {item["name"]: item for item in _known(asked)}
    if name not in found:
        raise failures.absent(name, found)
    told = found[name] | {"state": tr(STATES[found[name]["state"]])}
    told["settings"] = [f"{spell((key,))} = {value}" for key, value in found[name]["settings"].items()]
    return Answer(found[name], (page(told, {key: tr(title) for key, title in TITLES.items()}),))


@command.command("enable", help=mark("Bật một thành phần sau khi thử nó; hỏng thì không gì thay đổi."))
@option("--set", "changes", multiple=True, metavar="KEY=VALUE", help=mark("Đặt một mục cấu hình của nó."))
@click.argument("name", shell_complete=plugins)
@click.pass_obj
def enable(asked: Asked, /, name: str, changes: tuple[str, ...]) -> Answer:
    """Try the plugin in a child, then make it part of the configuration."""
    from appliance.ground import ground_of
    from core import enabling

    with as_owner(asked.initialised):
        number = enabling.enable(ground_of(asked.home), name, pairs(changes), account().login)
        late = reopening(asked.home)
    said = tr("Đã bật “{plugin}” (thế hệ cấu hình {number}).", plugin=name, number=number)
    facts = {"name": name, "generation": number, "restart": bool(late)}
    return Answer(facts, (said, *late))


@command.command("disable", help=mark("Tắt một thành phần, giữ lại cấu hình của nó."))
@click.argument("name", shell_complete=plugins)
@click.pass_obj
def disable(asked: Asked, /, name: str) -> Answer:
    """Take a plugin out; works however broken it is."""
    from appliance.ground import ground_of
    from core import enabling

    with as_owner(asked.initialised):
        number = enabling.disable(ground_of(asked.home), name, account().login)
    said = tr("Đã tắt “{plugin}” (thế hệ cấu hình {number}).", plugin=name, number=number)
    return Answer({"name": name, "generation": number}, (said,))


@command.command("rollback", help=mark("Quay lại cấu hình tốt gần nhất, hoặc thế hệ ghi ở --to."))
@option("--to", type=click.IntRange(1), shell_complete=generations, help=mark("Số của thế hệ."))
@click.pass_obj
def rollback(asked: Asked, /, to: int | None) -> Answer:
    """Go back to what worked."""
    return go_back(asked, to)


@command.command("check", help=mark("Thử một thành phần trong tiến trình riêng, không bật nó."))
@click.argument("name", shell_complete=plugins)
@click.pass_obj
def check(asked: Asked, /, name: str) -> Answer:
    """Try the plugin with its table as it stands; raise Rejected, exit code 14, when it is unfit."""
    from appliance.ground import ground_of

    with as_owner(asked.initialised):
        ground = ground_of(asked.home)
        if name not in ground.found:
            raise failures.absent(name, ground.found)
        table = site.tables(ground.generations.text()).get(name, {})
        prove(ground.found[name], table, ground.trials, ground.now())
    return Answer({"name": name, "state": "proven"}, (tr("“{plugin}” dùng được.", plugin=name),))


def _known(asked: Asked) -> list[dict[str, Any]]:
    """Return every plugin that is installed or configured, by name, and imports none of them."""
    from appliance.ground import ground_of

    with as_owner(asked.initialised):
        ground = ground_of(asked.home)
        tables = site.tables(ground.generations.text())
        trials = ground.trials.all()
    names = [*ground.found, *(name for name in tables if name not in ground.found)]
    return [_one(name, ground.found.get(name), tables.get(name, {}), trials.get(name)) for name in names]


def _one(name: str, manifest: Manifest | None, table: dict[str, Any], trial: Trial | None) -> dict[str, Any]:
    rejection: OfficeError | None = trial.rejection if trial and manifest else None
    if manifest is None:
        rejection = not_installed(name)
    return {
        "name": name,
        "enabled": table.get("enabled", True) is True if table else False,
        "state": _state(manifest, trial),
        "code": rejection.code if rejection else "",
        "reason": rejection.message if rejection else "",
        "hint": rejection.hint if rejection else "",
        "version": manifest.version if manifest else "",
        "summary": manifest.summary if manifest else "",
        "distribution": manifest.distribution if manifest else "",
        "entry": manifest.entry if manifest else "",
        "place": manifest.place if manifest else None,
        "tried_at": trial.at if trial else None,
        "settings": {key: value for key, value in table.items() if key != "enabled"},
    }


def _state(manifest: Manifest | None, trial: Trial | None) -> str:
    if manifest is None:
        return "absent"
    if trial is not None and trial.rejection is not None:
        return "rejected"
    if manifest.builtin:
        return "builtin"
    if trial is None:
        return "untried"
    return "proven" if trial.proves(manifest) else "changed"
