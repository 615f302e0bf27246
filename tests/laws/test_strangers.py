"""The box serves every asset itself: no page, style, script or form names a foreign host."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.laws.tree import ROOT, data_files

ADDRESS = re.compile(r"""(?:https?:|wss?:|(?<=["'(=\s]))//[A-Za-z0-9.-]+\.[A-Za-z]{2,}[^\s"'<>)]*""")
NAMESPACES = ("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink", "http://www.w3.org/1999/xhtml")
"""Names that look like addresses; nothing is fetched from them."""

ASSETS = [
    path for path in data_files() if path.suffix in {".html", ".css", ".js", ".svg", ".txt", ".xml", ".typ"}
]


@pytest.mark.parametrize("asset", ASSETS, ids=str)
def test_no_foreign_host(asset: Path) -> None:
    text = (ROOT / asset).read_text(encoding="utf-8")
    assert not [found for found in ADDRESS.findall(text) if found not in NAMESPACES]


@pytest.mark.parametrize("form", [path for path in ASSETS if path.suffix == ".typ"], ids=str)
def test_no_form_fetches_a_package(form: Path) -> None:
    """typst fetches `@preview/…` from its registry when it first meets it."""
    assert "@preview/" not in (ROOT / form).read_text(encoding="utf-8")
