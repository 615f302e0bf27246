"""`vanthu token`: the tokens that sign: which there are, whether they work, and unlocking them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import click

from appliance.cli import exits
from appliance.cli.account import account, as_owner
from appliance.cli.answers import Answer, Told, listing, sheet
from appliance.cli.asked import Asked
from appliance.cli.completing import tokens
from appliance.cli.grammar import Noun, option
from appliance.cli.pins import typed
from core.clock import vietnam, wall
from core.config import site
from core.errors import OfficeError, Refused, Trouble
from core.language import mark, tr
from core.office import Home
from core.values import SignerRecipe, TokenFacts
from plugins.tokens.settings import Settings

FLAGS = {
    "low": mark("đã có lần nhập sai mã PIN"),
    "final": mark("chỉ còn một lần nhập mã PIN"),
    "locked": mark("đã bị khóa"),
    "unset": mark("chưa đặt mã PIN"),
}
"""How a token stands with its PIN, by the words of `core.values.TokenFacts`."""

command = Noun("token", help=mark("Thiết bị ký số: xem, thử, mở khóa."))


@command.command("list", help=mark("Các thiết bị ký số đã khai, chứng thư trên đó và ngày hết hạn."))
@click.pass_obj
def list_(asked: Asked, /) -> Answer:
    """List the tokens of site.toml with what they say without a PIN."""
    from plugins.tokens.recipes import recipe_of

    with as_owner(asked.initialised):
        settings = _settings(asked.home)
        items = [
            {"name": name, "organisation": token.organisation, "user": token.user}
            | _seen(recipe_of(name, token))
            for name, token in settings.tokens.items()
        ]
    columns = {
        "name": tr("Thiết bị"),
        "whose": tr("Của"),
        "label": tr("Nhãn"),
        "serial": tr("Số sê-ri"),
        "holder": tr("Chứng thư"),
        "expires": tr("Hết hạn"),
        "state": tr("Tình trạng"),
    }
    shown = [item | {"whose": item["user"] or tr("cơ quan")} for item in items]
    table = listing(shown, columns, empty=tr("Chưa khai thiết bị ký số nào."))
    return Answer({"items": items, "next": None}, table.shown)


@command.command("test", help=mark("Thử một thiết bị; với --pin thì đăng nhập và ký thử 32 byte ngẫu nhiên."))
@option("--pin", "with_pin", is_flag=True, help=mark("Hỏi mã PIN rồi ký thử."))
@click.argument("name", shell_complete=tokens)
@click.pass_obj
def test(asked: Asked, /, name: str, with_pin: bool) -> Answer:
    """Try a token, one thing after the other."""
    from appliance.unlocking import reached

    with as_owner(asked.initialised):
        recipe = reached(_settings(asked.home), name)
        pin = typed(recipe.label) if with_pin else ""
        items = list(_tried(recipe, pin))
    bad = tuple(Told(item["code"], item["message"], item["hint"]) for item in items if not item["good"])
    columns = {"check": tr("Phép thử"), "good": tr("Tốt"), "message": tr("Kết quả")}
    facts = {"name": name, "demonstration": recipe.demonstration, "items": items, "next": None}
    code = exits.FAILED if bad else exits.OK
    return Answer(facts, (sheet(items, columns),), code, bad, problems_shown=True)


@command.command(
    "unlock", help=mark("Mở khóa một thiết bị trong cơ quan đang mở, cho tài khoản đang gõ lệnh.")
)
@click.argument("name", shell_complete=tokens)
@click.pass_obj
def unlock(asked: Asked, /, name: str) -> Answer:
    """Type the PIN and have the running office keep the token unlocked for this account."""
    from appliance.unlocking import reached

    home = asked.initialised
    with as_owner(home):
        recipe = reached(_settings(home), name)
        _ask(home, "status")
        told = _ask(home, "unlock", token=name, pin=typed(recipe.label), login=account().login)
    sentence = tr(
        "Đã mở khóa thiết bị của {holder}; tự khóa sau {minutes} phút không dùng đến.",
        holder=told["holder"],
        minutes=f"{told['minutes']:g}",
    )
    return Answer({"name": name, "holder": told["holder"]}, (sentence,))


@command.command("lock", help=mark("Khóa lại một thiết bị trong cơ quan đang mở."))
@click.argument("name", shell_complete=tokens)
@click.pass_obj
def lock(asked: Asked, /, name: str) -> Answer:
    """Have the running office give the token's session up, whoever opened it."""
    home = asked.initialised
    with as_owner(home):
        _ask(home, "lock", token=name, login=account().login)
    return Answer({"name": name}, (tr("Đã khóa thiết bị “{name}”.", name=name),))


