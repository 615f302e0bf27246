"""A password is long, not easily guessed, not used before, and kept as a hash that is dear to try."""

from __future__ import annotations

import pytest

from core.accounts import passwords, users
from core.accounts.passwords import COST, NIST, POLICIES, QCVN12, Owner, Policy
from core.errors import Misconfigured, Refused
from tests.parts.office import Desk
from tests.parts.people import CHEAP, SECRET, choose, joined

LAN = Owner(("lan.pham", "Phạm Thị Lan", "UBND xã Long Phú"))


def test_a_guess_costs_64_mib_three_rounds_four_lanes() -> None:
    kept = passwords.seal("x")
    assert kept.startswith("$argon2id$") and "m=65536,t=3,p=4" in kept
    assert passwords.matches(kept, "x", COST) and not passwords.matches(kept, "y", COST)


def test_nobody_is_let_in_without_a_kept_password() -> None:
    assert not passwords.matches(None, "", CHEAP)
    assert not passwords.matches("not a hash", "x", CHEAP)


def test_two_ways_of_typing_the_same_letters_are_one_password() -> None:
    kept = passwords.seal("Th\u00fay", CHEAP)
    assert passwords.matches(kept, "Thu\u0301y", CHEAP)


@pytest.mark.parametrize(
    ("rules", "password", "code"),
    [
        (QCVN12, "Ngắn quá 7!", "VT-3102"),
        (QCVN12, "x" * 129, "VT-3102"),
        (QCVN12, "chỉ toàn chữ thường", "VT-3103"),
        (QCVN12, "Thiếu chữ số, dài", "VT-3103"),
        (QCVN12, "thiếu 1 chữ hoa!!!", "VT-3103"),
        (QCVN12, "KhongCoKyTuLa123", "VT-3103"),
        (QCVN12, "Congvan@123456789", "VT-3104"),
        (QCVN12, "LongPhu@UBND@2026", "VT-3104"),
        (QCVN12, "Lan.Pham@12345678", "VT-3104"),
        (QCVN12, "Aa1!aaaaaaaaaaaaaa", "VT-3104"),
        (NIST, "mười bốn ký tự", "VT-3102"),
        (NIST, "matkhau matkhau matkhau", "VT-3104"),
    ],
)
def test_weak_passwords_are_refused(rules: Policy, password: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        passwords.choose(password, LAN, rules, CHEAP)


@pytest.mark.parametrize(
    ("rules", "password"), [(QCVN12, SECRET), (QCVN12, "Trời-xanh.99 mây"), (NIST, "con trâu đi cày ruộng")]
)
def test_strong_passwords_are_kept(rules: Policy, password: str) -> None:
    assert passwords.matches(passwords.choose(password, LAN, rules, CHEAP), password, CHEAP)


@pytest.mark.parametrize("rules", POLICIES.values(), ids=str)
def test_a_second_factor_allows_a_shorter_password(rules: Policy) -> None:
    short = "Bến7đò!k"
    assert passwords.choose(short, Owner(second_factor=True), rules, CHEAP)
    with pytest.raises(Refused):
        passwords.choose(short, Owner(), rules, CHEAP)


def test_an_unknown_policy_names_the_known_ones() -> None:
    assert passwords.policy("nist") is NIST
    with pytest.raises(Misconfigured, match="VT-3101"):
        passwords.policy("none")


def test_administrators_do_not_use_their_last_ten_passwords_again(desk: Desk) -> None:
    """QCVN 12:2026/BCA, 3.7.2.6; others only not the one they have."""
    admin, clerk = desk.admin.user_id, joined(desk, "lan.pham", f"{SECRET} 0").user_id
    assert admin is not None and clerk is not None
    choose(desk, admin, f"{SECRET} 0")
    for turn in range(1, 12):
        choose(desk, admin, f"{SECRET} {turn}")
        choose(desk, clerk, f"{SECRET} {turn}")
    former = desk.see(users.owner, admin, QCVN12)
    assert len(former.former) == 11
    for turn in (1, 10, 11):
        with pytest.raises(Refused, match="VT-3105"):
            passwords.choose(f"{SECRET} {turn}", former, QCVN12, CHEAP)
    assert passwords.choose(f"{SECRET} 0", former, QCVN12, CHEAP)
    others = desk.see(users.owner, clerk, QCVN12, "UBND xã Long Phú")
    assert others.words == ("lan.pham", "Phạm Thị Lan", "UBND xã Long Phú")
    assert passwords.choose(f"{SECRET} 10", others, QCVN12, CHEAP)
    with pytest.raises(Refused, match="VT-3105"):
        passwords.choose(f"{SECRET} 11", others, QCVN12, CHEAP)


def test_one_time_passwords_differ_and_can_be_read_aloud() -> None:
    given = {passwords.one_time() for _ in range(100)}
    assert len(given) == 100
    assert not any(letter in "0o1li" for one in given for letter in one)
