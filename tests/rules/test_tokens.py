"""A program acts for one person, within its scopes, for a while, and no longer than it is let."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.accounts import tokens, users
from core.errors import Missing, Refused
from core.store.memory import Audit
from core.store.people import ApiToken
from core.values import BOX, Moment
from tests.parts.office import Desk

MONTH = timedelta(days=30)


def test_a_token_speaks_for_its_owner_within_its_scopes(desk: Desk) -> None:
    reader = desk.do(tokens.issue, desk.clerk, "Báo cáo", ["read"], desk.at, MONTH)
    writer = desk.do(tokens.issue, desk.clerk, "Máy quét", ["write"], desk.at, MONTH)
    bearer = desk.see(tokens.find, reader, desk.at)
    assert bearer and bearer.actor == desk.clerk and bearer.scopes == {"read"}
    bearer = desk.see(tokens.find, writer, desk.at)
    assert bearer and bearer.scopes == {"read", "write"}
    kept = desk.see(lambda: [row.token for row in ApiToken.select()])
    told = desk.see(lambda: [line.facts for line in Audit.select()])
    assert reader.startswith("vt_") and not any(reader in text for text in (*kept, *told))


def test_a_token_ends_by_time_by_its_owner_and_with_the_account(desk: Desk) -> None:
    words = [desk.do(tokens.issue, desk.officer, f"Mã {n}", ["read"], desk.at, MONTH) for n in range(3)]
    listed = desk.see(tokens.tokens, desk.officer.user_id, desk.at)
    assert [token.label for token in listed] == ["Mã 2", "Mã 1", "Mã 0"]
    with pytest.raises(Missing):
        desk.do(tokens.revoke, desk.clerk, listed[0].id, desk.at)
    desk.do(tokens.revoke, desk.officer, listed[0].id, desk.at)
    assert desk.see(tokens.find, words[2], desk.at) is None
    assert desk.see(tokens.find, words[1], desk.at)
    assert desk.see(tokens.find, words[1], Moment(desk.now + MONTH)) is None
    desk.do(users.close_account, BOX, desk.officer.user_id, desk.at, "chuyển công tác")
    desk.do(users.reopen_account, BOX, desk.officer.user_id, desk.at)
    assert desk.see(tokens.find, words[0], desk.at) is None


def test_the_last_use_is_remembered_now_and_then(desk: Desk) -> None:
    word = desk.do(tokens.issue, desk.clerk, "Báo cáo", ["read"], desk.at, MONTH)
    bearer = desk.see(tokens.find, word, desk.at)
    assert bearer and bearer.stale
    desk.do(tokens.touch, bearer.token_id, desk.at)
    bearer = desk.see(tokens.find, word, desk.at)
    assert bearer and not bearer.stale


@pytest.mark.parametrize(
    ("label", "scopes", "days"),
    [("", ["read"], 30), ("x", [], 30), ("x", ["rule"], 30), ("x", ["read"], 0), ("x", ["read"], 367)],
)
def test_a_token_needs_a_name_known_scopes_and_an_end(
    desk: Desk, label: str, scopes: list[str], days: int
) -> None:
    with pytest.raises(Refused):
        desk.do(tokens.issue, desk.clerk, label, scopes, desk.at, timedelta(days=days))
    with pytest.raises(Refused):
        desk.do(tokens.issue, BOX, "x", ["read"], desk.at, MONTH)
