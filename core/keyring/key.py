"""What a token's child keeps: the unlocked key, and what can be asked of it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from core.values import SignerRecipe, TokenFacts

if TYPE_CHECKING:
    # The office names what stands here without loading the libraries that read and write a PDF.
    from signing.order import Order
    from signing.trust import Trust
    from signing.values import Applied, Certificate


class Key:
    """An unlocked key; used by the child's one thread."""

    def __init__(self, signer: Any) -> None:
        self._signer = signer

    def certificate(self) -> Certificate:
        """Return the certificate it signs with."""
        from signing.certificates import described

        return described(self._signer.signing_cert)

    def present(self) -> bool:
        """Say whether the token is still there and still open."""
        present = getattr(self._signer, "present", None)
        return bool(present()) if present else True

    def try_out(self) -> None:
        """Sign a few random bytes, for nothing but to see that it can."""
        asyncio.run(self._signer.async_sign_raw(os.urandom(32), "sha256"))

    def sign(
        self, source: BinaryIO, target: BinaryIO, order: Order, trust: Trust, at: datetime | None
    ) -> Applied:
        """Put one signature on `source`; what the token got wrong is told before what followed from it."""
        from signing.apply import apply

        try:
            return apply(source, target, self._signer, order, trust, at)
        except Exception:
            failure = getattr(self._signer, "failure", None)
            if failure is not None:
                raise failure from None
            raise


@contextmanager
def open_key(recipe: SignerRecipe, pin: str) -> Iterator[Key]:
    """Unlock a key within the block; raises the recipe's sentence when it cannot be unlocked."""
    import signing.apply  # noqa: F401 - now, while the person waits for the token, and not at the first page

    with recipe.open(pin) as signer:
        yield Key(signer)


def read_token(recipe: SignerRecipe) -> TokenFacts:
    """Return what a token says without its PIN."""
    return recipe.read()
