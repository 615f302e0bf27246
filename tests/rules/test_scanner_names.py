"""Names come from anywhere: shown to people as text, kept as a file, harmless in both."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.scanner import names

ULID = "01JD8Z5K3V9QYB6W2T7M4N0PXR"
ANY_NAME = (
    st.binary(min_size=1, max_size=255)
    .filter(lambda raw: b"\0" not in raw and b"/" not in raw)
    .map(os.fsdecode)
)


@pytest.mark.parametrize(
    "name",
    [
        ".nguon-quet", ".DS_Store", "._scan.pdf", "~$cong-van.docx", "scan.pdf.part", "scan.tmp", "SCAN.TMP",
        "Thumbs.db", "desktop.ini", "@eaDir", "$RECYCLE.BIN", "scan.crdownload", "a.filepart", "scan.pdf~",
    ],
)  # fmt: skip
def test_what_machines_leave_behind_is_none_of_ours(name: str) -> None:
    assert names.is_junk(name)


@pytest.mark.parametrize(
    "name", ["scan.pdf", "SCAN0001.TIF", "Công văn số 12.pdf", "tmp", "part.pdf", "a.b.c"]
)
def test_ordinary_names_are_ours(name: str) -> None:
    assert not names.is_junk(name)


def test_a_source_may_ignore_more_but_never_less() -> None:
    assert names.is_junk("index.xml", ("*.XML",))
    assert names.is_junk("scan.tmp", ("*.xml",))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (unicodedata.normalize("NFD", "Quyết định.pdf"), "Quyết định.pdf"),
        ("a\nb\x07\u202efdp.exe", "a bfdp.exe"),
        ("..\\..\\etc\\passwd", ".._.._etc_passwd"),
        (os.fsdecode(b"scan\xff.pdf"), "scan?.pdf"),
        ("\x01", "khong-ten"),
    ],
)
def test_people_read_a_plain_line(name: str, shown: str) -> None:
    assert names.shown(name) == shown


@given(ANY_NAME)
def test_any_name_can_be_shown_kept_and_remembered(name: str) -> None:
    shown, kept = names.shown(name), names.kept(name, ULID)
    assert shown == unicodedata.normalize("NFC", shown) and "/" not in shown
    assert not {unicodedata.category(letter) for letter in shown} & {"Cc", "Cf", "Cs"}
    assert ULID in kept and len(kept.encode()) <= names.LONGEST - len(".json") and not kept.startswith(".")
    assert names.unpacked(names.packed(name)) == name and names.packed(name).isascii()


def test_255_bytes_of_decomposed_letters_survive(tmp_path: Path) -> None:
    letter = unicodedata.normalize("NFD", "ệ")
    name = letter * ((255 - 5) // len(letter.encode())) + "a.pdf"
    (tmp_path / name).write_bytes(b"")
    kept = names.kept(name, ULID)
    (tmp_path / kept).write_bytes(b"")
    (tmp_path / f"{kept}.json").write_bytes(b"")
    assert kept.endswith(f"~{ULID}.pdf")


def test_a_kept_name_keeps_its_suffix() -> None:
    assert names.kept("Công văn 12.pdf", ULID) == f"Công văn 12~{ULID}.pdf"
    assert names.kept("README", ULID) == f"README~{ULID}"
    assert names.kept("a.this-is-no-suffix", ULID) == f"a.this-is-no-suffix~{ULID}"
