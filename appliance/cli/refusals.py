"""What only the command line refuses: a word typed wrongly, an office that somebody else holds."""

from __future__ import annotations

from core.errors import Refused, Trouble


class Misused(Refused):
    """The command was typed in a way that means nothing; exit code 2."""


class Busy(Trouble):
    """Somebody else holds what the command needs; exit code 11."""


class NoRoom(Trouble):
    """The disk is too full for what the command needs; exit code 15."""
