"""One folder full of bad files among good ones: each is named for what it is, and everything else goes on."""

from __future__ import annotations

import html
import os
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.blobs import digest_of
from core.documents import states
from core.store.papers import Document, File
from tests.parts.clamd import running_clamd
from tests.parts.commune import SOURCE, Commune, provisioned
from tests.parts.evidence import broken, came, torn
from tests.parts.sheets import sheet
from tests.parts.vermin import BAD, MEGABYTE, ODD, pdf
from tests.parts.visits import text_of, visiting


@contextmanager
def strict(folder: Path) -> Iterator[Commune]:
    """Give a commune that takes files of 2 MB at the most, and waits for the rest of a file only briefly."""
    settings = {f"{SOURCE}.max_megabytes": 2, f"{SOURCE}.incomplete_after": 0.02, f"{SOURCE}.poll": 0.5}
    with running_clamd(folder / "clamd") as clamd, provisioned(folder, clamd.address, settings) as commune:
        commune.open(clerks=0)
        yield commune


async def test_bad_files_are_told_apart_and_kept_while_good_ones_pass(tmp_path: Path) -> None:
    """Each has its sentence in the clerk's tray, and its bytes are kept; the good ones are cleared."""
    with strict(tmp_path) as commune:
        hashes = {}
        for number, (name, (make, _)) in enumerate(BAD.items()):
            commune.drop(f"tot-{number:02d}.tif", sheet(number))
            hashes[name] = place(commune, name, make())
        commune.drop("tot-cuoi.tif", sheet(99))
        assert commune.until(lambda: settled(2 * len(BAD) + 1))
        rows = {row.name: row for row in commune.see(lambda: list(Document.select()))}
        good = {name: row.state for name, row in rows.items() if name.startswith("tot-")}
        assert set(good.values()) == {states.CLEARED}, good
        told = {name: rows[name].trouble_code for name in BAD}
        assert {name: code for name, code in told.items() if code not in BAD[name][1]} == {}
        kept = kept_hashes(commune)
        assert [name for name in BAD if hashes[name] not in kept] == []
        async with visiting(commune, "vanthu") as clerk:
            for name in BAD:
                shown = html.unescape(await text_of(clerk, f"/tray/{rows[name].id}"))
                assert said(rows[name]) in shown, name
        assert torn(commune) == []
        assert commune.close() == 0
        assert "Traceback" not in commune.words, commune.words[-3000:]


def test_odd_names_and_wrong_suffixes_keep_no_good_file_out(tmp_path: Path) -> None:
    """`../`, control characters, 255 bytes of NFD, emoji, bytes that are no text: shown clean, kept whole."""
    with strict(tmp_path) as commune:
        for number, name in enumerate(ODD):
            commune.drop(name, sheet(number))
        commune.drop("that-ra-la-pdf.tif", pdf(50))
        assert commune.until(lambda: came_cleared(len(ODD) + 1))
        names = commune.see(lambda: [row.name for row in Document.select()])
        for name in names:
            assert unicodedata.is_normalized("NFC", name) and "/" not in name and "\\" not in name
            assert (
                not [sign for sign in name if unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp")]
                and "\u202e" not in name
            ), ascii(name)
        notes = commune.see(lambda: {file.name: file.facts["notes"] for file in File.select() if file.facts})
        assert "suffix" in notes["that-ra-la-pdf.tif"]
        outside = [path for path in tmp_path.rglob("*passwd*") if commune.scans not in path.parents]
        assert outside == []
        assert commune.close() == 0
        commune.open()
        assert commune.until(lambda: came(len(ODD) + 1))
        assert commune.close() == 0
        assert broken(commune) == []
        assert "Traceback" not in commune.words


def place(commune: Commune, name: str, content: bytes) -> str:
    """Put a bad file into the folder and return its hash; the gigantic one takes no room on the disk."""
    draft = commune.scans / f".{name}.tmp"
    draft.write_bytes(content)
    if name == "khong-lo.pdf":
        os.truncate(draft, 3 * MEGABYTE)
    digest = digest_of(draft)
    draft.rename(commune.scans / name)
    return digest


def settled(count: int) -> bool:
    """Tell, within a reading, whether so many documents are here and none waits for inspection."""
    rows = list(Document.select(Document.state))
    return len(rows) >= count and states.ARRIVED not in {row.state for row in rows}


def came_cleared(count: int) -> bool:
    """Tell, within a reading, whether so many documents wait for their number."""
    return bool(Document.select().where(Document.state == states.CLEARED).count() == count)


def said(row: Document) -> str:
    """Return the sentence the clerk must find about a bad file, which also says what to do."""
    if row.state == states.QUARANTINED:
        return f"Phát hiện mã độc: {row.trouble}"
    assert row.state == states.UNREADABLE
    assert row.trouble.count(".") >= 2 and not row.trouble.isascii(), row.trouble
    return row.trouble


def kept_hashes(commune: Commune) -> set[str]:
    """Return the hashes of all bytes the office keeps, in its store or explained in `loi/`."""
    failed = [path for path in commune.rooms.failed.iterdir() if path.suffix not in (".txt", ".json")]
    for path in failed:
        assert path.with_name(f"{path.name}.txt").exists(), f"nothing is said beside {path.name}"
    return {digest_of(path) for path in failed} | set(commune.blobs())
