"""What a good password is, and how it is kept so that nobody can read it."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from core.errors import Misconfigured, Refused
from core.language import mark
from core.text import fold

HINT = mark("Chọn mật khẩu khác rồi thử lại.")


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess costs (argon2id)."""

    memory: int = 64 * 1024
    """KiB."""
    rounds: int = 3
    lanes: int = 4


COST = Cost()


@dataclass(frozen=True, slots=True)
class Policy:
    """What an office asks of passwords."""

    name: str
    shortest: int
    """Characters, when a second factor is asked too."""
    shortest_alone: int
    """Characters, when the password is the only factor."""
    mixed: bool
    """Whether small and capital letters, digits and other signs must all be there."""
    rotation: timedelta | None
    """How long an administrator's password lasts."""
    remembered: int
    """How many former passwords an administrator may not use again."""
    longest: int = 128


# QCVN 12:2026/BCA, 3.7.2.6; 14 characters without a second factor: TCVN 14423:2026.
QCVN12 = Policy("qcvn12", 8, 14, mixed=True, rotation=timedelta(days=60), remembered=10)
# NIST SP 800-63B-4, 3.1.1: length instead of classes, no rotation.
NIST = Policy("nist", 8, 15, mixed=False, rotation=None, remembered=0)
POLICIES = {policy.name: policy for policy in (QCVN12, NIST)}

CLASSES: tuple[Callable[[str], bool], ...] = (
    str.islower,
    str.isupper,
    str.isdigit,
    lambda sign: not sign.isalnum(),
)
# fmt: off
COMMON = (
    "password", "matkhau", "congvan", "vanthu", "vanban", "vanphong", "ubnd", "hdnd", "uyban",
    "nhandan", "nhanvien", "lanhdao", "chuyenvien", "truongphong", "quantri", "hethong", "admin",
    "administrator", "user", "login", "welcome", "changeme", "letmein", "iloveyou", "vietnam", "hanoi",
    "saigon", "abc", "abcd", "qwerty", "asdf", "zxcv", "111", "123", "1234", "12345", "123456",
    "1234567", "12345678", "123456789", "000", "666", "888", "999", "1234567890", "2024", "2025",
    "2026", "2027",
)
# fmt: on
"""Words everybody tries first, folded."""
REMAINDER = 6
"""Characters a password must have beside such words."""

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without signs that look alike on paper."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose password it is, as far as the rules ask."""

    words: tuple[str, ...] = ()
    """Login, names, the office's name: easily guessed."""
    former: tuple[str, ...] = ()
    """Hashes of the passwords that may not be used again."""
    second_factor: bool = False


def policy(name: str) -> Policy:
    """Return the policy of this name; raise Misconfigured when there is none."""
    if name not in POLICIES:
        raise Misconfigured(
            "VT-3101",
            "Không có bộ quy tắc mật khẩu “{name}”.",
            hint="Dùng một trong các tên: {known}.",
            name=name,
            known=", ".join(POLICIES),
        )
    return POLICIES[name]


def choose(password: str, owner: Owner, rules: Policy = QCVN12, cost: Cost = COST) -> str:
    """Return the hash of a new password; raise Refused when the rules do not allow it.

    Slow on purpose: run it outside transactions.
    """
    _demand_length(password, rules.shortest if owner.second_factor else rules.shortest_alone, rules.longest)
    if rules.mixed and not all(any(map(kind, password)) for kind in CLASSES):
        raise Refused(
            "VT-3103", "Mật khẩu phải có đủ chữ thường, chữ hoa, chữ số và ký tự đặc biệt.", hint=HINT
        )
    _demand_unguessable(password, owner.words)
    if any(matches(kept, password, cost) for kept in owner.former):
        raise Refused("VT-3105", "Mật khẩu này đã dùng trước đây.", hint=HINT)
    return seal(password, cost)


def seal(password: str, cost: Cost = COST) -> str:
    """Return the argon2id hash of a password, whatever the rules say of it."""
    return _hasher(cost).hash(_prepared(password))


def matches(kept: str | None, password: str, cost: Cost = COST) -> bool:
    """Tell whether `password` is the one that was kept; takes as long when there is none to compare with."""
    hasher = _hasher(cost)
    try:
        hasher.verify(kept or _decoy(cost), _prepared(password))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def one_time() -> str:
    """Return a fresh password of 79 bits, to be told once and changed at the first login."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))


def _demand_length(password: str, shortest: int, longest: int) -> None:
    if not shortest <= len(password) <= longest:
        raise Refused(
            "VT-3102",
            "Mật khẩu phải dài từ {shortest} đến {longest} ký tự.",
            hint=HINT,
            shortest=shortest,
            longest=longest,
        )


def _demand_unguessable(password: str, words: Iterable[str]) -> None:
    context = {part for word in words for part in re.split(r"[\W_]+", fold(word)) if len(part) > 2}
    joined = {re.sub(r"[\W_]+", "", fold(word)) for word in words}
    rest = fold(password)
    for word in sorted({*COMMON, *context, *joined} - {""}, key=lambda word: (-len(word), word)):
        rest = rest.replace(word, "")
    if len(re.sub(r"(.)\1{2,}", r"\1", rest)) < REMAINDER:
        raise Refused("VT-3104", "Mật khẩu chứa từ hoặc dãy số dễ đoán.", hint=HINT)


def _prepared(password: str) -> str:
    # NIST SP 800-63B-4, 3.1.1.2: two keyboards that show the same letters must give the same password.
    return unicodedata.normalize("NFKC", password)


@lru_cache(maxsize=8)
def _hasher(cost: Cost) -> PasswordHasher:
    return PasswordHasher(time_cost=cost.rounds, memory_cost=cost.memory, parallelism=cost.lanes)


@lru_cache(maxsize=8)
def _decoy(cost: Cost) -> str:
    return _hasher(cost).hash(secrets.token_urlsafe(16))
