"""Says which token holds the key a person asks for, and what ails the tokens."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from core.clock import vietnam
from core.errors import OfficeError
from core.hookspecs import hookimpl
from core.keyring.reading import describe
from core.language import mark
from core.values import Actor, Issue, Role, Severity, TokenFacts
from plugins.tokens.recipes import FileRecipe, TokenRecipe, recipe_of
from plugins.tokens.settings import Settings, Token, owned
from signing.values import Certificate, Purpose

if TYPE_CHECKING:
    from core.office import Office

_ORGANISATIONS: Final = frozenset({Purpose.ORGANISATION, Purpose.ANNEX, Purpose.COPY})
"""What is signed with the organisation's key; everything else with a person's own."""
_ABSENT: Final = "VT-4348"
"""A token that is not plugged in is no ailment: it lies in a safe, or its owner has it with him."""
SOON: Final = timedelta(days=30)
URGENT: Final = timedelta(days=7)
QUICK: Final = 10.0
"""Seconds a driver may take when only its health is asked about."""


@hookimpl
def settings() -> type[Settings]:
    """Read `[plugins.tokens]`."""
    return Settings


@hookimpl
def self_test(settings: Settings) -> None:
    """Raise a sentence unless the driver of every token is there, and every token plugged in answers."""
    for name, token in settings.tokens.items():
        try:
            describe(recipe_of(name, token))
        except OfficeError as wrong:
            if wrong.code != _ABSENT:
                raise


@hookimpl
def signer_for(office: Office, user: Actor, purpose: Purpose) -> TokenRecipe | FileRecipe | None:
    """Return the organisation's key to a clerk, his own to everybody else; the first of several."""
    organisation = purpose in _ORGANISATIONS
    if organisation and Role.CLERK not in user.roles:
        return None
    tokens = office.settings(Settings).tokens
    for name in owned(tokens, organisation=organisation, login=user.login):
        return recipe_of(name, tokens[name])
    return None


@hookimpl
async def check_health(office: Office) -> list[Issue]:
    """Tell of drivers that are missing, tokens that are locked, and certificates that run out."""
    now = office.clock.utc()
    tokens = office.settings(Settings).tokens
    told = await asyncio.gather(
        *(asyncio.to_thread(_examine, name, token, now) for name, token in tokens.items())
    )
    return [issue for each in told for issue in each]


def _examine(name: str, token: Token, now: datetime) -> list[Issue]:
    recipe = recipe_of(name, replace(token, patience=min(token.patience, QUICK)))
    try:
        facts = describe(recipe)
    except OfficeError as wrong:
        if wrong.code == _ABSENT:
            return []
        return [Issue(wrong.code, Severity.ERROR, wrong.sentence, wrong.hint_template, name, wrong.facts)]
    found = [_demonstration(name)] if recipe.demonstration else []
    found += _of_pin(name, facts)
    return found + [issue for each in facts.certificates if (issue := _of_certificate(name, each, now))]


def _of_pin(name: str, facts: TokenFacts) -> list[Issue]:
    about: Mapping[str, object] = {"token": facts.label}
    if "locked" in facts.flags:
        sentence = mark("Thiết bị “{token}” đang bị khóa vì nhập sai mã PIN nhiều lần.")
        hint = mark("Đề nghị nơi cấp thiết bị mở khóa mã PIN.")
        return [Issue("VT-4371", Severity.ERROR, sentence, hint, name, about)]
    if "final" in facts.flags:
        sentence = mark("Thiết bị “{token}” chỉ còn một lần nhập mã PIN; sai nữa thì bị khóa.")
        hint = mark("Người giữ thiết bị chỉ nhập khi chắc chắn nhớ đúng mã PIN.")
        return [Issue("VT-4372", Severity.WARNING, sentence, hint, name, about)]
    return []


def _of_certificate(name: str, certificate: Certificate, now: datetime) -> Issue | None:
    left = certificate.not_after - now
    about = {"holder": certificate.subject, "date": f"{vietnam(certificate.not_after):%d/%m/%Y}"}
    hint = mark("Đề nghị nơi cấp gia hạn hoặc cấp mới chứng thư.")
    if left <= timedelta():
        sentence = mark("Chứng thư của {holder} đã hết hạn từ ngày {date}; chữ ký mới không còn hợp lệ.")
        return Issue("VT-4373", Severity.ERROR, sentence, hint, name, about)
    if left > SOON:
        return None
    severity = Severity.ERROR if left <= URGENT else Severity.WARNING
    sentence = mark("Chứng thư của {holder} còn {days} ngày là hết hạn ({date}).")
    return Issue("VT-4374", severity, sentence, hint, name, about | {"days": left.days})


def _demonstration(name: str) -> Issue:
    sentence = mark("“{name}” là tệp khóa để trình diễn; chữ ký bằng khóa này không có giá trị pháp lý.")
    hint = mark("Dùng thiết bị do Ban Cơ yếu Chính phủ cấp rồi bỏ tệp khóa khỏi site.toml.")
    return Issue("VT-4375", Severity.WARNING, sentence, hint, name, {"name": name})
