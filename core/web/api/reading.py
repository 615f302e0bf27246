"""What a program sent, brought to the shape that was asked for or refused with what is wrong."""

from __future__ import annotations

import re
from typing import Any, TypeVar

import msgspec
from aiohttp import web
from msgspec import inspect
from multidict import MultiMapping

from core.text import nfc
from core.web.api.errors import Malformed, Misshapen, TooLarge, Unsupported

T = TypeVar("T")

JSON = "application/json"
LONGEST = 1 << 20
"""Bytes of JSON one call may send."""
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,18})")
_WHERE = re.compile(r"(.*) - at `(?:key in )?\$\.?(.*)`", re.DOTALL)
_UNKNOWN = re.compile(r"Object contains unknown field `(.*?)`.*", re.DOTALL)


async def body_of(request: web.Request, kind: type[T]) -> T:
    """Return the JSON of a request as a `kind`.

    Raises Unsupported for another kind of content, TooLarge, Malformed for what is no JSON, and Misshapen
    for JSON that is no `kind`.
    """
    if request.content_type != JSON:
        raise Unsupported(
            "VT-1757", "Chỉ nhận dữ liệu {kind}.", hint="Sửa tiêu đề Content-Type rồi gửi lại.", kind=JSON
        )
    try:
        sent = msgspec.json.decode(await _bytes(request))
    except msgspec.ValidationError as error:  # well formed, but a number no machine holds
        raise misshapen(error) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, web.RequestPayloadError) as error:
        raise malformed(error) from error
    return shaped(sent, kind)


def query_of(query: MultiMapping[str], kind: type[T]) -> T:
    """Return what stands behind the question mark of an address as a `kind`; raise Misshapen."""
    known = {field.encode_name: field.type for field in _fields(kind)}
    sent: dict[str, Any] = {}
    for name in dict.fromkeys(query.keys()):
        values = query.getall(name)
        found = known.get(name)
        if isinstance(found, inspect.VarTupleType):
            sent[name] = [_value(text, found.item_type) for text in values]
        elif len(values) > 1:
            raise Misshapen({name: "given more than once"})
        else:
            sent[name] = _value(values[0], found)
    return shaped(sent, kind)


def shaped(sent: Any, kind: type[T]) -> T:
    """Return plain values as a `kind`, their text composed; raise Misshapen."""
    try:
        return msgspec.convert(composed(sent), kind)
    except msgspec.ValidationError as error:
        raise misshapen(error) from error


def composed(value: Any, where: str = "") -> Any:
    """Return plain values with all text in NFC; raise Misshapen for a NUL, which no database takes."""
    if isinstance(value, str):
        if "\0" in value:
            raise Misshapen({where or "$": "contains U+0000"})
        return nfc(value)
    if isinstance(value, list):
        return [composed(item, f"{where}[{place}]") for place, item in enumerate(value)]
    if isinstance(value, dict):
        return {composed(name): composed(item, f"{where}.{name}".lstrip(".")) for name, item in value.items()}
    return value


def misshapen(error: msgspec.ValidationError) -> Misshapen:
    """Return the refusal that names the field msgspec complains of."""
    said = str(error)
    if unknown := _UNKNOWN.fullmatch(said):
        return Misshapen({unknown[1]: "unknown field"})
    found = _WHERE.fullmatch(said)
    return Misshapen({found[2] or "$": found[1]} if found else {"$": said})


def malformed(error: Exception) -> Malformed:
    """Return the refusal of what cannot be read at all."""
    return Malformed(
        "VT-1758",
        "Không đọc được dữ liệu gửi lên: {reason}",
        hint="Kiểm tra lại chương trình gửi.",
        reason=str(error)[:200],
    )


def too_large(most: int) -> TooLarge:
    """Return the refusal of more than `most` bytes."""
    return TooLarge(
        "VT-1756",
        "Dữ liệu gửi lên lớn hơn mức nhận {most} byte.",
        hint="Chia nhỏ dữ liệu, hoặc quét ở độ phân giải thấp hơn.",
        most=most,
    )


async def _bytes(request: web.Request) -> bytes:
    if (request.content_length or 0) > LONGEST:
        raise too_large(LONGEST)
    read = bytearray()
    async for piece in request.content.iter_any():
        read += piece
        if len(read) > LONGEST:
            raise too_large(LONGEST)
    return bytes(read)


def _fields(kind: type[Any]) -> tuple[inspect.Field, ...]:
    told = inspect.type_info(kind)
    assert isinstance(told, inspect.StructType)
    return told.fields


def _value(text: str, kind: inspect.Type | None) -> Any:
    """Return a text as the JSON it stands for; what does not fit stays text and is refused as such."""
    if isinstance(kind, inspect.Metadata):
        kind = kind.type
    if isinstance(kind, inspect.IntType) and _WHOLE.fullmatch(text):
        return int(text)
    if isinstance(kind, inspect.BoolType):
        return {"true": True, "false": False}.get(text, text)
    return text
