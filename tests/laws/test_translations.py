"""Whatever the office says can be read in English too."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from jinja2 import nodes

from tests.laws.said import (
    explained_settings,
    parse,
    sentences_of_the_house,
    spoken_arguments,
    templates,
)
from tests.laws.tree import ROOT, Room, house

ENGLISH = Path("core/web/locale/en/LC_MESSAGES/vanthu.po")
VIETNAMESE_LETTER = re.compile(r"[À-ÖØ-öø-ɏƠơƯưẠ-ỹ]")
FACT = re.compile(r"\{[a-z_]*[^{}]*\}|%\([a-z_]+\)[sd]")


@cache
def english() -> Catalog:
    with (ROOT / ENGLISH).open("rb") as lines:
        return read_po(lines, locale="en", abort_invalid=True)


@cache
def translated() -> dict[str, str]:
    """Return the sentences of the English catalogue that can be used as they stand."""
    pairs: dict[str, str] = {}
    for message in english():
        if not message.fuzzy:
            singles = zip(
                *([x] if isinstance(x, str) else x for x in (message.id, message.string)), strict=False
            )
            pairs.update((own, said) for own, said in singles if own and said)
    return pairs


def quoted(sentence: str) -> str:
    return '"' + sentence.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def test_every_sentence_has_its_english() -> None:
    """The failure lists what is missing, ready to be put into the catalogue and translated."""
    missing = {said: place for said, place in sentences_of_the_house().items() if said not in translated()}
    entries = "\n".join(f'#: {place}\nmsgid {quoted(said)}\nmsgstr ""\n' for said, place in missing.items())
    if missing:
        pytest.fail(
            f"{len(missing)} sentences are missing in {ENGLISH}:\n\n{entries}\n"
            "To see this list alone: ./tests/run tests/laws/test_translations.py -k has_its_english",
            pytrace=False,
        )


def test_the_catalogue_holds_nothing_that_is_never_said() -> None:
    """A sentence in a table is marked with `mark`, or nobody would know that it needs its English."""
    silent = sorted(set(translated()) - set(sentences_of_the_house()))
    assert not silent, "remove these from the catalogue, or wrap them with mark() where they are written"


def test_a_translation_tells_the_same_facts() -> None:
    differing = {
        own: said for own, said in translated().items() if set(FACT.findall(own)) != set(FACT.findall(said))
    }
    assert not differing


@pytest.mark.parametrize("room", house(), ids=str)
def test_a_sentence_is_written_whole(room: Room) -> None:
    """An f-string or a sum is another sentence each time and is found in no catalogue."""
    assert not [
        f"{room}:{line} {ast.unparse(argument)}"
        for line, argument in spoken_arguments(room)
        if isinstance(argument, ast.JoinedStr | ast.BinOp)
    ]


@pytest.mark.parametrize("room", house(), ids=str)
def test_what_a_setting_is_for_is_told_in_vietnamese(room: Room) -> None:
    """The sample configuration shows an IT officer what stands under each setting in the code."""
    foreign = [text for _line, text in explained_settings(room) if not VIETNAMESE_LETTER.search(text)]
    assert not foreign


def test_the_pages_say_nothing_untranslated() -> None:
    bare = [
        f"{template}:{text.lineno} {text.data.strip()}"
        for template in templates()
        for text in parse(template).find_all(nodes.TemplateData)
        if VIETNAMESE_LETTER.search(text.data)
    ]
    assert not bare, "put these between {% trans %} and {% endtrans %}"
