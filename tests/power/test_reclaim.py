"""A home is open in one process at a time, and a dead one leaves nothing that the next must wait for."""

from __future__ import annotations

import json
from pathlib import Path

from appliance.cli.exits import BUSY
from core.documents import states
from core.store.memory import JobRow
from core.store.papers import Document
from tests.parts.clamd import running_clamd
from tests.parts.commune import provisioned
from tests.parts.evidence import broken, came
from tests.parts.sheets import sheet


def test_a_second_office_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    """Two processes that gave back each other's leases would do all work twice: the second exits with 11."""
    with (
        running_clamd(tmp_path / "clamd") as clamd,
        provisioned(tmp_path, clamd.address) as commune,
    ):
        commune.open()
        second = commune.command("run", "--json")
        (told,) = json.loads(second.stdout)["errors"]
        assert (second.returncode, told["code"]) == (BUSY, "VT-1012"), second.stderr
        assert str(commune.pid) in told["message"]
        commune.drop("quet.tif", sheet(1))
        assert commune.until(lambda: came(1))
        assert commune.close() == 0
        assert broken(commune) == []


def test_the_next_office_does_what_a_dead_one_had_in_hand(tmp_path: Path) -> None:
    """Leases of a killed process count for nothing, without any waiting; refusals are no dead starts."""
    with (
        running_clamd(tmp_path / "clamd") as clamd,
        provisioned(tmp_path, clamd.address) as commune,
    ):
        commune.open()
        for number in range(12):
            commune.drop(f"quet-{number}.tif", sheet(number))
        assert commune.until(lambda: JobRow.select().where(JobRow.state == "leased").exists())
        assert [commune.command("run", "--json").returncode for _ in range(4)] == [BUSY] * 4
        commune.kill()
        commune.open()
        assert commune.until(lambda: came(12))
        assert commune.close() == 0
        assert broken(commune) == []
        left = commune.see(lambda: {row.state for row in Document.select(Document.state)})
        assert left <= {states.REGISTERED, states.PRESENTED}
