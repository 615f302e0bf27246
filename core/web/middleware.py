"""What every request passes on its way in and every answer on its way out."""

from __future__ import annotations

import logging
import secrets

from aiohttp import web
from aiohttp.typedefs import Handler

from core import language
from core.errors import Forbidden, Misconfigured, Missing, OfficeError, Refused, Trouble, WrongState
from core.language import mark
from core.web import neighbours
from core.web.api.errors import STATUSES as OF_THE_API
from core.web.api.errors import refusal
from core.web.forms import bounded
from core.web.render import page
from core.web.session import demand_own_form, presence, recognise

log = logging.getLogger("vanthu.web")

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; "
    "frame-ancestors 'self'; base-uri 'none'; form-action 'self'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    # Not no-referrer: with it browsers send `Origin: null` with our own forms, and the check of where they
    # come from would be blind wherever there is no HTTPS. Nothing is told to another host either way.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}
YEAR = 31_536_000

STATUSES: tuple[tuple[type[OfficeError], int], ...] = (
    *OF_THE_API,
    (Forbidden, 403),
    (WrongState, 409),
    (Refused, 422),
    (Missing, 404),
    (Trouble, 503),
    (Misconfigured, 500),
)
"""Most particular first; only here and in the command line do errors meet numbers."""

SENTENCES = {
    404: (mark("Không có trang này."), mark("Kiểm tra lại địa chỉ hoặc quay về trang tổng quan.")),
    405: (
        mark("Trang này không nhận cách gửi vừa dùng."),
        mark("Quay lại trang trước rồi bấm nút trên trang."),
    ),
    413: (mark("Dữ liệu gửi lên quá lớn."), mark("Chia nhỏ tệp hoặc quét ở độ phân giải thấp hơn.")),
}


async def dress(request: web.Request, answer: web.StreamResponse) -> None:
    """Give every answer its safety headers; pages are never kept by the browser."""
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    if request.secure:
        answer.headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}")
    lasting = request.path.startswith("/static/") and answer.status in (200, 206, 304)
    answer.headers.setdefault(
        "Cache-Control", f"public, max-age={YEAR}, immutable" if lasting else "no-store"
    )
    answer.headers["Server"] = "vanthu"


@web.middleware
async def speak(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer in the reader's language, and turn whatever went wrong into a sentence."""
    with language.speaking(preferred(request)):
        try:
            return await handler(request)
        except web.HTTPException as error:
            if error.status < 400:
                raise
            return await _refuse_address(request, error)
        except OfficeError as error:
            return await apologise(request, error, status_of(error))
        except Exception as error:
            return await _confess(request, error)


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let nobody in without a session but by open doors, and no form but our own."""
    await recognise(request)
    if not programs(request):
        open_door = neighbours.concerns(request)
        known = presence(request) is not None
        request = neighbours.admitted(request) if open_door else bounded(request, known=known)
        await demand_own_form(request)
    return await handler(request)


def programs(request: web.Request) -> bool:
    """Whether a program asks, not a page: it shows a bearer token and reads JSON."""
    return request.path.startswith("/api/")


def preferred(request: web.Request) -> str:
    """Return the language chosen on the login page, else the browser's, else Vietnamese."""
    chosen = request.cookies.get("vanthu-language")
    if chosen in language.LANGUAGES:
        return str(chosen)
    for part in request.headers.get("Accept-Language", "").split(","):
        name = part.split(";")[0].strip().lower().split("-")[0]
        if name in language.LANGUAGES:
            return name
    return language.LANGUAGES[0]


def status_of(error: OfficeError) -> int:
    """Return the HTTP status of one of our errors."""
    return next((status for kind, status in STATUSES if isinstance(error, kind)), 500)


async def apologise(request: web.Request, error: OfficeError, status: int) -> web.Response:
    """Say what went wrong: as JSON to a program, as a page to a person."""
    if programs(request) or request.path == "/events":
        return refusal(error, status)
    try:
        return await page(request, "error.html", status=status, error=error)
    except Exception as worse:  # the menu needs what has just failed: the sentence alone must do
        log.warning("error page without its menu: %r", worse)
        return await page(request, "error.html", status=status, bare=True, error=error)


async def _refuse_address(request: web.Request, error: web.HTTPException) -> web.StreamResponse:
    sentence, hint = SENTENCES.get(error.status, SENTENCES[404])
    kind = Missing if error.status == 404 else Refused
    answer = await apologise(request, kind(f"VT-1{error.status}", sentence, hint=hint), error.status)
    if "Allow" in error.headers:
        answer.headers["Allow"] = error.headers["Allow"]
    return answer


async def _confess(request: web.Request, error: Exception) -> web.StreamResponse:
    # The number stands on the page and in the log, so that a telephone call finds the right lines.
    number = secrets.token_hex(4).upper()
    log.error("unexpected %s at %s %s", number, request.method, request.path, exc_info=error)
    told = Trouble(
        "VT-1500",
        "Hệ thống gặp lỗi ngoài dự kiến, mã {number}.",
        hint="Thử lại; nếu còn lỗi, đọc mã này cho quản trị để tra nhật ký.",
        number=number,
    )
    return await apologise(request, told, 500)
