"""How an answer leaves the command line: one JSON envelope for scripts, tables and sentences for people."""

from __future__ import annotations

import json
import sys
from typing import Any, TextIO

from appliance.cli import exits
from appliance.cli.answers import Answer, Sheet, Told, plain
from appliance.cli.asked import Asked

WIDE = 160
"""Columns of a table that goes into a file or a pipe."""


def give(asked: Asked, answer: Answer) -> int:
    """Write an answer and return the exit code it stands for."""
    if asked.json:
        _seal(asked, answer.facts, answer.code == exits.OK, answer.problems)
        return answer.code
    _show(answer)
    if not answer.problems_shown:
        complain(answer.problems)
    return answer.code


def refuse(asked: Asked, code: int, problems: tuple[Told, ...]) -> int:
    """Write why there is no answer and return the exit code."""
    if asked.json:
        _seal(asked, None, False, problems)
    else:
        complain(problems)
    return code


def complain(problems: tuple[Told, ...]) -> None:
    """Write problems for people to standard error."""
    for told in problems:
        print(f"{told.code} {told.message}".strip(), file=sys.stderr)
        if told.hint:
            print(f"  → {told.hint}", file=sys.stderr)


def console(stream: TextIO, *, wide: bool = False) -> Any:
    """Return a rich console on a stream: colours only on a terminal, and none where NO_COLOR is set."""
    from rich.console import Console

    width = WIDE if wide and not stream.isatty() else None
    return Console(file=stream, width=width, highlight=False, markup=False, emoji=False)


def _seal(asked: Asked, facts: Any, ok: bool, problems: tuple[Told, ...]) -> None:
    errors = [{"code": told.code, "message": told.message, "hint": told.hint} for told in problems]
    envelope = {"ok": ok, "schema": asked.schema, "data": plain(facts), "errors": errors}
    print(json.dumps(envelope, ensure_ascii=False), flush=True)


def _show(answer: Answer) -> None:
    for part in answer.shown:
        if isinstance(part, str):
            print(part)
        elif part.rows:
            _table(part)
        elif part.empty:
            print(part.empty)
    sys.stdout.flush()


def _table(sheet: Sheet) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    terminal = sys.stdout.isatty()
    table = Table(
        box=box.SIMPLE_HEAD if terminal else None,
        show_header=any(sheet.titles),
        pad_edge=False,
        header_style="bold",
    )
    for title in sheet.titles:
        table.add_column(title, overflow="fold")
    for row in sheet.rows:
        table.add_row(*(Text(cell) for cell in row))
    console(sys.stdout, wide=True).print(table)
