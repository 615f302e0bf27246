"""A PostgreSQL of the test's own, on a socket in a folder, ended by its own process id."""

from __future__ import annotations

import os
import pwd
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

BINARIES = Path("/usr/lib/postgresql/15/bin")


@contextmanager
def running_postgres() -> Iterator[str]:
    """Give the address of an empty server, `postgresql://…/postgres?host=…`; it refuses to run as root."""
    root = os.geteuid() == 0
    account = pwd.getpwnam("postgres") if root else pwd.getpwuid(os.geteuid())
    with tempfile.TemporaryDirectory(prefix="vanthu-pg-") as name:
        folder = Path(name)
        os.chown(folder, account.pw_uid, account.pw_gid)
        as_account: dict[str, Any] = (
            {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if root else {}
        )
        data = folder / "data"
        subprocess.run(
            [BINARIES / "initdb", "-D", data, "-U", "office", "--auth=trust", "--no-sync", "-E", "UTF8",
             "--locale=C.UTF-8"],
            check=True, stdout=subprocess.DEVNULL, cwd=folder, **as_account,
        )  # fmt: skip
        server = subprocess.Popen(
            [BINARIES / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder, **as_account,
        )  # fmt: skip
        try:
            for _ in range(200):
                if subprocess.run([BINARIES / "pg_isready", "-q", "-h", folder], check=False).returncode == 0:
                    break
                time.sleep(0.05)
            yield f"postgresql://office@/postgres?host={folder}"
        finally:
            server.terminate()
            server.wait(30)
