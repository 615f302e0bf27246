"""What can go wrong with a plugin, as sentences for the IT officer."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from core.errors import Misconfigured, Missing, OfficeError, Refused, Trouble
from core.values import Issue, Severity

FAULTS = frozenset({"VT-1402", "VT-1406"})
"""Sentences of the host's own that tell of a fault in the plugin."""


class Rejected(Refused):
    """This plugin, as it is, cannot be let into the office."""


def crashed(plugin: str, hook: str, error: BaseException) -> Trouble:
    """A hook raised something that is no sentence: a fault in the plugin."""
    return Trouble(
        "VT-1401",
        "Thành phần “{plugin}” gặp lỗi khi làm việc {hook}: {reason}",
        hint="Báo nhà cung cấp thành phần; nếu cần thì chạy vanthu plugin disable {plugin}.",
        plugin=plugin,
        hook=hook,
        reason=told(error),
    )


def late(plugin: str, hook: str, seconds: float) -> Trouble:
    """A hook did not answer in time."""
    return Trouble(
        "VT-1402",
        "Thành phần “{plugin}” không trả lời {hook} trong {seconds} giây.",
        hint="Hệ thống sẽ hỏi lại; nếu kéo dài thì chạy vanthu plugin disable {plugin}.",
        plugin=plugin,
        hook=hook,
        seconds=seconds,
    )


def stuck(plugin: str, hook: str) -> Trouble:
    """The plugin still holds its own thread; nobody else waits for it."""
    return Trouble(
        "VT-1403",
        "Thành phần “{plugin}” đang bị treo ở {hook}; các phần khác vẫn làm việc.",
        hint="Chạy vanthu plugin disable {plugin} rồi bật lại, hoặc khởi động lại cơ quan.",
        plugin=plugin,
        hook=hook,
    )


def resting(plugin: str, hook: str, failures: int) -> Trouble:
    """The plugin failed so often in a row that it is left alone for a while."""
    return Trouble(
        "VT-1404",
        "Thành phần “{plugin}” đã lỗi {failures} lần liền ở {hook} nên tạm thời không được hỏi.",
        hint="Xem nhật ký hệ thống; hệ thống sẽ tự hỏi lại sau ít phút.",
        plugin=plugin,
        hook=hook,
        failures=failures,
    )


def stopped(plugin: str, hook: str) -> Trouble:
    """The plugin was stopped before it answered."""
    return Trouble(
        "VT-1405", "Thành phần “{plugin}” đã dừng khi chưa trả lời {hook}.", plugin=plugin, hook=hook
    )


def no_context(plugin: str) -> Misconfigured:
    """What `running` returned cannot be entered and left."""
    return Misconfigured(
        "VT-1406",
        "Thành phần “{plugin}” viết sai hook running: phải trả về một async context manager.",
        hint="Báo nhà cung cấp thành phần.",
        plugin=plugin,
    )


def died(plugin: str, reason: str) -> Trouble:
    """The plugin's life ended while the office was open."""
    return Trouble(
        "VT-1407",
        "Thành phần “{plugin}” đã tự dừng giữa chừng: {reason}",
        hint="Chạy vanthu plugin disable {plugin} rồi vanthu plugin enable {plugin} để chạy lại.",
        plugin=plugin,
        reason=reason,
    )


def unknown_hook(plugin: str, hook: str, known: Iterable[str]) -> Rejected:
    """The office asks no such thing."""
    near = difflib.get_close_matches(hook, list(known), 1, 0.0)
    return Rejected(
        "VT-1411",
        "Thành phần “{plugin}” có hook {hook} mà hệ thống không biết; gần nhất là {nearest}.",
        hint="Dùng bản của thành phần dành cho phiên bản hệ thống này.",
        plugin=plugin,
        hook=hook,
        nearest=near[0],
    )


