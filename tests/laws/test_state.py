"""Only `core/documents/lifecycle.py` sets a document's state."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.laws.tree import Room, house, imports, sentences

LIFECYCLE = Path("core/documents/lifecycle.py")
WRITERS = {
    "update",
    "insert",
    "insert_many",
    "insert_from",
    "create",
    "bulk_create",
    "get_or_create",
    "replace",
}
STATE_IN_SQL = re.compile(
    r"\b(update|insert\s+into)\s+[\"'`]?document[\"'`]?\b.*\bstate\b", re.IGNORECASE | re.DOTALL
)


def is_document(node: ast.expr) -> bool:
    return (isinstance(node, ast.Name) and node.id == "Document") or (
        isinstance(node, ast.Attribute) and node.attr == "Document"
    )


def names_state(node: ast.AST) -> bool:
    """Tell whether an argument names the column: `state=…`, `{"state": …}` or `{Document.state: …}`."""
    if isinstance(node, ast.keyword):
        return node.arg == "state" or names_state(node.value)
    if isinstance(node, ast.Dict):
        return any(key is not None and names_state(key) for key in node.keys)
    if isinstance(node, ast.List | ast.Tuple):
        return any(names_state(element) for element in node.elts)
    if isinstance(node, ast.Attribute):
        return node.attr == "state" and is_document(node.value)
    return isinstance(node, ast.Constant) and node.value == "state"


def writes(room: Room) -> Iterator[tuple[int, str]]:
    """Give every place of a module that sets a document's state, by model, by row or by SQL."""
    knows_documents = any(name.endswith(".Document") for _, name in imports(room))
    for node in ast.walk(room.syntax):
        if isinstance(node, ast.Call):
            arguments = [*node.args, *node.keywords]
            called = node.func
            model = isinstance(called, ast.Attribute) and called.attr in WRITERS and is_document(called.value)
            setter = isinstance(called, ast.Name) and called.id == "setattr" and knows_documents
            if (model or setter) and any(map(names_state, arguments)):
                yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.Attribute) and node.attr == "state" and isinstance(node.ctx, ast.Store):
            own = isinstance(node.value, ast.Name) and node.value.id == "self"
            if knows_documents and not own:
                yield node.lineno, ast.unparse(node)
    for sentence in sentences(room):
        if STATE_IN_SQL.search(str(sentence.value)):
            yield sentence.lineno, str(sentence.value)


@pytest.mark.parametrize("room", [room for room in house() if room.path != LIFECYCLE], ids=str)
def test_nobody_else_sets_a_documents_state(room: Room) -> None:
    assert not [f"{room}:{line} {how}" for line, how in writes(room)]


def test_the_lifecycle_does() -> None:
    """The law sees what it forbids: in the one place where it is allowed."""
    (lifecycle,) = (room for room in house() if room.path == LIFECYCLE)
    assert list(writes(lifecycle))
