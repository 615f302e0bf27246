"""Signs at the console: asks the running office, or opens a closed one for this one act."""

from __future__ import annotations

import asyncio
from typing import Any

from appliance.cli.account import account, as_owner
from appliance.cli.pins import typed
from appliance.doorbell import ask
from core.errors import Refused, Trouble
from core.language import mark, tr
from core.office import Home

PATIENCE = 900.0
"""Seconds to wait for the office: a token is slow, a timestamp authority slower."""
TOKEN = mark("thiết bị ký số")


def signed(home: Home, document: int, seen: str) -> dict[str, Any]:
    """Sign a document with the PIN that is typed now and return what came of it; raise a sentence."""
    login, pin = account().login, typed(tr(TOKEN))
    with as_owner(home):
        if ask(home.socket, "status") is None:
            return _in_a_closed_office(home, document, seen, login, pin)
        wanted = {"document": document, "seen": seen, "login": login, "pin": pin}
        told = ask(home.socket, "sign", patience=PATIENCE, **wanted)
    if told is None:
        raise Trouble(
            "VT-2981",
            "Cơ quan vừa đóng nên chưa rõ văn bản đã được ký hay chưa.",
            hint="Xem tình trạng văn bản: vanthu document show {id}; nếu chưa ký, ký lại.",
            id=document,
        )
    if not told["ok"]:
        raise Refused(str(told["code"]), str(told["message"]), hint=str(told.get("hint", "")))
    return {name: value for name, value in told.items() if name != "ok"}


def _in_a_closed_office(home: Home, document: int, seen: str, login: str, pin: str) -> dict[str, Any]:
    from appliance.signing import Wanted, sign_closed

    return asyncio.run(sign_closed(home, Wanted(document, seen, login), pin))
