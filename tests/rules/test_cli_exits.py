"""Each exit code means one thing: what an error is decides which one a command ends with."""

from __future__ import annotations

import errno
import sqlite3

import click
import pytest

from appliance.cli import exits
from appliance.cli.refusals import Busy, Misused, NoRoom
from appliance.cli.verdicts import of_error
from core.config.problems import together, unparsable
from core.errors import Forbidden, Misconfigured, Missing, OfficeError, Refused, Trouble
from core.host.failures import unimportable
from tests.parts.console import Console, typed


def caused(error: OfficeError, cause: BaseException) -> OfficeError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Refused("VT-0", "Không."), exits.FAILED),
        (Missing("VT-0", "Không có."), exits.FAILED),
        (ValueError("ours"), exits.FAILED),
        (OSError(errno.EIO, "broken"), exits.FAILED),
        (click.UsageError("what?"), exits.USAGE),
        (Misused("VT-0", "Gõ sai."), exits.USAGE),
        (Misconfigured("VT-1001", "Chưa khởi tạo."), exits.NOT_INITIALISED),
        (Busy("VT-0", "Đang mở."), exits.BUSY),
        (caused(Trouble("VT-0", "Chờ."), sqlite3.OperationalError("database is locked")), exits.BUSY),
        (Forbidden("VT-0", "Không được phép."), exits.NOT_PERMITTED),
        (PermissionError(errno.EACCES, "no", "/x"), exits.NOT_PERMITTED),
        (
            caused(Trouble("VT-0", "Chờ."), sqlite3.OperationalError("attempt to write a readonly database")),
            exits.NOT_PERMITTED,
        ),
        (Misconfigured("VT-1100", "Sai."), exits.MISCONFIGURED),
        (unimportable("bad", ImportError("x")), exits.PLUGIN_REJECTED),
        (NoRoom("VT-0", "Đầy."), exits.NO_SPACE),
        (OSError(errno.ENOSPC, "full"), exits.NO_SPACE),
        (caused(Trouble("VT-0", "Chờ."), OSError(errno.EDQUOT, "full")), exits.NO_SPACE),
        (
            caused(Trouble("VT-0", "Chờ."), sqlite3.OperationalError("database or disk is full")),
            exits.NO_SPACE,
        ),
        (Trouble("VT-0", "Thử lại."), exits.TRY_LATER),
        (KeyboardInterrupt(), exits.INTERRUPTED),
        (click.Abort(), exits.INTERRUPTED),
        (ExceptionGroup("of tasks", [Trouble("VT-0", "Thử lại.")]), exits.TRY_LATER),
    ],
    ids=lambda value: str(value) if isinstance(value, int) else type(value).__name__,
)
def test_what_an_error_is_decides_the_exit_code(
    error: BaseException, code: int, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path_factory.mktemp("logs")))
    found, told = of_error(error)
    assert found == code
    assert told and all(each.code and each.message for each in told)


def test_every_problem_of_a_configuration_is_told_for_itself() -> None:
    code, told = of_error(together(None, [unparsable(3, "x"), unparsable(7, "y")]))
    assert code == exits.MISCONFIGURED
    assert [each.message for each in told] == [
        "Dòng 3: sai cú pháp TOML (x).",
        "Dòng 7: sai cú pháp TOML (y).",
    ]


@pytest.mark.parametrize("debugging", [False, True])
def test_the_unforeseen_is_one_sentence_and_its_traceback_lies_in_a_file(
    debugging: bool, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(console.folder))
    monkeypatch.setenv("VANTHU_DEBUG", "1" if debugging else "")
    monkeypatch.setattr("core.audit.head", lambda: int("nothing"))
    said = console.ask("audit", "head")
    (log,) = console.folder.glob("vanthu-*.log")
    assert said.code == exits.FAILED
    assert str(log) in said.envelope["errors"][0]["message"]
    assert "Traceback" in log.read_text(encoding="utf-8")
    assert ("Traceback" in said.err) is debugging


def test_whoever_interrupts_is_told_that_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("appliance.cli.completion.get_completion_class", interrupt)
    assert typed("completion", "bash", "--json").code == exits.INTERRUPTED


def test_the_codes_are_as_published() -> None:
    codes = {name: value for name, value in vars(exits).items() if name.isupper()}
    assert sorted(codes.values()) == [0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16, 75, 130]
