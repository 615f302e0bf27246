"""Commands that plugins add to `vanthu`; looked for only when a word is none of the house's own nouns."""

from __future__ import annotations

import logging
from pathlib import Path

import click

log = logging.getLogger("vanthu.cli")


def of_plugins(folder: Path | None, name: str) -> click.Command | None:
    """Return the command of that name of an enabled plugin; None when there is none, or no home.

    A plugin that cannot be let in adds nothing: `vanthu plugin list` tells why, and never gets here.
    """
    from appliance.ground import installed
    from appliance.paths import home_at
    from core import hookspecs
    from core.clock import wall
    from core.config.site import tables
    from core.errors import OfficeError
    from core.host.admission import admit
    from core.host.host import Host
    from core.host.trial import Trials

    home, host = home_at(folder), Host()
    try:
        wanted = tables(home.site_file.read_text(encoding="utf-8-sig"), home.site_file)
    except (OSError, UnicodeDecodeError, OfficeError) as error:
        log.debug("no plugins to ask: %s", error)
        return None
    admit(host, wanted, installed(home), Trials(home.data), wall())
    for commands in host.gather_now(hookspecs.commands):
        for command in commands:
            if command.name == name:
                return command
    return None
