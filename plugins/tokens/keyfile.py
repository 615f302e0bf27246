"""A key in a PKCS#12 file, decrypted in a child, for demonstrations only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pyhanko.sign.signers import SimpleSigner

from core.values import TokenFacts
from plugins.tokens import failures
from plugins.tokens.recipes import FileRecipe


@contextmanager
def decrypted(recipe: FileRecipe, pin: str) -> Iterator[SimpleSigner]:
    """Give a signer with the key in the file; raises a sentence when the password does not open it."""
    load: Any = SimpleSigner.load_pkcs12_data
    try:
        signer: SimpleSigner = load(_content(recipe), (), pin.encode())
    except ValueError:
        raise failures.closed_file(recipe.label) from None
    yield signer


def read(recipe: FileRecipe) -> TokenFacts:
    """Return that the file is there; its certificate is behind the password as its key is."""
    _content(recipe)
    return TokenFacts(recipe.label, "", "", "PKCS#12")


def _content(recipe: FileRecipe) -> bytes:
    try:
        return recipe.file.read_bytes()
    except OSError as error:
        raise failures.no_file(recipe.file, error.strerror or str(error)) from None
