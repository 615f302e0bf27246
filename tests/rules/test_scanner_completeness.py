"""A file is whole when its own bytes say so, whatever its name."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import img2pdf
import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from plugins.scanner.completeness import Whole, probe
from tests.parts.scans import jpeg, pdf, tiff


def judged(content: bytes) -> Whole:
    descriptor = os.memfd_create("scan")
    try:
        os.write(descriptor, content)
        return probe(descriptor, len(content))
    finally:
        os.close(descriptor)


def picture(kind: str, pages: int = 1, **how: object) -> bytes:
    sheets = [
        Image.effect_noise((413, 585), 80).convert("1" if kind == "TIFF" else "L") for _ in range(pages)
    ]
    out = io.BytesIO()
    more = {"save_all": True, "append_images": sheets[1:]} if pages > 1 else {}
    sheets[0].save(out, kind, **more, **how)
    return out.getvalue()


def true_pdf() -> bytes:
    return bytes(img2pdf.convert(picture("JPEG")))


def linearized_pdf() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(true_pdf())) as opened:
        opened.save(out, linearize=True)
    return out.getvalue()


def package() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", os.urandom(3000))
        archive.comment = b"a comment behind the end record"
    return out.getvalue()


WHOLE: dict[str, Callable[[], bytes]] = {
    "pdf": true_pdf,
    "linearized pdf": linearized_pdf,
    "pdf with rubbish before its header": lambda: b"\r\n\x1b%-12345X" + true_pdf(),
    "jpeg": lambda: picture("JPEG"),
    "progressive jpeg": lambda: picture("JPEG", progressive=True),
    "png": lambda: picture("PNG"),
    "g4 tiff": lambda: picture("TIFF", compression="group4"),
    "tiff of five pages": lambda: picture("TIFF", 5, compression="group4"),
    "tiff, most significant byte first": lambda: tiff(2, ">"),
    "big tiff": lambda: tiff(2, big=True),
    "zip": package,
}


@pytest.mark.parametrize("kind", WHOLE)
def test_a_whole_file_is_complete(kind: str) -> None:
    assert judged(WHOLE[kind]()) is Whole.COMPLETE


@pytest.mark.parametrize("kind", WHOLE)
@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_a_part_of_it_is_incomplete(kind: str, part: float) -> None:
    content = WHOLE[kind]()
    assert judged(content[: int(len(content) * part)]) is Whole.INCOMPLETE


@pytest.mark.parametrize("kind", ["pdf", "jpeg", "png", "tiff of five pages"])
def test_room_kept_for_the_rest_does_not_make_it_complete(kind: str) -> None:
    """A scanner that reserves the whole length first has the right size from the beginning."""
    content = WHOLE[kind]()
    written = content[: len(content) // 2]
    assert judged(written + bytes(len(content) - len(written) + 4096)) is Whole.INCOMPLETE


@pytest.mark.parametrize("content", [b"", bytes(1), bytes(100_000)])
def test_nothing_and_zeros_are_incomplete(content: bytes) -> None:
    assert judged(content) is Whole.INCOMPLETE


@pytest.mark.parametrize(
    "content", [b"MZ\x90\0", b"Kinh gui: Uy ban nhan dan xa", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
)
def test_a_format_without_an_end_we_know_is_neither(content: bytes) -> None:
    assert judged(content) is Whole.UNKNOWN


def test_pages_that_were_appended_to_a_tiff_must_all_be_there() -> None:
    two = tiff(2)
    assert judged(two) is Whole.COMPLETE
    assert judged(two[:-200]) is Whole.INCOMPLETE


def test_a_tiff_whose_chain_bites_its_tail_comes_to_an_end() -> None:
    one = bytearray(tiff(1))
    first = int.from_bytes(one[4:8], "little")
    one[-4:] = first.to_bytes(4, "little")
    assert judged(bytes(one)) is Whole.COMPLETE


@given(
    st.sampled_from([b"II*\0", b"MM\0*", b"II+\0", b"%PDF-", b"PK\x03\x04", b"\xff\xd8\xff"]),
    st.binary(max_size=400),
)
def test_no_bytes_make_the_probe_fail(magic: bytes, rest: bytes) -> None:
    assert judged(magic + rest) in Whole


def test_the_specimens_of_these_tests_are_what_they_claim(tmp_path: Path) -> None:
    assert judged(pdf()) is judged(jpeg()) is Whole.COMPLETE
    (tmp_path / "a.tif").write_bytes(tiff(3))
    with Image.open(tmp_path / "a.tif") as opened:
        assert getattr(opened, "n_frames", 0) == 3
