"""How a key is reached: values that go into a child and unlock there what a PIN unlocks."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.values import TokenFacts
from plugins.tokens.settings import Token


@dataclass(frozen=True, slots=True)
class TokenRecipe:
    """A key in a token, behind a driver that speaks PKCS#11."""

    name: str
    """Of its table in site.toml."""
    module: Path
    token: str
    """The token's own label; empty to know it by its serial number alone."""
    serial: str
    certificate: str
    environment: tuple[tuple[str, str], ...]
    reads: tuple[Path, ...]
    writable: tuple[Path, ...]
    patience: float
    idle: float
    demonstration: bool = False

    @property
    def identity(self) -> str:
        """The driver, the token and the certificate in it."""
        return f"pkcs11:{self.module}:{self.token}:{self.serial}:{self.certificate}"

    @property
    def label(self) -> str:
        """The token's label, or its serial number."""
        return self.token or self.serial

    @property
    def readable(self) -> tuple[Path, ...]:
        """The driver's own folder, and every file or folder its environment names."""
        named = tuple(Path(value) for _, value in self.environment if value.startswith("/"))
        return (self.module.resolve().parent, *named, *self.reads)

    def open(self, pin: str) -> AbstractContextManager[Any]:
        """Log in with `pin` and give a signer."""
        from plugins.tokens.session import unlocked

        return unlocked(self, pin)

    def read(self) -> TokenFacts:
        """Return what the token says without its PIN."""
        from plugins.tokens.session import read

        return read(self)


@dataclass(frozen=True, slots=True)
class FileRecipe:
    """A key in a PKCS#12 file: it proves nothing about who held it, so it is good for demonstrations only."""

    name: str
    file: Path
    patience: float
    idle: float
    writable: tuple[Path, ...] = ()
    demonstration: bool = True

    @property
    def identity(self) -> str:
        """The file."""
        return f"pkcs12:{self.file}"

    @property
    def label(self) -> str:
        """The file's name."""
        return self.file.name

    @property
    def readable(self) -> tuple[Path, ...]:
        """The file."""
        return (self.file,)

    def open(self, pin: str) -> AbstractContextManager[Any]:
        """Decrypt the file with `pin` and give a signer."""
        from plugins.tokens.keyfile import decrypted

        return decrypted(self, pin)

    def read(self) -> TokenFacts:
        """Return what can be told of the file without its password: that it is there."""
        from plugins.tokens.keyfile import read

        return read(self)


def recipe_of(name: str, token: Token) -> TokenRecipe | FileRecipe:
    """Return how the key of a table in site.toml is reached."""
    idle = token.idle_minutes * 60
    if token.pkcs12 is not None:
        return FileRecipe(name, token.pkcs12, token.patience, idle)
    assert token.module is not None  # its table was refused otherwise
    return TokenRecipe(
        name=name,
        module=token.module,
        token=token.label,
        serial=token.serial,
        certificate=token.certificate,
        environment=tuple(token.environment.items()),
        reads=token.reads,
        writable=token.writes,
        patience=token.patience,
        idle=idle,
    )
