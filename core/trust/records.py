"""An inspection as data that is kept, and the same inspection again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from signing.values import Inspection

NONE = "none"
"""Verdict of a file that bears no signature."""


def facts_of(inspection: Inspection) -> dict[str, Any]:
    """Return an inspection as JSON knows it."""
    told: dict[str, Any] = msgspec.to_builtins(inspection)
    return told


def inspection_of(facts: Mapping[str, Any]) -> Inspection:
    """Return the inspection that was kept."""
    return msgspec.convert(facts, Inspection)


def verdict_word(inspection: Inspection) -> str:
    """Return the one word a file is found by: valid · invalid · indeterminate · none."""
    return inspection.verdict.value if inspection.signatures else NONE
