"""Which exit code an error stands for, and how it is told."""

from __future__ import annotations

import difflib
import errno
import os
import sys
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from appliance.cli import exits
from appliance.cli.answers import Told
from appliance.cli.refusals import Busy, Misused, NoRoom
from core.errors import Forbidden, Misconfigured, OfficeError, Trouble
from core.language import mark, tr

Verdict = tuple[int, tuple[Told, ...]]
OURS: dict[type[OfficeError], int] = {
    Misused: exits.USAGE,
    Busy: exits.BUSY,
    NoRoom: exits.NO_SPACE,
}
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
DEMANDS: tuple[tuple[type[click.ParamType[Any]], str], ...] = (
    (click.Choice, mark("phải là một trong: {choices}")),
    (click.IntRange, mark("phải là số nguyên trong khoảng cho phép")),
    (type(click.INT), mark("phải là số nguyên")),
    (click.DateTime, mark("phải là ngày, viết 2026-01-31")),
    (click.Path, mark("phải là đường dẫn có thật")),
)
"""What each kind of value must be; the narrower kinds first."""


def of_error(error: BaseException) -> Verdict:
    """Return the exit code and the sentences for whatever a command raised."""
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    if isinstance(error, click.UsageError):
        return exits.USAGE, (of_usage(error),)
    if isinstance(error, click.Abort | KeyboardInterrupt):
        return exits.INTERRUPTED, (Told("VT-1020", tr("Đã dừng theo yêu cầu.")),)
    if isinstance(error, OfficeError):
        return _code(error), tuple(_told(error))
    if isinstance(error, OSError):
        return _code(error), (_of_system(error),)
    return exits.FAILED, (_unforeseen(error),)


def of_usage(error: click.UsageError) -> Told:
    """Return a sentence for a command that was typed wrongly."""
    command = error.ctx.command_path if error.ctx else "vanthu"
    hint = tr("Gõ: {command} --help", command=command)
    match error:
        case click.NoSuchCommand():
            near = difflib.get_close_matches(error.command_name, _verbs(error.ctx), 1)
            if near:
                hint = tr("Có phải là: {command} {verb}?", command=command, verb=near[0])
            return Told("VT-1021", tr("Không có lệnh “{name}”.", name=error.command_name), hint)
        case click.NoSuchOption():
            if error.possibilities:
                hint = tr("Có phải là: {option}?", option=error.possibilities[0])
            return Told("VT-1022", tr("Không có tùy chọn {name}.", name=error.option_name), hint)
        case click.BadOptionUsage():
            return Told("VT-1023", tr("Tùy chọn {name} dùng không đúng cách.", name=error.option_name), hint)
        case click.MissingParameter():
            return Told("VT-1024", tr("Thiếu {name}.", name=_name(error)), hint)
        case click.BadParameter():
            return Told("VT-1025", tr("{name} {demand}.", name=_name(error), demand=_demand(error)), hint)
    if error.ctx and isinstance(error.ctx.command, click.Group):
        verbs = ", ".join(_verbs(error.ctx))
        return Told(
            "VT-1026", tr("Thiếu lệnh sau “{command}”; có: {verbs}.", command=command, verbs=verbs), hint
        )
    return Told("VT-1027", tr("Lệnh “{command}” gõ thừa tham số.", command=command), hint)


def _verbs(ctx: click.Context | None) -> list[str]:
    return ctx.command.list_commands(ctx) if ctx and isinstance(ctx.command, click.Group) else []


def _name(error: click.BadParameter) -> str:
    return " / ".join(error.param.opts) if isinstance(error.param, click.Option) else _argument(error)


def _argument(error: click.BadParameter) -> str:
    return error.param.human_readable_name if error.param else str(error.param_hint or "")


def _demand(error: click.BadParameter) -> str:
    kind = error.param.type if error.param else None
    for known, demand in DEMANDS:
        if isinstance(kind, known):
            choices = ", ".join(map(str, kind.choices)) if isinstance(kind, click.Choice) else ""
            return tr(demand, choices=choices)
    return error.message


def _code(error: BaseException) -> int:
    """Return the exit code of an error, or of what lies behind it: a full disk, a lock, a closed door."""
    for kind, code in OURS.items():
        if isinstance(error, kind):
            return code
    for cause in _causes(error):
        if isinstance(cause, PermissionError) or "readonly database" in str(cause):
            return exits.NOT_PERMITTED
        if (isinstance(cause, OSError) and cause.errno in NO_ROOM) or "disk is full" in str(cause):
            return exits.NO_SPACE
        if "database is locked" in str(cause):
            return exits.BUSY
    if isinstance(error, Misconfigured):
        return exits.NOT_INITIALISED if error.code == "VT-1001" else exits.MISCONFIGURED
    if isinstance(error, Forbidden):
        return exits.NOT_PERMITTED
    if isinstance(error, OfficeError) and _is_rejection(error):
        return exits.PLUGIN_REJECTED
    return exits.TRY_LATER if isinstance(error, Trouble) else exits.FAILED


def _is_rejection(error: OfficeError) -> bool:
    from core.host.failures import Rejected

    return isinstance(error, Rejected)


def _causes(error: BaseException) -> Iterator[BaseException]:
    link: BaseException | None = error
    while link is not None:
        yield link
        link = link.__cause__


def _told(error: OfficeError) -> Iterator[Told]:
    """Give each problem of a configuration for itself, any other error as the one sentence it is."""
    several: Any = error.facts.get("problems")
    if isinstance(error, Misconfigured) and isinstance(several, tuple) and several:
        yield from (Told(one.code, one.message, one.hint or error.hint) for one in several)
    else:
        yield Told(error.code, error.message, error.hint)


def _of_system(error: OSError) -> Told:
    place, reason = str(error.filename or ""), error.strerror or str(error)
    if isinstance(error, PermissionError):
        hint = tr("Chạy lại bằng tài khoản của hệ thống: sudo -u vanthu vanthu …")
        return Told("VT-1028", tr("Tài khoản này không được phép mở {place}.", place=place), hint)
    return Told("VT-1029", tr("Máy báo lỗi khi làm việc với {place}: {reason}", place=place, reason=reason))


def _unforeseen(error: BaseException) -> Told:
    if os.environ.get("VANTHU_DEBUG"):
        traceback.print_exception(error, file=sys.stderr)
    descriptor, place = tempfile.mkstemp(prefix="vanthu-", suffix=".log", text=True)
    os.close(descriptor)
    Path(place).write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    return Told(
        "VT-1030",
        tr("Lỗi ngoài dự kiến ({kind}); chi tiết ghi ở {place}.", kind=type(error).__name__, place=place),
        tr("Gửi tệp đó cho nhà cung cấp; dữ liệu của cơ quan không bị thay đổi dở dang."),
    )
