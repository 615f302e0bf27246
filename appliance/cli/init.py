"""`vanthu init`: makes the home of an office and lets its first administrator in."""

from __future__ import annotations

from dataclasses import dataclass

import click

from appliance.cli.account import account, as_owner
from appliance.cli.answers import Answer, page
from appliance.cli.asked import Asked
from appliance.cli.grammar import Verb, option
from core import calendar
from core.accounts import roles, users
from core.clock import Clock, vietnam
from core.config.sections import Book
from core.documents import registers
from core.language import mark, tr
from core.store.papers import Register
from core.store.people import User
from core.values import Actor, Moment, Role

TITLES = {
    "code": mark("Mã định danh"),
    "name": mark("Cơ quan"),
    "home": mark("Thư mục"),
    "register": mark("Sổ mặc định"),
    "last": mark("Số cuối của sổ giấy"),
    "login": mark("Quản trị đầu tiên"),
    "password": mark("Mật khẩu dùng một lần"),
}


@dataclass(frozen=True, slots=True)
class Founding:
    """What an office has on its first day, beside its configuration."""

    by: Actor
    last: int
    """Where the paper book stands."""
    login: str
    name: str
    """Of the first administrator."""

    def furnish(self, at: Moment) -> str:
        """Enter holidays, the default register and the first administrator; return the one-time password.

        May be done again: a home that was cut off before its configuration was written is made anew.
        """
        calendar.seed()
        book, year = Book(), vietnam(at.utc).year
        if not Register.select().where(Register.code == book.code, Register.year == year).exists():
            registers.open_register(book.code, book.name, year, self.last, self.by, at, default=True)
        user = User.get_or_none(User.login == users.spelled(self.login))
        if user is not None:
            return users.reset_password(self.by, user.id, at)
        user_id, password = users.open_account(self.by, self.login, self.name, at)
        roles.grant(self.by, user_id, Role.ADMIN, at)
        return password


KEYS = {
    "code": "office.code",
    "name": "office.name",
    "superior": "office.superior",
    "place": "office.place",
    "host": "web.host",
    "port": "web.port",
    "database": "store.database",
}
"""Which settings the options are."""


@click.command(
    "init",
    cls=Verb,
    help=mark("Khởi tạo một cơ quan: thư mục, cấu hình, cơ sở dữ liệu, sổ đăng ký và quản trị đầu tiên."),
)
@option("--code", required=True, help=mark("Mã định danh điện tử, như H51.10.05."))
@option("--name", required=True, help=mark("Tên cơ quan, viết như trên văn bản."))
@option("--superior", help=mark("Tên cơ quan chủ quản trực tiếp."))
@option("--place", help=mark("Địa danh ghi trước ngày tháng của văn bản."))
@option("--last", type=click.IntRange(0), default=0, help=mark("Số cuối của sổ giấy đang dùng."))
@option("--admin", default="quantri", help=mark("Tên đăng nhập của quản trị đầu tiên; mặc định quantri."))
@option("--admin-name", default="Quản trị hệ thống", help=mark("Họ và tên của quản trị đầu tiên."))
@option("--host", help=mark("Địa chỉ mạng mà trang web lắng nghe; mặc định chỉ máy này."))
@option("--port", type=click.IntRange(0, 65535), help=mark("Cổng của trang web; mặc định 8080."))
@option("--database", help=mark("Địa chỉ PostgreSQL; mặc định là SQLite trong thư mục của cơ quan."))
@click.pass_obj
def command(asked: Asked, /, last: int, admin: str, admin_name: str, **given: object) -> Answer:
    """Make the home and answer with the password that is told this once."""
    from appliance.provision import initialise

    home = asked.home
    values = {KEYS[name]: value for name, value in given.items() if value is not None}
    founding = Founding(account(), last, admin, admin_name)
    with as_owner(home):
        password = initialise(home, values, founding.furnish, Clock().now())
    facts = {
        "code": given["code"],
        "name": given["name"],
        "home": home.settings,
        "register": Book().code,
        "last": last,
        "login": users.spelled(admin),
        "password": password,
    }
    told = tr("Ghi lại mật khẩu: nó không hiện ra lần nữa và phải đổi ở lần đăng nhập đầu tiên.")
    following = tr("Tiếp theo: vanthu plugin enable antivirus, vanthu doctor, rồi vanthu run.")
    titles = {key: tr(title) for key, title in TITLES.items()}
    return Answer(facts, (page(facts, titles), told, following))
