"""A code that a person quotes on the telephone means one thing: each belongs to one sentence."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from functools import cache

import pytest

from tests.laws.said import constants, last_name, made_errors
from tests.laws.tree import house

CODE = re.compile(r"VT-\d{4}")


@cache
def told() -> dict[str, dict[str, str]]:
    """Return for each code its sentences, each with the place where it stands."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for room in house():
        issues = (
            node
            for node in ast.walk(room.syntax)
            if isinstance(node, ast.Call) and last_name(node.func) == "Issue" and len(node.args) > 2
        )
        # an Issue's sentence is its third argument, an error's its second
        spoken = [(call, call.args[2]) for call in issues]
        spoken += [(call, call.args[1]) for call in made_errors(room) if len(call.args) > 1]
        for call, argument in spoken:
            for code in constants(call.args[0]):
                for sentence in _sentences(argument):
                    found[code].setdefault(sentence, f"{room}:{call.lineno}")
    return {code: said for code, said in found.items() if CODE.fullmatch(code)}


def _sentences(node: ast.expr) -> list[str]:
    inner = node.args[0] if isinstance(node, ast.Call) and last_name(node.func) == "mark" else node
    return list(constants(inner))


@pytest.mark.parametrize("code", sorted(told()))
def test_a_code_belongs_to_one_sentence(code: str) -> None:
    """Two sentences under one code would send the officer to the wrong remedy."""
    said = told()[code]
    assert len(said) <= 1, "\n".join(f"{place}  {sentence}" for sentence, place in said.items())
