"""How a PIN comes to a command: typed unseen, or piped in; it is never an argument."""

from __future__ import annotations

import getpass
import sys

from core.language import tr


def typed(label: str) -> str:
    """Return the PIN as it is typed at a terminal, else the first line of what is piped in."""
    if sys.stdin.isatty():
        return getpass.getpass(tr("Mã PIN của {token}: ", token=label), stream=sys.stderr)
    return sys.stdin.readline().rstrip("\r\n")
