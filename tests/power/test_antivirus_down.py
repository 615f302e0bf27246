"""clamd dies and comes back in the middle of a stream of scans: nothing passes that it has not seen."""

from __future__ import annotations

import re
import time
from functools import partial
from pathlib import Path

from appliance.signatures import EICAR, MARKER
from core.documents import states
from core.store.memory import JobRow
from core.store.papers import Document, File
from tests.parts.clamd import Clamd, running_clamd
from tests.parts.commune import Commune, provisioned
from tests.parts.evidence import broken, came, torn
from tests.parts.sheets import sheet
from tests.parts.visits import status_of, text_of, visiting

GONE = "Không kết nối được với máy quét vi-rút"
LOG = "scanned.log"
CLEAN = re.compile(r"^instream\(.*\): OK$", re.MULTILINE)


def cleared(commune: Commune) -> int:
    """Return how many documents have passed."""
    passed = (states.CLEARED, *states.OPEN)
    return commune.see(lambda: Document.select().where(Document.state.in_(passed)).count())


def seen_clean(folder: Path) -> int:
    """Return how many files clamd, by its own log, has seen and found clean."""
    log = folder / LOG
    return len(CLEAN.findall(log.read_text())) if log.exists() else 0


def all_wait() -> bool:
    """Tell, within a reading, whether every scan that is not through has been tried in vain."""
    waiting = JobRow.select().where(JobRow.kind == "inspect", JobRow.state != "done")
    tried = waiting.where(JobRow.trouble != "")
    arrived = Document.select().where(Document.state == states.ARRIVED)
    return bool(waiting.count() == tried.count() == arrived.count() > 0)


async def test_clamd_killed_and_restarted_in_mid_stream(tmp_path: Path) -> None:
    """Without clamd scans wait in ARRIVED; none is cleared that clamd did not call clean; later all are."""
    folder = tmp_path / "clamd"
    with (
        running_clamd(folder, LogFile=str(folder / LOG), LogClean="yes") as clamd,
        provisioned(tmp_path, clamd.address) as commune,
    ):
        commune.open()
        async with visiting(commune, "quantri") as admin:
            for count in (20, 40, 60):
                stream(commune, count - 20, 10)
                clamd.kill()
                stream(commune, count - 10, 10)
                assert commune.until(all_wait)
                before = cleared(commune)
                time.sleep(1)
                assert torn(commune) == []
                assert cleared(commune) == before <= seen_clean(folder)
                assert GONE in await text_of(admin, "/health")
                clamd.start()
                assert commune.until(partial(came, count))
                assert cleared(commune) == count <= seen_clean(folder)
                assert GONE not in await text_of(admin, "/health")
        assert commune.close() == 0
        assert broken(commune) == []
        assert "Traceback" not in commune.words


async def test_infected_scans_in_the_stream(tmp_path: Path) -> None:
    """Whether clamd was there when they came or not: quarantined, unreadable, not to be fetched, told of."""
    with running_clamd(tmp_path / "clamd") as clamd, provisioned(tmp_path, clamd.address) as commune:
        commune.open()
        stream(commune, 0, 5)
        commune.drop("eicar-1.tif", sheet(900, words=EICAR))
        assert commune.until(lambda: came(6))
        down(clamd, commune)
        stream(commune, 5, 5)
        assert commune.until(lambda: came(13))
        await held_back(commune)
        assert commune.close() == 0
        assert broken(commune) == []


def down(clamd: Clamd, commune: Commune) -> None:
    """Let two infected scans come while clamd is dead."""
    clamd.kill()
    commune.drop("eicar-2.tif", sheet(901, words=EICAR))
    commune.drop("dau-hieu.tif", sheet(902, words=MARKER))
    assert commune.until(all_wait)
    clamd.start()


async def held_back(commune: Commune) -> None:
    """Demand that nobody gets at the bytes of what was quarantined, on any way."""
    rows = commune.see(lambda: list(Document.select().where(Document.state == states.QUARANTINED)))
    assert sorted(row.name for row in rows) == ["dau-hieu.tif", "eicar-1.tif", "eicar-2.tif"]
    files = commune.see(lambda: {file.document_id: file for file in File.select()})
    for row in rows:
        assert "Eicar-Test" in row.trouble or "Vanthu-Test-Marker" in row.trouble
        assert commune.blobs().path(row.sha256 or "").stat().st_mode & 0o777 == 0
    kept = [path.name for path in commune.rooms.kept.rglob("*.tif")]
    assert len(kept) == 10 and not [name for name in kept if name.startswith(("eicar", "dau-hieu"))]
    for login in ("vanthu", "quantri", "chutich"):
        async with visiting(commune, login) as visitor:
            for row in rows:
                place = f"/files/{row.id}/{files[row.id].id}"
                for address in (place, f"{place}?save=1", f"{place}/pages/1.png"):
                    assert await status_of(visitor, address) in (403, 404), (login, address)
    async with visiting(commune, "vanthu") as clerk:
        assert "eicar-1.tif" in await text_of(clerk, "/tray?box=quarantine")
        assert "mã độc" in await text_of(clerk, "/notices")


def stream(commune: Commune, first: int, count: int) -> None:
    """Let scans come one after the other."""
    for number in range(first, first + count):
        commune.drop(f"quet-{number}.tif", sheet(number))
        time.sleep(0.05)
