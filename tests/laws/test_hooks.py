"""Every hook has a test."""

from __future__ import annotations

import ast

import pytest

from tests.laws.tree import rooms


def hooks() -> dict[str, str]:
    """Return each hook and its parameters as the specification names them: `office, file`."""
    (specification,) = (room for room in rooms("core") if room.name == "core.hookspecs")
    return {
        node.name: ", ".join(parameter.arg for parameter in node.args.args)
        for node in specification.syntax.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and any("hookspec" in ast.unparse(decorator) for decorator in node.decorator_list)
    }


@pytest.mark.parametrize("hook", hooks())
def test_every_hook_has_a_test(hook: str) -> None:
    """A file of tests/hooks, or a test in one of them, bears the hook's name."""
    titles = [room.path.stem for room in rooms("tests/hooks")]
    titles += [
        node.name
        for room in rooms("tests/hooks")
        for node in ast.walk(room.syntax)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    ]
    assert [title for title in titles if hook in title], f"no test of tests/hooks mentions {hook}"


@pytest.mark.parametrize("hook", hooks())
def test_every_hook_says_what_is_asked(hook: str) -> None:
    (specification,) = (room for room in rooms("core") if room.name == "core.hookspecs")
    (function,) = (
        node
        for node in specification.syntax.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == hook
    )
    assert ast.get_docstring(function)
