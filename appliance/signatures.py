"""A clamd with a small signature database of our own, for the demonstration and the tests."""

from __future__ import annotations

import base64
import hashlib
import io
import shutil
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from core.errors import Misconfigured, OfficeError, Trouble
from plugins.antivirus import clamd

# Neither stands here as it is on the wire: this file must pass every scanner.
EICAR = base64.b64decode(
    "WDVPIVAlQEFQWzRcUFpYNTQoUF4pN0NDKTd9JEVJQ0FSLVNUQU5EQVJELUFOVElWSVJVUy1URVNULUZJTEUhJEgrSCo="
)
"""The harmless 68 bytes every scanner reports, by the agreement of eicar.org."""
MARKER = base64.b64decode("VkFOVEhVLUlORkVDVEVELU1BUktFUi0yMDI2")
"""Harmless bytes that our own database reports wherever they stand in a file."""

CONFIGURATION = {
    "Foreground": "yes",
    "MaxThreads": "8",
    "StreamMaxLength": "210M",
    "MaxFileSize": "210M",
    "MaxScanSize": "400M",
    # Without it a file above a limit is reported clean though nobody read it.
    "AlertExceedsMax": "yes",
    "AlertOLE2Macros": "yes",
    # Decoding every scan to compare it with known phishing pictures takes a quarter of a second a page.
    "ScanImageFuzzyHash": "no",
    "ConcurrentDatabaseReload": "yes",
}
"""What clamd is told beside its folder and its door; any line may be given anew."""

LONGEST_SOCKET = 100
"""Bytes of a unix socket's path; the kernel takes 107."""


def write(folder: Path, built: datetime, *, version: int = 1) -> None:
    """Write the database into `folder` as version `version` built at `built`, in place of an older one."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = {
        "daily.hdb": f"{hashlib.md5(EICAR).hexdigest()}:{len(EICAR)}:Eicar-Test-Hash\n",
        "daily.ndb": f"Eicar-Test-Body:0:*:{EICAR.hex()}\nVanthu-Test-Marker:0:*:{MARKER.hex()}\n",
        "daily.ldb": "Vanthu-PDF-OpenJavaScript;Engine:81-255,Target:10;0&1;"
        f"{b'/OpenAction'.hex()};{b'/JavaScript'.hex()}\n",
    }
    # An unsigned container (sigtool --unsigned) has a version and a date for clamd to report.
    moment = int(built.timestamp())
    stated = f"{built.astimezone(UTC):%d %b %Y %H-%M +0000}:{version}:4:90"
    listing = f"ClamAV-VDB:{stated}:X:X:vanthu:{moment}\n" + "".join(
        f"{name}:{len(text)}:{hashlib.sha256(text.encode()).hexdigest()}\n" for name, text in parts.items()
    )
    packed = _pack({"daily.info": listing} | parts)
    head = f"ClamAV-VDB:{stated}:{hashlib.md5(packed).hexdigest()}:X:vanthu:{moment}"
    fresh = folder / "daily.cud.new"
    fresh.write_bytes(head.encode().ljust(512) + packed)
    fresh.replace(folder / "daily.cud")


def _pack(parts: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", format=tarfile.USTAR_FORMAT) as archive:
        for name, text in parts.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    return packed.getvalue()


@dataclass
class Daemon:
    """A clamd that is our own child and lives in one folder."""

    folder: Path
    address: clamd.Address
    configuration: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    @property
    def database(self) -> Path:
        """The folder of the signature database."""
        return self.folder / "signatures"

    def start(self, patience: float = 30.0) -> None:
        """Start clamd and return when it answers; raise with its own words when it does not."""
        program = shutil.which("clamd", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
        if program is None:
            raise Misconfigured(
                "VT-3311",
                "Máy này chưa cài clamd.",
                hint="Cài bằng lệnh: apt-get install clamav-daemon",
            )
        page = self.folder / "clamd.conf"
        page.write_text("".join(f"{key} {value}\n" for key, value in self.configuration.items()))
        with (self.folder / "clamd.log").open("wb") as log:
            # A session of its own: Ctrl-C is for the office, which stops clamd when it is done with it.
            self.process = subprocess.Popen(
                [program, "-c", str(page)], stdout=log, stderr=log, start_new_session=True
            )
        self._await(patience)

    def stop(self) -> None:
        """Stop clamd and wait until it is gone."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None

    def _await(self, patience: float) -> None:
        process = self.process
        deadline = time.monotonic() + patience
        while process is not None:
            try:
                if clamd.ask(self.address, "PING") == "PONG":
                    return
            except OfficeError:
                if process.poll() is None and time.monotonic() < deadline:
                    time.sleep(0.02)
                    continue
            self.stop()
            raise Trouble(
                "VT-3312",
                "clamd không khởi động được: {words}",
                hint="Xem tệp {log}.",
                words=(self.folder / "clamd.log").read_text("utf-8", "replace")[-400:].strip(),
                log=str(self.folder / "clamd.log"),
            )


@contextmanager
def running(
    folder: Path, built: datetime, *, port: int | None = None, **configuration: str
) -> Iterator[Daemon]:
    """Run clamd out of `folder` within the block, on a unix socket, or on TCP `port` of 127.0.0.1.

    `built` dates the signature database; further keywords are lines of clamd.conf.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder = folder.resolve()
    with _door(folder, port) as address:
        door = (
            {"LocalSocket": str(address.socket)}
            if address.socket
            else {"TCPSocket": str(port), "TCPAddr": address.host}
        )
        daemon = Daemon(folder, address, {**CONFIGURATION, **door, **configuration})
        daemon.configuration["DatabaseDirectory"] = str(daemon.database)
        write(daemon.database, built)
        daemon.start()
        try:
            yield daemon
        finally:
            daemon.stop()


@contextmanager
def _door(folder: Path, port: int | None) -> Iterator[clamd.Address]:
    """Give clamd's address; a socket whose path would be too long for the kernel gets a short folder."""
    if port is not None:
        yield clamd.Address(socket=None, port=port)
    elif len(bytes(folder / "clamd.ctl")) <= LONGEST_SOCKET:
        yield clamd.Address(socket=folder / "clamd.ctl")
    else:
        with tempfile.TemporaryDirectory(prefix="vanthu-") as short:
            yield clamd.Address(socket=Path(short) / "clamd.ctl")