def _settings(home: Home) -> Settings:
    return site.load(home.site_file, {"tokens": Settings}).settings(Settings)


def _seen(recipe: SignerRecipe) -> dict[str, Any]:
    """Return what stands in the list about one token."""
    from core.keyring.reading import describe

    try:
        facts = describe(recipe)
    except OfficeError as wrong:
        return {"label": recipe.label, "serial": "", "holder": "", "expires": None, "state": wrong.message}
    own = facts.certificates[0] if facts.certificates else None
    return {
        "label": facts.label,
        "serial": facts.serial,
        "holder": own.subject if own else "",
        "expires": vietnam(own.not_after).date() if own else None,
        "state": _state(recipe, facts),
    }


def _state(recipe: SignerRecipe, facts: TokenFacts) -> str:
    if recipe.demonstration:
        return tr("tệp khóa trình diễn, không có giá trị pháp lý")
    return "; ".join(tr(FLAGS[flag]) for flag in sorted(facts.flags)) or tr("sẵn sàng")


def _tried(recipe: SignerRecipe, pin: str) -> Iterator[dict[str, Any]]:
    """Give each thing that was tried; the first that fails is the last."""
    from core.keyring.reading import describe

    try:
        facts = describe(recipe)
    except OfficeError as wrong:
        yield _check(tr("Thiết bị trả lời"), wrong)
        return
    yield _check(tr("Thiết bị trả lời"), f"{facts.label} {facts.serial} {facts.model}".strip())
    for each in facts.certificates:
        until = f"{vietnam(each.not_after):%d/%m/%Y}"
        good = each.not_before <= wall() < each.not_after
        yield _check(tr("Chứng thư còn hạn"), f"{each.subject}, {until}", good=good)
    if not pin:
        return
    try:
        asyncio.run(_try_out(recipe, pin))
    except OfficeError as wrong:
        yield _check(tr("Ký thử"), wrong)
        return
    yield _check(tr("Ký thử"), tr("chữ ký thử khớp với chứng thư"))


async def _try_out(recipe: SignerRecipe, pin: str) -> None:
    from core.keyring.keyring import Keyring

    keyring, by = Keyring(online=lambda: False), account()
    try:
        await keyring.unlock(recipe, pin, by)
        await keyring.try_out(recipe, by)
    finally:
        await keyring.close()


def _check(name: str, found: OfficeError | str, *, good: bool = True) -> dict[str, Any]:
    if isinstance(found, OfficeError):
        return {
            "check": name, "good": False, "message": found.message, "code": found.code, "hint": found.hint
        }  # fmt: skip
    return {"check": name, "good": good, "message": found, "code": "" if good else "VT-4383", "hint": ""}


def _ask(home: Home, do: str, **facts: Any) -> dict[str, Any]:
    """Ask the running office; raise a sentence when there is none, or when it says no."""
    from appliance.doorbell import ask

    answer = ask(home.socket, do, **facts)
    if answer is None:
        raise Trouble(
            "VT-4382",
            "Cơ quan đang đóng nên không có ai giữ phiên của thiết bị.",
            hint="Mở cơ quan: vanthu run; để thử thiết bị khi cơ quan đóng: vanthu token test --pin.",
        )
    if not answer["ok"]:
        raise Refused(str(answer["code"]), str(answer["message"]), hint=str(answer.get("hint", "")))
    return answer
