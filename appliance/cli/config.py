"""`vanthu config`: what the office has decided, where each value comes from, and every decision before."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from typing import Any

import click

from appliance.cli import exits
from appliance.cli.account import account, as_owner
from appliance.cli.answers import Answer, Told, listing
from appliance.cli.asked import Asked
from appliance.cli.completing import generations, settings
from appliance.cli.grammar import Noun, option
from appliance.cli.values import candidates
from core.config.editing import edited
from core.config.generations import Generations
from core.config.site import Site, load, parse
from core.errors import Misconfigured, Missing
from core.language import mark, tr
from core.office import Home

command = Noun("config", help=mark("Cấu hình của cơ quan: xem, kiểm tra, sửa, quay lại thế hệ trước."))


@command.command("show", help=mark("Xem các giá trị đang có hiệu lực; KEY như web hoặc web.port."))
@option("--origin", is_flag=True, help=mark("Cho biết mỗi giá trị lấy từ dòng nào."))
@click.argument("key", required=False, shell_complete=settings)
@click.pass_obj
def show(asked: Asked, /, key: str | None, origin: bool) -> Answer:
    """List values, all of them or those under one key."""
    with as_owner(asked.home):
        site = load(asked.initialised.site_file, _kinds())
    items = [
        {"key": written, "value": value, "origin": str(place), "line": place.line}
        for written, value, place in site.listing()
        if key is None or written == key or written.startswith(f"{key}.")
    ]
    if key is not None and not items:
        raise _no_key(key, site)
    columns = {"key": tr("Mục"), "value": tr("Giá trị")} | ({"origin": tr("Nguồn gốc")} if origin else {})
    return listing(items, columns)


@command.command("check", help=mark("Kiểm tra site.toml; mã thoát 0 là tốt, 4 có điều cần chú ý, 5 có lỗi."))
@click.pass_obj
def check(asked: Asked, /) -> Answer:
    """Tell every problem of the file, and whether it is what the office would open with."""
    from core.config import site

    home = asked.initialised
    with as_owner(home):
        wrong = site.check(home.site_file, _kinds())
        doubts = [] if wrong else _doubts(home)
    problems = tuple(
        [Told(one.code, one.message, one.hint) for one in wrong]
        + [Told(doubt.code, doubt.message, doubt.hint) for doubt in doubts]
    )
    code = exits.ERRORS_FOUND if wrong else exits.WARNINGS_FOUND if doubts else exits.OK
    items = [
        {"code": told.code, "severity": "error" if wrong else "warning", "message": told.message}
        for told in problems
    ]
    shown = () if problems else (tr("Cấu hình dùng được."),)
    return Answer({"items": items, "next": None}, shown, code, problems)


@command.command("set", help=mark("Đặt một giá trị: vanthu config set web.port 8081"))
@click.argument("key", shell_complete=settings)
@click.argument("value")
@click.pass_obj
def set_(asked: Asked, /, key: str, value: str) -> Answer:
    """Change one setting, as a new generation that the running office takes over at once."""

    def text(before: str) -> str:
        failures: list[Misconfigured] = []
        for candidate in candidates(value):
            after = edited(before, {key: candidate})
            try:
                parse(after, _kinds())
                return after
            except Misconfigured as wrong:
                failures.append(wrong)
        raise failures[0]

    return _change(asked, text, f"config set {key}", {"key": key, "value": value})


@command.command("unset", help=mark("Bỏ một giá trị để dùng mặc định."))
@click.argument("key", shell_complete=settings)
@click.pass_obj
def unset(asked: Asked, /, key: str) -> Answer:
    """Take a setting out of the file."""

    def text(before: str) -> str:
        after = edited(before, {key: None})
        if after == before:
            raise Missing(
                "VT-1045",
                "Mục {key} không được đặt trong site.toml.",
                hint="Xem các mục đã đặt: vanthu config show --origin.",
                key=key,
            )
        parse(after, _kinds())
        return after

    return _change(asked, text, f"config unset {key}", {"key": key})


@command.command("diff", help=mark("So hai thế hệ; không ghi số thì so bản trước với site.toml."))
@click.argument("before", type=click.IntRange(1), required=False, shell_complete=generations)
@click.argument("after", type=click.IntRange(1), required=False, shell_complete=generations)
@click.pass_obj
def diff(asked: Asked, /, before: int | None, after: int | None) -> Answer:
    """Show what changed, as a unified diff."""
    kept = Generations(asked.initialised.settings)
    with as_owner(asked.home):
        if before is None:
            before = _previous(kept)
        named = [f"{number:04}.toml" if number else "site.toml" for number in (before, after)]
        old, new = (kept.text(kept.generation(n).number if n else None) for n in (before, after))
    lines = [text.splitlines(keepends=True) for text in (old, new)]
    change = "".join(difflib.unified_diff(lines[0], lines[1], named[0], named[1]))
    facts = {"before": before, "after": after, "diff": change}
    return Answer(facts, (change.rstrip("\n") or tr("Không có gì khác nhau."),))


@command.command("history", help=mark("Các thế hệ cấu hình, mới nhất trước."))
@click.pass_obj
def history(asked: Asked, /) -> Answer:
    """List every configuration the office has had."""
    kept = Generations(asked.initialised.settings)
    with as_owner(asked.home):
        current, made = kept.current(), kept.history()
    items = [
        {
            "number": one.number,
            "current": bool(current and current.number == one.number),
            "good": one.good,
            "at": one.at,
            "by": one.by,
            "why": tr(one.why),
        }
        for one in reversed(made)
    ]
    columns = {
        "number": tr("Thế hệ"),
        "current": tr("Hiện tại"),
        "good": tr("Đã chạy tốt"),
        "at": tr("Lúc"),
        "by": tr("Người sửa"),
        "why": tr("Việc"),
    }
    return listing(items, columns)


@command.command("rollback", help=mark("Quay lại một thế hệ; không ghi số thì về bản tốt gần nhất."))
@click.argument("number", type=click.IntRange(1), required=False, shell_complete=generations)
@click.pass_obj
def rollback(asked: Asked, /, number: int | None) -> Answer:
    """Go back, as a new generation."""
    return go_back(asked, number)


def go_back(asked: Asked, number: int | None) -> Answer:
    """Go back to a generation and have the running office follow."""
    from appliance.ground import ground_of
    from core import enabling

    with as_owner(asked.initialised):
        made = enabling.rollback(ground_of(asked.home), number, account().login)
        late = reopening(asked.home)
    said = tr("Đã quay lại; nay là thế hệ {number}.", number=made)
    return Answer({"generation": made, "restart": bool(late)}, (said, *late))


def reopening(home: Home) -> tuple[str, ...]:
    """Return what the running office says it cannot take over before it is opened again."""
    from appliance.ground import health

    return tuple(
        f"{tr(issue.sentence, **issue.facts)} {tr(issue.hint)}"
        for issue in health(home)
        if issue.code == "VT-1153"
    )


def not_installed(plugin: str) -> Misconfigured:
    """Return what is said of a plugin that site.toml names and the box does not have."""
    return Misconfigured(
        "VT-1041",
        "Cấu hình có thành phần “{plugin}” chưa được cài trên máy.",
        hint="Cài thành phần đó, hoặc chạy vanthu plugin disable {plugin}.",
        plugin=plugin,
    )


def _change(asked: Asked, text: Callable[[str], str], why: str, facts: dict[str, Any]) -> Answer:
    from appliance.ground import ground_of
    from core import enabling

    with as_owner(asked.initialised):
        ground = ground_of(asked.home)
        number = enabling.apply(ground, text(ground.generations.text()), account().login, why)
        late = reopening(asked.home)
    facts |= {"generation": number, "restart": bool(late)}
    return Answer(facts, (tr("Đã lưu thành thế hệ {number}.", number=number), *late))


def _kinds() -> dict[str, type[Any]]:
    from appliance.ground import kinds

    return kinds()


def _doubts(home: Home) -> list[Misconfigured]:
    """Return why a good file may still not be what the office runs with."""
    from appliance.ground import installed

    kept, known = Generations(home.settings), installed(home)
    found = [not_installed(name) for name in load(home.site_file, {}).enabled if name not in known]
    if kept.current() is None:
        found.append(
            Misconfigured(
                "VT-1042",
                "Tệp site.toml đã được sửa tay và chưa thành một thế hệ.",
                hint="Xem vanthu config diff; cơ quan sẽ nhận khi mở lại hoặc khi có lệnh vanthu config set.",
            )
        )
    return found


def _previous(kept: Generations) -> int:
    """Return the newest generation that differs from site.toml as it stands."""
    current = kept.current()
    others = [one.number for one in kept.history() if not current or one.sha256 != current.sha256]
    if not others:
        raise Missing("VT-1043", "Chưa có thế hệ nào trước đó để so.", hint="Xem vanthu config history.")
    return others[-1]


def _no_key(key: str, site: Site) -> Missing:
    near = difflib.get_close_matches(key, [written for written, _, _ in site.listing()], 1, 0.0)
    return Missing(
        "VT-1044",
        "Không có mục cấu hình {key}.",
        hint="Có phải là {nearest}? Xem tất cả: vanthu config show.",
        key=key,
        nearest=near[0],
    )
