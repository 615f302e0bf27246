"""An office is open in one process at a time: whoever comes second is told who holds it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from appliance.cli.refusals import Busy
from core.errors import Trouble

LOCK = "office.lock"


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Be the only office of the home with this folder of data; raise Busy, naming the other, if there is one.

    `core.jobs.reclaim` gives back at the start what others leased: that is right only because of this.
    """
    with _open(data / LOCK) as lock:
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


def _open(place: Path) -> TextIO:
    try:
        return place.open("a+")
    except OSError as error:
        raise Trouble(
            "VT-1006",
            "Không ghi được vào thư mục dữ liệu {folder}: {reason}",
            hint="Kiểm tra ổ đĩa và quyền của thư mục, rồi mở lại cơ quan.",
            folder=str(place.parent),
            reason=error.strerror or str(error),
        ) from error
