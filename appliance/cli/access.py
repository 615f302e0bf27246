"""`vanthu user token`: what lets a person's programs speak to the office."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import click

from appliance.cli.answers import Answer, listing, page
from appliance.cli.asked import Asked
from appliance.cli.completing import logins
from appliance.cli.console import Console, at_console
from appliance.cli.grammar import Noun, option
from core.accounts import tokens, users
from core.language import mark, tr
from core.values import Actor

token = Noun("token", help=mark("Mã truy cập của một người cho các chương trình."))


@token.command("add", help=mark("Tạo một mã truy cập và in nó một lần."))
@option("--label", required=True, help=mark("Tên để nhận ra mã này."))
@option(
    "--scope",
    "scopes",
    type=click.Choice(list(tokens.SCOPES)),
    multiple=True,
    default=("read",),
    help=mark("Quyền: read hoặc write; mặc định read."),
)
@option("--days", type=click.IntRange(1, 366), default=90, help=mark("Số ngày dùng được; mặc định 90."))
@click.argument("login", shell_complete=logins)
@click.pass_obj
def add(asked: Asked, /, login: str, label: str, scopes: tuple[str, ...], days: int) -> Answer:
    """Make a token in a person's name."""
    with at_console(asked.home) as console:
        made = console.do(
            lambda: tokens.issue(_owner(console, login), label, scopes, console.at, timedelta(days=days))
        )
    facts = {"login": users.spelled(login), "label": label, "scopes": list(scopes), "token": made}
    titles = {"login": tr("Người dùng"), "label": tr("Tên"), "token": tr("Mã truy cập")}
    return Answer(facts, (page(facts, titles), tr("Ghi lại mã này: nó không hiện ra lần nữa.")))


@token.command("list", help=mark("Các mã truy cập còn dùng được của một người."))
@click.argument("login", shell_complete=logins)
@click.pass_obj
def list_(asked: Asked, /, login: str) -> Answer:
    """List tokens; never their secret."""
    with at_console(asked.home) as console:
        found = console.see(lambda: tokens.tokens(users.find(login).id, console.at))
    columns = {
        "id": tr("Số"),
        "label": tr("Tên"),
        "scopes": tr("Quyền"),
        "created_at": tr("Tạo lúc"),
        "expires_at": tr("Hết hạn"),
        "used_at": tr("Dùng lúc"),
    }
    items = [{name: getattr(one, name) for name in columns} for one in found]
    return listing(items, columns, empty=tr("Không có mã truy cập nào."))


@token.command("revoke", help=mark("Thu hồi một mã truy cập theo số của nó."))
@click.argument("login", shell_complete=logins)
@click.argument("number", type=click.IntRange(1))
@click.pass_obj
def revoke(asked: Asked, /, login: str, number: int) -> Answer:
    """End a token."""
    with at_console(asked.home) as console:
        console.do(lambda: tokens.revoke(_owner(console, login), number, console.at))
    return Answer({"id": number}, (tr("Đã thu hồi mã truy cập số {number}.", number=number),))


def _owner(console: Console, login: str) -> Actor:
    """Return who the token belongs to, acting through the account at the console."""
    return replace(console.actor, user_id=users.find(login).id)
