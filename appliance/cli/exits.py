"""What the exit code of a command says; published, and never given another meaning."""

from __future__ import annotations

OK = 0
FAILED = 1
USAGE = 2
PARTLY_DONE = 3
WARNINGS_FOUND = 4
ERRORS_FOUND = 5
NOT_INITIALISED = 10
BUSY = 11
NOT_PERMITTED = 12
MISCONFIGURED = 13
PLUGIN_REJECTED = 14
NO_SPACE = 15
OUTSIDE_MAINTENANCE = 16
TRY_LATER = 75
INTERRUPTED = 130
