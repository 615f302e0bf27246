"""What a child may answer: plain facts and the office's own values, never code."""

from __future__ import annotations

import builtins
import dataclasses
import importlib
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from enum import Enum
from pathlib import Path, PurePosixPath
from typing import Any, Final

import msgspec

from core.errors import OfficeError

# A child that read a hostile file may itself be hostile, so its answers are not pickled: they are msgpack
# trees of scalars and `[kind, content]` pairs, from which the office builds only what `trusted` names.
_SCALARS: Final = frozenset({type(None), bool, float, str, bytes})
_EVERYWHERE: Final = ("core.values", "core.errors", "signing")
_LARGEST_INT: Final = 2**63 - 1

# kind of plain value -> how it is taken apart (a list of parts in turn), how it is put together again
_PLAIN: Final[dict[type, tuple[Callable[[Any], Any], Callable[[Any], Any]]]] = {
    int: (str, int),
    tuple: (list, tuple),
    set: (list, set),
    frozenset: (list, frozenset),
    datetime: (datetime.isoformat, datetime.fromisoformat),
    date: (date.isoformat, date.fromisoformat),
    time: (time.isoformat, time.fromisoformat),
    timedelta: (lambda span: [span.days, span.seconds, span.microseconds], lambda parts: timedelta(*parts)),
    type(Path()): (str, Path),
    PurePosixPath: (str, PurePosixPath),
}
_PUT_TOGETHER: Final = {kind.__name__: build for kind, (_, build) in _PLAIN.items()}


class Unreadable(Exception):
    """The answer holds something that may not cross, or is no answer at all."""


class Foreign(Exception):
    """An exception of a kind that may not cross: the name of its kind and its text."""


def trusted(module: str, package: str) -> bool:
    """Say whether values of `module` may cross when the call went to `package`.

    Values are frozen dataclasses, enumerations and exceptions, known by the module they stand in.
    """
    return any(module == name or module.startswith(name + ".") for name in (*_EVERYWHERE, package))


def pack(value: object, package: str) -> bytes:
    """Return `value` as a message; raise TypeError when it is no value that may cross."""
    return msgspec.msgpack.encode(["answer", _apart(value, package)])


def pack_exception(wrong: BaseException, package: str) -> bytes:
    """Return `wrong` as a message: whole where its kind may cross, otherwise its name and text."""
    try:
        return msgspec.msgpack.encode(["raised", _exception_apart(wrong, package)])
    except (TypeError, UnicodeEncodeError, RecursionError):
        return pack_foreign(type(wrong).__qualname__, str(wrong))


def pack_foreign(kind: str, text: str) -> bytes:
    """Return the name of an exception's kind and its text as a message."""
    told = [kind, text.encode("utf-8", "backslashreplace").decode()]
    return msgspec.msgpack.encode(["raised", ["foreign", told]])


def unpack(message: bytes | bytearray, package: str) -> tuple[object, Exception | None]:
    """Return what was answered and what was raised; raise Unreadable for anything else."""
    try:
        outcome, tree = msgspec.msgpack.decode(message)
        if outcome == "answer":
            return _together(tree, package), None
        wrong = _together(tree, package)
    except Exception as why:
        raise Unreadable(str(why)) from why
    if outcome != "raised" or not isinstance(wrong, Exception):
        raise Unreadable("neither an answer nor an exception")
    return None, wrong


def _apart(value: object, package: str) -> object:
    kind = type(value)
    if kind in _SCALARS or (kind is int and -_LARGEST_INT <= value <= _LARGEST_INT):  # type: ignore[operator]
        return value
    if kind is list:
        return ["list", [_apart(item, package) for item in value]]  # type: ignore[attr-defined]
    if kind is dict:
        return ["dict", [[_apart(k, package), _apart(v, package)] for k, v in value.items()]]  # type: ignore[attr-defined]
    if kind in _PLAIN:
        parts = _PLAIN[kind][0](value)
        return [kind.__name__, [_apart(part, package) for part in parts] if type(parts) is list else parts]
    if isinstance(value, Exception):
        return _exception_apart(value, package)
    if not trusted(kind.__module__, package):
        raise TypeError(f"{kind.__module__}.{kind.__qualname__} is no value that may leave the sandbox")
    if isinstance(value, Enum):
        return ["enum", [kind.__module__, kind.__qualname__, value.name]]
    _check_frozen(kind)
    fields = {name: _apart(getattr(value, name), package) for name in _field_names(kind)}
    return ["value", [kind.__module__, kind.__qualname__, fields]]


