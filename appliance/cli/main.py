"""`vanthu`: the office from the command line, each noun in a module that is loaded when it is asked for."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from appliance.cli import exits
from appliance.cli.added import of_plugins
from appliance.cli.answers import Answer
from appliance.cli.asked import Asked, language, wants_json
from appliance.cli.envelope import give, refuse
from appliance.cli.grammar import Noun, option
from appliance.cli.verdicts import of_error
from core.language import LANGUAGES, mark, speaking, tr

NOUNS = {
    "init": mark("Khởi tạo một cơ quan"),
    "run": mark("Mở cơ quan và giữ nó mở"),
    "status": mark("Cơ quan đang thế nào"),
    "doctor": mark("Khám máy: tìm lỗi và cách chữa"),
    "config": mark("Cấu hình và các thế hệ của nó"),
    "plugin": mark("Các thành phần: bật, tắt, kiểm tra"),
    "source": mark("Các nguồn quét"),
    "user": mark("Người dùng, đơn vị, mã truy cập"),
    "document": mark("Văn bản: tiếp nhận, xem"),
    "register": mark("Sổ đăng ký: mở, xem, in"),
    "trust": mark("Chứng thư, danh sách thu hồi: nhập, xem"),
    "signature": mark("Chữ ký số trong tệp PDF"),
    "token": mark("Thiết bị ký số: xem, thử, mở khóa"),
    "audit": mark("Nhật ký kiểm toán"),
    "completion": mark("Gợi ý lệnh cho bash, zsh, fish"),
}
"""What can be asked for; each is the module of the same name beside this one."""


class Program(Noun):
    """The whole command line."""

    def told(self, name: str) -> str:
        """Return what a noun is about, without loading it."""
        return tr(NOUNS[name])

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return every noun."""
        return list(NOUNS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load the module of a noun; None when there is no such noun."""
        if cmd_name not in NOUNS:
            return of_plugins(ctx.params.get("home"), cmd_name)
        command: click.Command = importlib.import_module(f"appliance.cli.{cmd_name}").command
        return command

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Do what was typed and exit with the code that says how it went, or return it."""
        typed = list(sys.argv[1:] if args is None else args)
        asked = Asked(json=wants_json(typed))
        with speaking(language(typed)):
            code = self._do(typed, asked, complete_var)
        if standalone_mode:
            sys.exit(code)
        return code

    def _do(self, typed: list[str], asked: Asked, complete_var: str | None) -> int:
        try:
            done = super().main(typed, "vanthu", complete_var, standalone_mode=False, obj=asked)
            return give(asked, done) if isinstance(done, Answer) else exits.OK
        except BrokenPipeError:  # nobody reads any more: that is theirs to decide
            sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the process ends
            return exits.OK
        except (Exception, KeyboardInterrupt) as error:
            return refuse(asked, *of_error(error))


def _version(ctx: click.Context, param: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import version

        asked = ctx.ensure_object(Asked)
        asked.path = "vanthu version"
        give(asked, Answer({"version": version("vanthu")}, (f"vanthu {version('vanthu')}",)))
        ctx.exit()


@click.command(cls=Program, help=mark("Vanthu: từ thư mục máy quét đến sổ đăng ký văn bản đến."))
@option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    help=mark("Thư mục của cơ quan; mặc định là VANTHU_HOME, rồi đến /etc/vanthu."),
)
@option(
    "--lang", type=click.Choice(LANGUAGES), expose_value=False, help=mark("Ngôn ngữ trả lời: vi hoặc en.")
)
@option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help=mark("Hiện phiên bản rồi thôi."),
)
@click.pass_obj
def main(asked: Asked, home: Path | None) -> None:
    """Take note of the home."""
    if home is not None:
        from appliance.paths import home_at

        asked.at = home_at(home)
