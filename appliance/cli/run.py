"""`vanthu run`: opens the office and keeps it open until it is told to close."""

from __future__ import annotations

import asyncio
import logging
import os
import sys

import click

from appliance.cli.answers import Answer
from appliance.cli.asked import Asked
from appliance.cli.grammar import Verb
from core.language import mark, tr


@click.command("run", cls=Verb, help=mark("Mở cơ quan và giữ nó mở cho đến khi nhận lệnh đóng."))
@click.pass_obj
def command(asked: Asked, /) -> Answer:
    """Keep the office open; what happens goes to standard error, for the journal."""
    from appliance.cli.account import as_owner
    from appliance.paths import demand_initialised
    from appliance.run import run

    demand_initialised(asked.home)
    write_log()
    with as_owner(asked.home):
        asyncio.run(run(asked.home))
    return Answer({"closed": True}, (tr("Cơ quan đã đóng."),))


def write_log() -> None:
    """Send the log to standard error: one line of facts for the journal, colours on a terminal only."""
    import structlog

    terminal = sys.stderr.isatty() and "NO_COLOR" not in os.environ
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            structlog.dev.ConsoleRenderer()
            if terminal
            else structlog.processors.LogfmtRenderer(key_order=["level", "event"], bool_as_flag=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