def _exception_apart(wrong: BaseException, package: str) -> object:
    kind = type(wrong)
    if isinstance(wrong, OfficeError) and trusted(kind.__module__, package):
        facts = {name: _fact_apart(fact, package) for name, fact in wrong.facts.items()}
        told = [wrong.code, wrong.sentence, wrong.hint_template, facts]
        return ["office", [kind.__module__, kind.__qualname__, *told]]
    if isinstance(wrong, Exception) and kind is getattr(builtins, kind.__name__, None):
        arguments = wrong.args
        if isinstance(wrong, OSError) and wrong.filename is not None:
            arguments = (wrong.errno, wrong.strerror, wrong.filename)
        return ["builtin", [kind.__name__, _apart(arguments, package)]]
    if isinstance(wrong, Exception) and trusted(kind.__module__, package):
        facts = _apart(vars(wrong), package)  # type: ignore[assignment]
        return ["own", [kind.__module__, kind.__qualname__, _apart(wrong.args, package), facts]]
    raise TypeError(f"{kind.__qualname__} is no exception of the office's")


def _fact_apart(fact: object, package: str) -> object:
    try:
        return _apart(fact, package)
    except TypeError:
        return str(fact)


def _together(tree: Any, package: str) -> Any:
    if not isinstance(tree, list):
        return tree
    kind, content = tree
    if kind == "list":
        return [_together(item, package) for item in content]
    if kind == "dict":
        return {_together(key, package): _together(item, package) for key, item in content}
    if kind in _PUT_TOGETHER:
        parts = [_together(part, package) for part in content] if isinstance(content, list) else content
        return _PUT_TOGETHER[kind](parts)
    return _NAMED[kind](package, *content)


def _value(package: str, module: str, name: str, fields: dict[str, Any]) -> object:
    kind = _check_frozen(_named(package, module, name))
    if set(fields) != set(_field_names(kind)):
        raise Unreadable(f"{name} has other fields")
    return kind(**{field: _together(tree, package) for field, tree in fields.items()})


def _enum(package: str, module: str, name: str, member: str) -> Enum:
    kind = _named(package, module, name)
    if not issubclass(kind, Enum):
        raise Unreadable(f"{name} is no enumeration")
    return kind[member]


def _office_error(
    package: str, module: str, name: str, code: str, sentence: str, hint: str, facts: dict[str, Any]
) -> OfficeError:
    kind = _named(package, module, name)
    if not issubclass(kind, OfficeError):
        raise Unreadable(f"{name} is no error of the office's")
    return kind(code, sentence, hint=hint, **{fact: _together(tree, package) for fact, tree in facts.items()})


def _builtin_exception(package: str, name: str, arguments: Any) -> Exception:
    kind = getattr(builtins, name)
    if not (isinstance(kind, type) and issubclass(kind, Exception)):
        raise Unreadable(f"{name} is no exception")
    return kind(*_together(arguments, package))


def _own_exception(package: str, module: str, name: str, arguments: Any, facts: Any) -> Exception:
    kind = _named(package, module, name)
    if not issubclass(kind, Exception):
        raise Unreadable(f"{name} is no exception")
    # As pickle does, for an exception's own constructor may take other arguments than those it keeps.
    wrong = kind.__new__(kind)
    wrong.args = tuple(_together(arguments, package))
    vars(wrong).update(_together(facts, package))
    return wrong


def _foreign(package: str, name: str, text: str) -> Foreign:
    return Foreign(str(name), str(text))


def _named(package: str, module: str, name: str) -> type[Any]:
    if not trusted(module, package):
        raise Unreadable(f"{module} is not trusted")
    kind = getattr(importlib.import_module(module), name)
    if not isinstance(kind, type) or kind.__module__ != module:
        raise Unreadable(f"{module}.{name} is no kind of value")
    return kind


def _check_frozen(kind: type[Any]) -> type[Any]:
    if not (dataclasses.is_dataclass(kind) and kind.__dataclass_params__.frozen):  # type: ignore[attr-defined]
        raise TypeError(f"{kind.__qualname__} is no frozen dataclass")
    return kind


def _field_names(kind: type[Any]) -> list[str]:
    return [field.name for field in dataclasses.fields(kind) if field.init]


_NAMED: Final[dict[str, Callable[..., Any]]] = {
    "value": _value,
    "enum": _enum,
    "office": _office_error,
    "builtin": _builtin_exception,
    "own": _own_exception,
    "foreign": _foreign,
}
