"""An office is open in one process at a time: whoever comes second is told who holds it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from appliance.cli.refusals import Busy

LOCK = "office.lock"


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Be the only office of the home with this folder of data; raise Busy, naming the other, if there is one.

    `core.jobs.reclaim` gives back at the start what others leased: that is right only because of this.
    """
    data.mkdir(parents=True, exist_ok=True)
    with (data / LOCK).open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise Busy(
                "VT-1012",
                "Cơ quan này đang mở trong tiến trình {process}.",
                hint="Đóng nó trước: systemctl stop vanthu, hoặc kill {process}.",
                process=lock.read().strip() or "?",
            ) from error
        with suppress(OSError):  # on a full disk the lock holds, and only its owner's number is missing
            lock.truncate(0)
            os.write(lock.fileno(), f"{os.getpid()}\n".encode())
        yield
