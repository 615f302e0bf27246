"""What people type into forms, brought to one shape at the edge."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web_request import FileField
from multidict import MultiDictProxy

from core.errors import Missing, Refused
from core.text import clean_line, clean_text

FORM = 1 << 20
"""Bytes a form may take beside the file in it."""
PARTS = "multipart/form-data"
_BROKEN = (ValueError, LookupError, AssertionError, HttpProcessingError, web.RequestPayloadError)
"""What the library raises for bytes that are no form."""
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("CocCoc", "Cốc Cốc"), ("Firefox/", "Firefox"),
             ("Chrome/", "Chrome"), ("Safari/", "Safari"))  # fmt: skip
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
            ("Mac OS X", "macOS"), ("Linux", "Linux"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Form:
    """A form that was sent; text comes out trimmed and in NFC."""

    fields: MultiDictProxy[str | bytes | bytearray | FileField]

    def raw(self, name: str) -> str:
        """Return a field exactly as it was typed (passwords); empty when it is missing."""
        value = self.fields.get(name, "")
        return value if isinstance(value, str) else ""

    def text(self, name: str) -> str:
        """Return one line of text, clean; empty when it is missing."""
        return clean_line(self.raw(name))

    def lines(self, name: str) -> str:
        """Return text that may have several lines, each clean."""
        return clean_text(self.raw(name))

    def all(self, name: str) -> list[str]:
        """Return every value of a field that may be ticked several times."""
        return [clean_line(value) for value in self.fields.getall(name, []) if isinstance(value, str)]

    def number(self, name: str) -> int | None:
        """Return a whole number; None when the field is empty, Refused when it is no number."""
        typed = self.text(name)
        if not typed:
            return None
        if not (typed.isascii() and typed.isdigit() and len(typed) <= 18):
            raise Refused("VT-1711", "“{typed}” không phải là số.", hint="Chỉ gõ chữ số.", typed=typed[:40])
        return int(typed)

    def id(self, name: str = "id") -> int:
        """Return the number of a row; raise Missing when there is none."""
        found = self.number(name)
        if found is None:
            raise Missing("VT-1712", "Yêu cầu thiếu mục cần xử lý.", hint="Tải lại trang rồi làm lại.")
        return found

    def day(self, name: str) -> date | None:
        """Return a date typed as dd/MM/yyyy or sent by the browser's calendar; None when it is empty."""
        typed = self.text(name)
        if not typed:
            return None
        try:
            if written := _DAY.fullmatch(typed):
                return date(int(written[3]), int(written[2]), int(written[1]))
            return datetime.strptime(typed, "%Y-%m-%d").date()
        except ValueError as error:
            raise Refused(
                "VT-1713",
                "“{typed}” không phải là ngày.",
                hint="Gõ ngày theo dạng 08/04/2019.",
                typed=typed[:40],
            ) from error

    def file(self, name: str) -> FileField | None:
        """Return an uploaded file; None when none was chosen."""
        value = self.fields.get(name)
        return value if isinstance(value, FileField) and value.filename else None

    def files(self, name: str) -> list[FileField]:
        """Return every file uploaded in a field that takes several."""
        given = self.fields.getall(name, [])
        return [value for value in given if isinstance(value, FileField) and value.filename]


async def read(request: web.Request) -> Form:
    """Return the form a request carries; raise Refused when what was sent is none."""
    try:
        return Form(await request.post())
    except _BROKEN as error:
        raise Refused(
            "VT-1714", "Không đọc được dữ liệu trình duyệt gửi lên.", hint="Tải lại trang rồi làm lại."
        ) from error


def bounded(request: web.Request, *, known: bool) -> web.Request:
    """Return a request that takes a whole form at the most; only who is `known` may send a file with it.

    A form is held in memory until it is read, a file is not.
    """
    if request.method in ("GET", "HEAD", "OPTIONS") or (known and request.content_type == PARTS):
        return request
    return request.clone(client_max_size=FORM)


def row_number(text: str) -> int | None:
    """Return the number of a row as it stands in an address or a field; None when it is none of ours."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


def browser_name(told: str) -> str:
    """Return what a person calls the browser: `Chrome, Windows`."""
    told = told.encode("ascii", "replace").decode()  # bytes that are no text come as halves of letters
    browser = next((name for sign, name in _BROWSERS if sign in told), "")
    system = next((name for sign, name in _SYSTEMS if sign in told), "")
    return ", ".join(filter(None, (browser, system))) or told[:60]
