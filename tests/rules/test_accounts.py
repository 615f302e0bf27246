"""People come in by their own account, prove who they are, and leave when they must."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.accounts import roles, units, users
from core.accounts.permissions import actor_of
from core.errors import Forbidden, Missing, Refused
from core.store.memory import Audit
from core.store.papers import Task
from core.values import BOX, Moment, Role
from tests.parts.office import Desk
from tests.parts.people import CHEAP, joined


def actions(desk: Desk) -> list[str]:
    """What the audit chain says was done, in order."""
    return desk.see(lambda: [line.action for line in Audit.select().order_by(Audit.seq)])


def test_an_account_is_opened_once_and_its_login_never_given_again(desk: Desk) -> None:
    user, password = desk.do(users.open_account, BOX, " Lan.Pham ", "Phạm Thị  Lan", desk.at, cost=CHEAP)
    assert len(password) == 19
    account = desk.see(users.find, "LAN.PHAM")
    assert (account.id, account.login, account.name) == (user, "lan.pham", "Phạm Thị Lan")
    assert account.must_change and account.open and not account.roles
    with pytest.raises(Refused, match="VT-3116"):
        desk.do(users.open_account, BOX, "lan.pham", "Người khác", desk.at, cost=CHEAP)


@pytest.mark.parametrize("login", ["", "ab", "lan pham", "lân", "-lan", "lan|x", "a" * 61])
def test_a_login_is_plain_letters(desk: Desk, login: str) -> None:
    with pytest.raises(Refused, match="VT-3115"):
        desk.do(users.open_account, BOX, login, "Phạm Thị Lan", desk.at, cost=CHEAP)


@pytest.mark.parametrize(
    "act",
    [
        lambda by, at: users.open_account(by, "moi", "Người mới", at, cost=CHEAP),
        lambda by, at: users.rename(by, by.user_id, "Tên khác", "", at),
        lambda by, at: users.close_account(by, by.user_id, at, "thôi việc"),
        lambda by, at: users.reopen_account(by, by.user_id, at),
        lambda by, at: users.reset_password(by, by.user_id, at, CHEAP),
        lambda by, at: roles.grant(by, by.user_id, Role.ADMIN, at),
        lambda by, at: roles.withdraw(by, by.user_id, Role.CLERK, at),
        lambda by, at: units.open_unit(by, "MOI", "Phòng mới", at),
        lambda by, at: units.rename_unit(by, 1, "Tên khác", at),
        lambda by, at: units.close_unit(by, 1, at),
    ],
)
def test_only_an_administrator_rules_over_people(desk: Desk, act: Any) -> None:
    for person in (desk.clerk, desk.leader, desk.head, desk.officer):
        with pytest.raises(Forbidden):
            desk.do(act, person, desk.at)


def test_roles_are_granted_per_unit_or_for_the_whole_office(desk: Desk) -> None:
    user = joined(desk, "lan.pham").user_id
    desk.do(roles.grant, BOX, user, Role.CLERK, desk.at)
    desk.do(roles.grant, BOX, user, Role.CLERK, desk.at)
    desk.do(roles.grant, BOX, user, Role.HEAD, desk.at, desk.unit)
    desk.do(roles.grant, BOX, user, Role.OFFICER, desk.at, desk.other_unit)
    actor = desk.see(actor_of, user)
    assert actor.roles == {Role.CLERK, Role.HEAD, Role.OFFICER}
    assert actor.unit_ids == {desk.unit, desk.other_unit} and actor.headed_ids == {desk.unit}
    assert actions(desk).count("grant_role") == 3
    desk.do(roles.withdraw, BOX, user, Role.HEAD, desk.at, desk.unit)
    assert desk.see(actor_of, user).headed_ids == frozenset()
    with pytest.raises(Missing):
        desk.do(roles.withdraw, BOX, user, Role.HEAD, desk.at, desk.unit)


def test_some_roles_mean_nothing_without_a_unit(desk: Desk) -> None:
    user = joined(desk, "lan.pham").user_id
    for role in (Role.HEAD, Role.OFFICER):
        with pytest.raises(Refused, match="VT-3112"):
            desk.do(roles.grant, BOX, user, role, desk.at)
    with pytest.raises(Refused, match="VT-3111"):
        desk.do(roles.grant, BOX, user, Role.BOX, desk.at)
    with pytest.raises(Missing):
        desk.do(roles.grant, BOX, user, Role.OFFICER, desk.at, 99)


def test_the_office_keeps_its_last_administrator(desk: Desk) -> None:
    admin = desk.admin.user_id
    with pytest.raises(Refused, match="VT-3114"):
        desk.do(roles.withdraw, desk.admin, admin, Role.ADMIN, desk.at)
    with pytest.raises(Refused, match="VT-3114"):
        desk.do(users.close_account, desk.admin, admin, desk.at, "nghỉ hưu")
    desk.do(roles.grant, desk.admin, desk.clerk.user_id, Role.ADMIN, desk.at)
    desk.do(users.close_account, desk.admin, admin, desk.at, "nghỉ hưu")
    assert not desk.see(users.find, "quantri").open


def test_a_closed_account_acts_no_more_and_may_come_back(desk: Desk) -> None:
    user = desk.officer.user_id
    with pytest.raises(Refused, match="VT-2003"):
        desk.do(users.close_account, desk.admin, user, desk.at, "")
    desk.do(users.close_account, desk.admin, user, desk.at, "chuyển công tác")
    with pytest.raises(Missing):
        desk.see(actor_of, user)
    with pytest.raises(Missing):
        desk.do(roles.grant, desk.admin, user, Role.CLERK, desk.at)
    desk.do(users.reopen_account, desk.admin, user, desk.at)
    assert desk.see(actor_of, user) == desk.officer


def test_accounts_nobody_used_for_45_days_are_closed_but_the_last_administrators(desk: Desk) -> None:
    """QCVN 12:2026/BCA, 3.7.2."""
    assert desk.do(users.close_idle, BOX, Moment(desk.now + timedelta(days=44))) == []
    closed = desk.do(users.close_idle, BOX, Moment(desk.now + timedelta(days=46)))
    assert "quantri" not in closed and len(closed) == len(desk.see(users.accounts)) - 1
    assert [account.login for account in desk.see(users.accounts) if account.open] == ["quantri"]


def test_every_act_on_an_account_is_on_record_and_no_password_with_it(desk: Desk) -> None:
    user, password = desk.do(users.open_account, desk.admin, "lan", "Phạm Thị Lan", desk.at, cost=CHEAP)
    desk.do(users.rename, desk.admin, user, "Phạm Lan", "Chuyên viên", desk.at)
    second = desk.do(users.reset_password, desk.admin, user, desk.at, CHEAP)
    desk.do(users.close_account, desk.admin, user, desk.at, "chuyển công tác")
    desk.do(users.reopen_account, desk.admin, user, desk.at)
    told = desk.see(lambda: [line.facts for line in Audit.select()])
    assert not any(password in facts or second in facts for facts in told)
    assert actions(desk)[-5:] == [
        "open_account", "rename_account", "reset_password", "close_account", "reopen_account",
    ]  # fmt: skip


def test_units_open_bear_names_and_close_when_nothing_is_left_in_them(desk: Desk) -> None:
    unit = desk.do(units.open_unit, desk.admin, "TP", "Tư pháp", desk.at, desk.unit)
    desk.do(units.rename_unit, desk.admin, unit, "Tư pháp – Hộ tịch", desk.at)
    lines = {line.code: line for line in desk.see(units.units)}
    assert lines["TP"].name == "Tư pháp – Hộ tịch" and lines["TP"].parent_id == desk.unit
    assert lines["VP"].heads == ("Lê Văn Cường",)
    with pytest.raises(Refused, match="VT-3222"):
        desk.do(units.open_unit, desk.admin, "TP", "Khác", desk.at)
    with pytest.raises(Refused, match="VT-3223"):
        desk.do(units.close_unit, desk.admin, desk.unit, desk.at)
    desk.do(units.close_unit, desk.admin, unit, desk.at)
    assert "TP" not in {line.code for line in desk.see(units.units)}
    assert "TP" in {line.code for line in desk.see(units.units, closed=True)}
    with pytest.raises(Refused, match="VT-3222"):
        desk.do(units.open_unit, desk.admin, "TP", "Lại mở", desk.at)


def test_a_unit_that_owes_work_stays_open(desk: Desk) -> None:
    unit = desk.do(units.open_unit, desk.admin, "TP", "Tư pháp", desk.at)
    document = desk.registered()
    desk.do(Task.create, document=document, unit=unit, role="lead", given_at=desk.now)
    with pytest.raises(Refused, match="VT-3223"):
        desk.do(units.close_unit, desk.admin, unit, desk.at)


def test_a_head_gives_work_to_the_units_own_people(desk: Desk) -> None:
    people = desk.see(units.members, desk.unit)
    assert [name for _, name in people] == ["Lê Văn Cường", "Phạm Thị Dung"]
