"""The whole office opens beside plugins of every bad kind, says so, and does its work meanwhile."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.clock import wall
from core.config.generations import Generations
from tests.parts.clamd import running_clamd
from tests.parts.commune import Commune, provisioned
from tests.parts.evidence import broken, came
from tests.parts.guests import install
from tests.parts.sheets import sheet
from tests.parts.visits import text_of, visiting

SEGFAULT = "import ctypes; ctypes.string_at(0)"
BAD = {
    "endless": ("import threading; threading.Event().wait()", "VT-1423"),
    "loud": ("raise RuntimeError('không nạp được')", "VT-1421"),
    "crashing": (SEGFAULT, "VT-1422"),
}
LATER = """
    import time
    @hookimpl
    def document_moved(office, move):
        time.sleep(600)
    @hookimpl
    def check_health(office):
        raise RuntimeError('không khám được')
"""
"""Passes its trial; once the office is open it hangs whenever a document moves."""


@contextmanager
def crowded(folder: Path, plugins: dict[str, str]) -> Iterator[Commune]:
    """Give a commune whose site.toml wants these plugins, by name and code."""
    with running_clamd(folder / "clamd") as clamd, provisioned(folder, clamd.address) as commune:
        generations = Generations(commune.home.settings)
        generations.mark_good(generations.adopt(wall()).number)
        for name, code in plugins.items():
            install(commune.home.data / "plugins" / "1", name, code)
            generations.set(f"plugins.{name}.enabled", True, "quantri", wall())
        yield commune


async def test_the_office_opens_without_plugins_that_raise_segfault_or_block(tmp_path: Path) -> None:
    """They stay outside, health and the command line say why, and scans come in as on any day."""
    with crowded(tmp_path, {name: f"\n    {code}\n" for name, (code, _) in BAD.items()}) as commune:
        commune.open()
        await works(commune, 0)
        async with visiting(commune, "quantri") as admin:
            shown = await text_of(admin, "/health")
        listed = json.loads(commune.command("plugin", "list", "--json").stdout)["data"]["items"]
        told = {item["name"]: item for item in listed}
        for name, (_, code) in BAD.items():
            assert name in shown and code in shown, (name, code)
            assert told[name]["state"] == "rejected" and told[name]["reason"]
            assert commune.command("plugin", "disable", name).returncode == 0
        assert commune.close() == 0
        assert broken(commune) == []


async def test_a_plugin_that_hangs_once_the_office_is_open_stalls_only_itself(tmp_path: Path) -> None:
    """What it is told of waits in its own lane; documents, pages and closing do not."""
    with crowded(tmp_path, {"sticky": LATER}) as commune:
        commune.open()
        await works(commune, 0)
        async with visiting(commune, "quantri") as admin:
            assert "sticky" in await text_of(admin, "/health")
        assert commune.close() == 0
        assert broken(commune) == []


async def test_a_plugin_that_kills_the_office_is_passed_over_after_three_dead_starts(tmp_path: Path) -> None:
    """The office then opens with the last configuration that worked, and says so."""
    code = f"\n    @hookimpl\n    async def running(office):\n        {SEGFAULT}\n"
    with crowded(tmp_path, {"killer": code}) as commune:
        for _ in range(3):
            commune.begin()
            assert commune.ended() < 0
        commune.open()
        await works(commune, 0)
        async with visiting(commune, "quantri") as admin:
            assert "VT-1151" in await text_of(admin, "/health")
        assert commune.close() == 0
        assert broken(commune) == []


async def works(commune: Commune, first: int) -> None:
    """Demand that scans come in, are registered, and stand on the pages of a clerk."""
    for number in range(first, first + 5):
        commune.drop(f"quet-{number}.tif", sheet(number))
    assert commune.until(lambda: came(first + 5))
    async with visiting(commune, "vanthu") as clerk:
        assert "215/SNV-VP" in await text_of(clerk, "/documents")
