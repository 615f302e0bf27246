"""A program that opens the host of an office as the office does, says what is wrong with it, and ends."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from core.clock import wall
from core.config import opening, site
from core.config.generations import Generations
from core.config.site import Site
from core.host import manifests
from core.host.admission import admit
from core.host.host import Host
from core.host.trial import Trials
from tests.parts import guests


async def main(folder: Path) -> None:
    """Open the host of the office in `folder`; write its generation, its plugins and what is wrong."""
    generations, host = Generations(folder / "etc"), Host()

    def load(path: Path) -> Site:
        tables = site.tables(path.read_text(encoding="utf-8"))
        admit(host, tables, manifests.discover(folder / "plugins"), Trials(folder), wall())
        return site.load(path, host.kinds())

    chosen = await asyncio.to_thread(opening.choose, generations, load, wall())
    async with host.running(guests.office(folder, host)):
        opening.settle(generations, chosen)
        codes = [issue.code for issue in host.issues()]
        print(chosen.generation.number, *host.names, chosen.issue.code if chosen.issue else "-", *codes)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
