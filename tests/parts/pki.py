"""An authority like the Government's, made on the fly: keys, certificates, and live TSA, OCSP and CRL."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import requests
from asn1crypto import pem
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.sign.signers import SimpleSigner

from core.clock import wall
from signing.trust import Trust
from tests.parts.clamd import free_port

_RECIPE: Final = Path(__file__).with_name("authority.yml")
_PROGRAM: Final = Path(sys.executable).parent / "certomancer"
_CURVED: Final = ("orgec",)
_STRANGERS: Final = ("other", "outsider")
_PATIENCE: Final = 60.0


@dataclass(frozen=True)
class Authority:
    """What the authority gave out, and where it answers."""

    folder: Path
    address: str
    """Of its services: http://127.0.0.1:PORT/vn"""
    _running: list[subprocess.Popen[bytes]] = field(default_factory=list, repr=False, compare=False)

    @property
    def timestamps(self) -> str:
        """The address of its timestamp authority (RFC 3161)."""
        return f"{self.address}/tsa/tsa"

    def key(self, name: str) -> Path:
        """Return the private key of `name`, PEM."""
        return self.folder / "keys" / f"{name}.pem"

    def certificate(self, name: str) -> Path:
        """Return the certificate of `name`, PEM."""
        return self.folder / "certificates" / f"{name}.cert.pem"

    def der(self, name: str) -> bytes:
        """Return the certificate of `name`, DER."""
        return bytes(pem.unarmor(self.certificate(name).read_bytes())[2])

    def above(self, name: str) -> tuple[str, ...]:
        """Return the authorities above `name`, the nearest first."""
        return ("other",) if name in _STRANGERS else ("interm", "root")

    def pkcs12(self, name: str, password: str) -> Path:
        """Return a PKCS#12 file with the key and the chain of `name`."""
        key = serialization.load_pem_private_key(self.key(name).read_bytes(), None)
        assert isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey)
        own, *chain = (x509.load_der_x509_certificate(self.der(each)) for each in (name, *self.above(name)))
        kept = self.folder / f"{name}.p12"
        lock = serialization.BestAvailableEncryption(password.encode())
        kept.write_bytes(pkcs12.serialize_key_and_certificates(name.encode(), key, own, chain, lock))
        return kept

    def crl(self, name: str) -> bytes:
        """Return the list of what the authority `name` revoked, as it is served now, DER."""
        answer = requests.get(f"{self.address}/crls/{name}/latest.crl", timeout=30)
        answer.raise_for_status()
        return answer.content

    def crls(self) -> tuple[bytes, ...]:
        """Return the fresh lists of the root and of the authority below it."""
        return (self.crl("root"), self.crl("interm"))

    def trust(self, at: datetime | None = None, **more: Any) -> Trust:
        """Return what an office that trusts this authority judges by; `more` replaces parts of it."""
        parts: dict[str, Any] = {"roots": (self.der("root"),), "intermediates": (self.der("interm"),)}
        if "crls" not in more:
            parts["crls"] = self.crls()
        return Trust(at or wall(), **(parts | more))

    def signer(self, name: str) -> SimpleSigner:
        """Return a signer with the key of `name` and its chain, in this process."""
        chain = tuple(str(self.certificate(above)) for above in self.above(name))
        load: Callable[..., SimpleSigner] = SimpleSigner.load
        return load(str(self.key(name)), str(self.certificate(name)), ca_chain_files=chain)

    @contextmanager
    def travelling(self, moment: str) -> Iterator[None]:
        """Let the services live at `moment`, "2036-02-01 08:00:00" UTC, within the block."""
        self.close()
        self.open(moment)
        try:
            yield
        finally:
            self.close()
            self.open()

    def open(self, faketime: str = "") -> None:
        """Start the services and wait until they answer."""
        environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TZ": "UTC"}
        if faketime:
            library = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
            environment |= {"LD_PRELOAD": str(library), "FAKETIME": f"@{faketime}"}
        port = self.address.split(":")[2].split("/")[0]
        with (self.folder / "services.log").open("ab") as log:
            self._running.append(
                subprocess.Popen(
                    [*_certomancer(self.folder), "animate", "--no-web-ui", "--port", port],
                    stdout=log, stderr=log, env=environment, start_new_session=True,
                )
            )  # fmt: skip
        deadline = time.monotonic() + _PATIENCE
        while not _listens(int(port)):
            assert self._running[0].poll() is None, (self.folder / "services.log").read_text()
            assert time.monotonic() < deadline, "the authority does not answer"
            time.sleep(0.05)

    def close(self) -> None:
        """End the services."""
        while self._running:
            process = self._running.pop()
            process.terminate()
            process.wait(30)


@contextmanager
def authority(folder: Path, faketime: str = "") -> Iterator[Authority]:
    """Run an authority out of `folder` within the block; a folder that is filled keeps its keys and its port.

    `faketime`, "2036-02-01 08:00:00" UTC, is when its services believe to live.
    """
    recipe = folder / "authority.yml"
    if not recipe.exists():
        _make(folder, recipe)
    prefix = re.search(r'external-url-prefix: "([^"]+)"', recipe.read_text())
    assert prefix is not None
    made = Authority(folder, f"{prefix[1]}/vn")
    made.open(faketime)
    try:
        yield made
    finally:
        made.close()


def _make(folder: Path, recipe: Path) -> None:
    """Make the keys, and let certomancer write the certificates."""
    (folder / "keys").mkdir(parents=True)
    text = _RECIPE.read_text()
    names = re.findall(r"^      ([a-z0-9-]+): \{common-name", text, re.M)
    for name in names:
        key = (
            ec.generate_private_key(ec.SECP256R1())
            if name in _CURVED
            else rsa.generate_private_key(65537, 2048)
        )
        (folder / "keys" / f"{name}.pem").write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
    address = f"http://127.0.0.1:{free_port(socket.SOCK_STREAM)}"
    keys = json.dumps({name: {"path": f"{name}.pem"} for name in names})
    draft = recipe.with_suffix(".draft.yml")
    draft.write_text(text.replace("$ADDRESS", address).replace("$KEYS", keys))
    subprocess.run(
        [_PROGRAM, "--config", draft, "mass-summon", "vn", folder / "certificates", "--flat", "--no-pfx"],
        check=True, stdout=subprocess.DEVNULL, cwd=folder,
    )  # fmt: skip
    draft.rename(recipe)


def _certomancer(folder: Path) -> list[str | Path]:
    return [_PROGRAM, "--config", folder / "authority.yml"]


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
