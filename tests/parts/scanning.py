"""Watches one source in a process of its own, until it is killed."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from tests.parts.scans import entrance


def main(root: Path) -> None:
    """Open the entrance of `root`, say so, and make the rounds."""
    with entrance(root, settle=0.1) as door, door.open():
        print("open", flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
