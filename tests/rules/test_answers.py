"""Whatever a hostile child sends, the office builds nothing but values it trusts."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.sandbox import answers
from tests.parts import deeds

PACKAGE = "tests.parts"
NAMES = some.sampled_from(["os", "builtins", "core.errors", "tests.parts.deeds", "subprocess", ""])
PLAIN = ["list", "dict", "set", "tuple", "datetime", "timedelta", "int", "system", "eval", "Popen"]
NAMED = ["value", "enum", "office", "builtin", "own", "foreign", "Page", "Colour", "TornPage", "answer"]
KINDS = some.sampled_from([*PLAIN, *NAMED])
TREES = some.recursive(
    some.none() | some.booleans() | some.integers(-(2**63), 2**64 - 1) | some.binary() | NAMES | KINDS,
    lambda inner: some.lists(inner, max_size=6) | some.dictionaries(KINDS, inner, max_size=3),
    max_leaves=30,
)


def is_plain(value: object) -> bool:
    if isinstance(value, list | tuple | set | frozenset):
        return all(map(is_plain, value))
    if isinstance(value, dict):
        return all(is_plain(key) and is_plain(item) for key, item in value.items())
    module = type(value).__module__
    return module in {"builtins", "datetime", "pathlib"} or answers.trusted(module, PACKAGE)


@given(some.binary())
def test_noise_is_unreadable_or_plain(message: bytes) -> None:
    try:
        value, _ = answers.unpack(message, PACKAGE)
    except answers.Unreadable:
        return
    assert is_plain(value)


@given(some.sampled_from(["answer", "raised"]), TREES)
def test_a_forged_tree_is_unreadable_or_plain(outcome: str, tree: object) -> None:
    try:
        value, wrong = answers.unpack(msgspec.msgpack.encode([outcome, tree]), PACKAGE)
    except answers.Unreadable:
        return
    assert is_plain(value)
    assert wrong is None or isinstance(wrong, Exception)


@pytest.mark.parametrize(
    "tree",
    [
        ["value", ["os", "system", {}]],
        ["value", ["tests.parts.deeds", "Draft", {"text": "x"}]],
        ["value", ["tests.parts.deeds", "Path", {}]],
        ["value", ["tests.parts.deeds", "Page", {"number": 1}]],
        ["value", ["tests.parts.deeds", "segfault", {}]],
        ["enum", ["tests.parts.deeds", "Page", "number"]],
        ["enum", ["tests.parts.deeds", "Colour", "GREEN"]],
        ["office", ["tests.parts.deeds", "TornPage", "VT-1", "x", "", {}]],
        ["builtin", ["eval", ["tuple", ["1"]]]],
        ["own", ["subprocess", "CalledProcessError", ["tuple", []], ["dict", []]]],
    ],
    ids=str,
)
def test_only_what_is_trusted_is_built(tree: object) -> None:
    with pytest.raises(answers.Unreadable):
        answers.unpack(msgspec.msgpack.encode(["answer", tree]), PACKAGE)


def test_a_deep_tree_is_unreadable() -> None:
    message = msgspec.msgpack.encode("answer")
    with pytest.raises(answers.Unreadable):
        answers.unpack(b"\x92" + message + b"\x92\xa4list\x91" * 100_000 + b"\xc0", PACKAGE)


def test_values_of_another_package_do_not_leave() -> None:
    assert answers.unpack(answers.pack(deeds.VALUES, PACKAGE), PACKAGE) == (deeds.VALUES, None)
    with pytest.raises(TypeError, match=r"deeds\.Page"):
        answers.pack(deeds.VALUES, "plugins.scanner")


def test_a_text_that_is_no_text_is_told() -> None:
    """PDF libraries may return halves of surrogate pairs."""
    with pytest.raises(UnicodeEncodeError) as caught:
        answers.pack("\ud800", PACKAGE)
    _, wrong = answers.unpack(answers.pack_exception(caught.value, PACKAGE), PACKAGE)
    assert isinstance(wrong, answers.Foreign) and wrong.args[0] == "UnicodeEncodeError"
