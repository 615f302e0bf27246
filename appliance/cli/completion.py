"""`vanthu completion`: what a shell needs to complete our commands."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from appliance.cli.answers import Answer
from appliance.cli.grammar import Verb
from core.language import mark

SHELLS = ("bash", "zsh", "fish")


@click.command(
    "completion",
    cls=Verb,
    help=mark("In đoạn mã gợi ý lệnh cho một shell, như: vanthu completion bash > ~/.vanthu-completion"),
)
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def command(ctx: click.Context, shell: str) -> Answer:
    """Return the script of a shell."""
    kind = get_completion_class(shell)
    assert kind is not None
    script = kind(ctx.find_root().command, {}, "vanthu", "_VANTHU_COMPLETE").source()
    return Answer({"shell": shell, "script": script}, (script,))
