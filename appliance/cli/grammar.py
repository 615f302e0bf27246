"""The grammar of the command line: a noun, a verb, `--json` anywhere, help in the reader's language."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from typing import Any, TypeVar

import click
from click.formatting import HelpFormatter

from appliance.cli.asked import Asked
from core.language import mark, tr

C = TypeVar("C", bound=Callable[..., Any])


class Option(click.Option):
    """An option whose help is said in the reader's language."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return how the option is typed and what it does."""
        record = super().get_help_record(ctx)
        return (record[0], tr(self.help)) if record and self.help else record


class Spoken(click.Command):
    """What nouns and verbs have in common."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Every command knows `--json`."""
        *own, last = super().get_params(ctx)
        return [*own, _JSON, last]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help`, which is an envelope too when scripts ask for one."""
        return _HELP

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Remember how far the words were understood, then read on."""
        ctx.ensure_object(Asked).path = ctx.command_path
        return super().parse_args(ctx, args)

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first sentence of the help."""
        return tr(self.help or "").strip().partition("\n")[0].rstrip(".")

    def format_usage(self, ctx: click.Context, formatter: HelpFormatter) -> None:
        """Write how the command is typed."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, tr("Cách gõ: "))

    def format_help_text(self, ctx: click.Context, formatter: HelpFormatter) -> None:
        """Write what the command does."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(inspect.cleandoc(tr(self.help or "")))

    def format_options(self, ctx: click.Context, formatter: HelpFormatter) -> None:
        """Write the options, then, for a noun, its verbs."""
        records = [param.get_help_record(ctx) for param in self.get_params(ctx) if isinstance(param, Option)]
        with formatter.section(tr("Tùy chọn")):
            formatter.write_dl([record for record in records if record])
        if isinstance(self, Noun):
            with formatter.section(tr("Lệnh")):
                formatter.write_dl([(name, self.told(name)) for name in self.list_commands(ctx)])

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return what follows the command: options, arguments, for a noun its verb."""
        pieces = [piece for param in self.get_params(ctx) for piece in param.get_usage_pieces(ctx)]
        return [tr("[TÙY CHỌN]"), *pieces, *([tr("LỆNH")] if isinstance(self, Noun) else [])]


class Verb(Spoken):
    """One command; its function returns an `Answer`."""

    def invoke(self, ctx: click.Context) -> Any:
        """Do the work; what is logged or printed meanwhile does not belong to standard output."""
        with redirect_stdout(sys.stderr):
            return super().invoke(ctx)


class Noun(Spoken, click.Group):
    """A thing of the office and what can be done with it."""

    command_class = Verb

    def told(self, name: str) -> str:
        """Return what one of the verbs does, in a few words."""
        return self.commands[name].get_short_help_str()

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order in which they were written."""
        return list(self.commands)


Noun.group_class = Noun


def option(*names: str, **about: Any) -> Callable[[C], C]:
    """Give a command an option; `help` is a Vietnamese sentence."""
    return click.option(*names, cls=Option, **about)


def help_of(ctx: click.Context, param: click.Parameter, wanted: bool) -> None:
    """Show the help of a command and stop."""
    if wanted and not ctx.resilient_parsing:
        from appliance.cli.answers import Answer
        from appliance.cli.envelope import give

        ctx.ensure_object(Asked).path = ctx.command_path
        give(ctx.ensure_object(Asked), Answer({"help": ctx.get_help()}, (ctx.get_help(),)))
        ctx.exit()


_JSON = Option(
    ["--json"], is_flag=True, expose_value=False, help=mark("In một phong bì JSON ra đầu ra chuẩn.")
)
_HELP = Option(
    ["--help"],
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=help_of,
    help=mark("Hiện lời hướng dẫn này rồi thôi."),
)
