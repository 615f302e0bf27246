"""`vanthu user`: the people of the office, what they may do, and how they get in again."""

from __future__ import annotations

from typing import Any

import click

from appliance.cli.access import token
from appliance.cli.answers import Answer, listing, page
from appliance.cli.asked import Asked
from appliance.cli.completing import logins, units
from appliance.cli.console import Console, at_console
from appliance.cli.grammar import Noun, option
from appliance.cli.refusals import Misused
from appliance.cli.unit import unit, unit_id
from core import audit
from core.accounts import logins as doors
from core.accounts import roles, sessions, users
from core.accounts.units import units as all_units
from core.accounts.users import Account
from core.language import mark, tr
from core.values import Role

GRANTED = click.Choice([str(role) for role in roles.GRANTED])
COLUMNS = {
    "login": mark("Tên đăng nhập"),
    "name": mark("Họ và tên"),
    "position": mark("Chức vụ"),
    "roles": mark("Vai trò"),
    "open": mark("Đang mở"),
    "second_factor": mark("Xác thực hai lớp"),
    "seen_at": mark("Đăng nhập gần nhất"),
}

command = Noun("user", help=mark("Người dùng: tài khoản, vai trò, đơn vị, mã truy cập."))
command.add_command(unit)
command.add_command(token)


@command.command("list", help=mark("Mọi tài khoản; tài khoản đã khóa chỉ hiện với --all."))
@option("--all", "closed", is_flag=True, help=mark("Cả tài khoản đã khóa."))
@click.pass_obj
def list_(asked: Asked, /, closed: bool) -> Answer:
    """List accounts with their roles."""
    with at_console(asked.home) as console:
        accounts = console.see(users.accounts)
        codes = _codes(console)
    items = [_one(account, codes) for account in accounts if account.open or closed]
    return listing(items, {name: tr(title) for name, title in COLUMNS.items()})


@command.command("add", help=mark("Mở một tài khoản và in mật khẩu dùng một lần."))
@option("--name", required=True, help=mark("Họ và tên."))
@option("--position", default="", help=mark("Chức vụ."))
@option("--role", type=GRANTED, help=mark("Vai trò đầu tiên."))
@option("--unit", "unit_code", shell_complete=units, help=mark("Mã đơn vị mà vai trò thuộc về."))
@click.argument("login")
@click.pass_obj
def add(asked: Asked, /, login: str, unit_code: str | None, role: str | None, **told: str) -> Answer:
    """Open an account and give it its first role, in one transaction."""
    if unit_code and not role:
        raise Misused(
            "VT-1061", "Ghi --unit thì phải ghi cả --role.", hint="Ví dụ: --role officer --unit VP."
        )
    with at_console(asked.home) as console:

        def open_() -> str:
            made, password = users.open_account(
                console.actor, login, told["name"], console.at, position=told["position"]
            )
            if role:
                roles.grant(console.actor, made, Role(role), console.at, unit_id(unit_code))
            return password

        password = console.do(open_)
    return _password(users.spelled(login), password)


@command.command("grant", help=mark("Giao một vai trò, trong một đơn vị hoặc trong cả cơ quan."))
@option("--unit", "unit_code", shell_complete=units, help=mark("Mã đơn vị; bỏ trống là cả cơ quan."))
@click.argument("login", shell_complete=logins)
@click.argument("role", type=GRANTED)
@click.pass_obj
def grant(asked: Asked, /, login: str, role: str, unit_code: str | None) -> Answer:
    """Give a role."""
    with at_console(asked.home) as console:
        console.do(
            lambda: roles.grant(
                console.actor, users.find(login).id, Role(role), console.at, unit_id(unit_code)
            )
        )
        return _account(console, login)


@command.command("withdraw", help=mark("Thu hồi một vai trò."))
@option("--unit", "unit_code", shell_complete=units, help=mark("Mã đơn vị; bỏ trống là cả cơ quan."))
@click.argument("login", shell_complete=logins)
@click.argument("role", type=GRANTED)
@click.pass_obj
def withdraw(asked: Asked, /, login: str, role: str, unit_code: str | None) -> Answer:
    """Take a role back."""
    with at_console(asked.home) as console:
        console.do(
            lambda: roles.withdraw(
                console.actor, users.find(login).id, Role(role), console.at, unit_id(unit_code)
            )
        )
        return _account(console, login)


