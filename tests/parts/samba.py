"""A real Samba server on a port of 127.0.0.1, and a scanner that writes through it."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.parts.clamd import free_port

CONFIGURATION = """
[global]
    server role = standalone server
    workgroup = XA
    security = user
    map to guest = bad user
    guest account = {user}
    smb ports = {port}
    interfaces = 127.0.0.1
    bind interfaces only = yes
    disable netbios = yes
    load printers = no
    printcap name = /dev/null
    private dir = {home}/private
    state directory = {home}/state
    cache directory = {home}/cache
    lock directory = {home}/lock
    pid directory = {home}/pid
    ncalrpc dir = {home}/ncalrpc
    log file = {home}/log
    server signing = disabled
    strict sync = yes
[quet]
    path = {folder}
    writable = yes
    guest ok = yes
    veto files = /.nguon-quet/.tiep-nhan/
"""
"""The share a scanner is given: our own rooms are not shown to it."""


@dataclass(frozen=True)
class Samba:
    """A running server with one share, `quet`."""

    port: int

    def run(self, command: str) -> str:
        """Have a client do something and end."""
        done = subprocess.run(self._client(command), capture_output=True, text=True, check=True, timeout=60)
        return done.stdout

    @contextmanager
    def writing(self, name: str) -> Iterator[IO[bytes]]:
        """Write one file piece by piece; the client keeps it open until the block ends."""
        client = subprocess.Popen(
            self._client(f'put - "{name}"'),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        assert client.stdin is not None
        with client.stdin as pipe:
            yield pipe
        assert client.wait(60) == 0

    def _client(self, command: str) -> list[str]:
        return ["smbclient", "//127.0.0.1/quet", "-p", str(self.port), "-N", "-c", command]


@contextmanager
def running_samba(home: Path, folder: Path) -> Iterator[Samba]:
    """Serve `folder` as the share `quet` within the block, its files owned by whoever runs the test."""
    for name in ("private", "state", "cache", "lock", "pid", "ncalrpc"):
        (home / name).mkdir(parents=True, exist_ok=True)
    port = free_port(socket.SOCK_STREAM)
    user = pwd.getpwuid(os.getuid()).pw_name
    configuration = home / "smb.conf"
    configuration.write_text(
        CONFIGURATION.format(user=user, port=port, home=home, folder=folder), encoding="utf-8"
    )
    program = shutil.which("smbd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    assert program is not None, "smbd is missing: apt install samba"
    server = subprocess.Popen(
        [program, "--foreground", "--no-process-group", f"--configfile={configuration}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # at its end it terminates its whole process group
    )
    try:
        samba = Samba(port)
        _wait(samba, server)
        yield samba
    finally:
        server.terminate()
        server.wait()


def _wait(samba: Samba, server: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        assert server.poll() is None, "smbd ended"
        try:
            samba.run("ls")
        except subprocess.CalledProcessError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("smbd does not answer")