def unknown_argument(plugin: str, hook: str, arguments: Iterable[str], known: Iterable[str]) -> Rejected:
    """The hook wants to be told what the office does not tell."""
    return Rejected(
        "VT-1412",
        "Thành phần “{plugin}”, hook {hook}: không có tham số {arguments}; chỉ có ({known}).",
        hint="Dùng bản của thành phần dành cho phiên bản hệ thống này.",
        plugin=plugin,
        hook=hook,
        arguments=", ".join(sorted(arguments)),
        known=", ".join(known),
    )


def invalid(plugin: str, reason: str) -> Rejected:
    """The plugin breaks a rule of the hooks."""
    return Rejected("VT-1413", "Thành phần “{plugin}” không hợp lệ: {reason}", plugin=plugin, reason=reason)


def taken(plugin: str) -> Rejected:
    """There is a plugin of that name already."""
    return Rejected("VT-1414", "Đã có một thành phần tên “{plugin}”.", plugin=plugin)


def empty(plugin: str) -> Rejected:
    """What was imported implements nothing: most likely the entry point names the wrong thing."""
    return Rejected("VT-1415", "Thành phần “{plugin}” không có hook nào.", plugin=plugin)


def unimportable(plugin: str, error: BaseException) -> Rejected:
    """The plugin's code raises when it is imported."""
    return Rejected(
        "VT-1421",
        "Không nạp được thành phần “{plugin}”: {reason}",
        hint="Cài lại thành phần, hoặc dùng bản dành cho phiên bản hệ thống này.",
        plugin=plugin,
        reason=told(error),
    )


def deadly(plugin: str, stage: str, reason: str) -> Rejected:
    """The plugin took the trial's process down with it."""
    return Rejected(
        "VT-1422",
        "Thành phần “{plugin}” làm sập tiến trình chạy thử ({reason}) ở bước {stage}.",
        hint="Báo nhà cung cấp thành phần.",
        plugin=plugin,
        stage=stage,
        reason=reason,
    )


def endless(plugin: str, stage: str, seconds: float) -> Rejected:
    """The trial never came to its end."""
    return Rejected(
        "VT-1423",
        "Thành phần “{plugin}” chạy thử quá {seconds} giây, dừng ở bước {stage}.",
        hint="Báo nhà cung cấp thành phần.",
        plugin=plugin,
        stage=stage,
        seconds=seconds,
    )


def greedy(plugin: str, stage: str, megabytes: int) -> Rejected:
    """The trial wanted more memory than a plugin may have."""
    return Rejected(
        "VT-1424",
        "Thành phần “{plugin}” cần hơn {megabytes} MB bộ nhớ ở bước {stage}.",
        hint="Báo nhà cung cấp thành phần.",
        plugin=plugin,
        stage=stage,
        megabytes=megabytes,
    )


def unfit(plugin: str, error: BaseException) -> Rejected:
    """The plugin's settings or its self-test say no, in a sentence of its own where it has one."""
    return Rejected(
        "VT-1425",
        "Thành phần “{plugin}” không qua được tự kiểm tra: {reason}",
        hint="Sửa điều nêu trên rồi bật lại.",
        plugin=plugin,
        reason=_sentence(error),
    )


def absent(plugin: str, known: Iterable[str]) -> Missing:
    """Nothing of that name is installed."""
    return Missing(
        "VT-1431",
        "Không có thành phần “{plugin}”; hiện có: {known}.",
        hint="Cài thành phần trước, hoặc xem lại tên bằng vanthu plugin list.",
        plugin=plugin,
        known=", ".join(sorted(known)),
    )


def _sentence(error: BaseException) -> str:
    if isinstance(error, OfficeError):
        return str(error.facts.get("problems", error.message))
    return told(error)


def told(error: BaseException) -> str:
    """Return what an exception says, with its kind, on one line."""
    return " ".join(f"{type(error).__name__}: {error}".rstrip(": ").split())


def issue(plugin: str, error: OfficeError, severity: Severity) -> Issue:
    """Return an error of a plugin as something the IT officer should know."""
    return Issue(error.code, severity, error.sentence, error.hint_template, plugin, error.facts)