@command.command("reset-password", help=mark("Cấp mật khẩu dùng một lần; mọi phiên đăng nhập kết thúc."))
@click.argument("login", shell_complete=logins)
@click.pass_obj
def reset_password(asked: Asked, /, login: str) -> Answer:
    """Give a person who lost the password a new one."""
    with at_console(asked.home) as console:
        password = console.do(lambda: users.reset_password(console.actor, users.find(login).id, console.at))
    return _password(users.spelled(login), password)


@command.command("close", help=mark("Khóa một tài khoản, kết thúc mọi phiên và mã truy cập của nó."))
@option("--reason", required=True, help=mark("Lý do, ghi vào nhật ký."))
@click.argument("login", shell_complete=logins)
@click.pass_obj
def close(asked: Asked, /, login: str, reason: str) -> Answer:
    """Close an account; what the person did stays readable."""
    with at_console(asked.home) as console:
        console.do(lambda: users.close_account(console.actor, users.find(login).id, console.at, reason))
        return _account(console, login)


@command.command("reopen", help=mark("Mở lại một tài khoản đã khóa, với các vai trò trước đây."))
@click.argument("login", shell_complete=logins)
@click.pass_obj
def reopen(asked: Asked, /, login: str) -> Answer:
    """Open a closed account again."""
    with at_console(asked.home) as console:
        console.do(lambda: users.reopen_account(console.actor, users.find(login).id, console.at))
        return _account(console, login)


@command.command("unlock", help=mark("Cho đăng nhập lại ngay sau nhiều lần gõ sai mật khẩu."))
@click.argument("login", shell_complete=logins)
@click.pass_obj
def unlock(asked: Asked, /, login: str) -> Answer:
    """Forget the failed attempts of an account."""
    with at_console(asked.home) as console:

        def forget() -> int:
            account = users.find(login)
            audit.write(console.actor, "unlock", console.at, account=account.login)
            return doors.unlock(account.login)

        addresses = console.do(forget)
    said = tr("“{login}” đăng nhập lại được ngay.", login=users.spelled(login))
    return Answer({"login": users.spelled(login), "addresses": addresses}, (said,))


@command.command("sessions", help=mark("Các phiên đăng nhập đang mở của một người."))
@click.argument("login", shell_complete=logins)
@click.pass_obj
def list_sessions(asked: Asked, /, login: str) -> Answer:
    """List where a person is signed in."""
    with at_console(asked.home) as console:
        limits = sessions.limits(console.site.web)
        found = console.see(lambda: sessions.open_sessions(users.find(login).id, console.at, limits))
    columns = {
        "id": tr("Phiên"),
        "address": tr("Địa chỉ"),
        "browser": tr("Trình duyệt"),
        "opened_at": tr("Mở lúc"),
        "seen_at": tr("Dùng lúc"),
    }
    items = [{name: getattr(one, name) for name in columns} for one in found]
    return listing(items, columns, empty=tr("Không có phiên nào đang mở."))


def _account(console: Console, login: str) -> Answer:
    facts = _one(console.see(users.find, login), _codes(console))
    return Answer(facts, (page(facts, {name: tr(title) for name, title in COLUMNS.items()}),))


def _codes(console: Console) -> dict[int, str]:
    return {one.id: one.code for one in console.see(all_units, closed=True)}


def _one(account: Account, codes: dict[int, str]) -> dict[str, Any]:
    held = [f"{role}:{codes[where]}" if where else str(role) for role, where in account.roles]
    told = {name: getattr(account, name) for name in COLUMNS if name != "roles"}
    return {"id": account.id, **told, "roles": held, "must_change": account.must_change}


def _password(login: str, password: str) -> Answer:
    facts = {"login": login, "password": password}
    told = tr("Mật khẩu này chỉ hiện một lần và phải đổi ở lần đăng nhập đầu tiên.")
    titles = {"login": tr("Tên đăng nhập"), "password": tr("Mật khẩu dùng một lần")}
    return Answer(facts, (page(facts, titles), told))
