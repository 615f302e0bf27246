"""How a token's child lives, and what it reads of the token without the PIN."""

from __future__ import annotations

from core.errors import OfficeError
from core.keyring import failures, key
from core.sandbox.fence import Fence, Network
from core.sandbox.limits import Limits
from core.sandbox.orders import Setup, order_for
from core.sandbox.process import Child
from core.values import SignerRecipe, TokenFacts

ALLOWANCE = 60.0
"""Seconds a child may take beside its driver: to load libraries, and to read the file."""


def describe(recipe: SignerRecipe) -> TokenFacts:
    """Return what a token says of itself without its PIN, asked in a child of its own.

    Raises a sentence when it is not there, or when its driver is missing, hangs or crashes.
    """
    child = Child(Setup(fence_of(recipe, Network.LOCAL)))
    try:
        answer = child.ask(order_for(key.read_token, (recipe,), limits_of(recipe)))
    except OfficeError as wrong:
        raise failures.of_child(recipe, wrong) from None
    finally:
        child.close()
    assert isinstance(answer, TokenFacts)
    return answer


def fence_of(recipe: SignerRecipe, network: Network) -> Fence:
    """Return what a token's child may reach: its driver, what the driver needs, and the card daemon."""
    return Fence(recipe.readable, recipe.writable, network)


def limits_of(recipe: SignerRecipe, more: float = 0.0) -> Limits:
    """Return what one question may take; the driver alone is given no more than the recipe's patience."""
    return Limits(seconds=recipe.patience + ALLOWANCE + more)
