"""Finds a token among those its driver sees, in a child, and reads what stands on it for everybody."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pkcs11
from asn1crypto import x509
from pkcs11 import Attribute, ObjectClass, PKCS11Error, TokenFlag
from pkcs11.types import Session, Token

from plugins.tokens import failures
from plugins.tokens.recipes import TokenRecipe

FLAGS = {
    TokenFlag.USER_PIN_COUNT_LOW: "low",
    TokenFlag.USER_PIN_FINAL_TRY: "final",
    TokenFlag.USER_PIN_LOCKED: "locked",
    TokenFlag.USER_PIN_TO_BE_CHANGED: "unset",
}


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate on a token and how the token calls it."""

    certificate: x509.Certificate
    label: str
    number: bytes
    """CKA_ID: the same for a certificate and its key."""

    @property
    def authority(self) -> bool:
        """Whether it belongs to an authority, and signs certificates only."""
        return bool(self.certificate.ca)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """End this very process when the block takes longer: nothing else stops a driver that hangs."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def find(recipe: TokenRecipe) -> Token:
    """Load the driver and return the one token the recipe means; raise a sentence when it is not there."""
    if not recipe.module.exists():
        raise failures.no_module(recipe.module)
    os.environ.update(dict(recipe.environment))
    with within(recipe.patience):
        try:
            slots = pkcs11.lib(str(recipe.module)).get_slots(token_present=True)
        except PKCS11Error as error:
            reason = f"{type(error).__name__} {error}".strip()
            raise failures.bad_module(recipe.module, reason) from None
        found = [token for slot in slots if (token := _token(slot)) and _meant(token, recipe)]
    if len(found) > 1:
        raise failures.several(recipe.label, (serial_of(token) for token in found))
    if not found:
        raise failures.absent(recipe.label)
    return found[0]


def serial_of(token: Token) -> str:
    """Return a token's serial number as it is printed on it."""
    return token.serial.decode("utf-8", "replace").strip("\0 ")


def flags_of(token: Token) -> frozenset[str]:
    """Return how the token stands with its PIN, in the words of TokenFacts; asks the token anew."""
    try:
        flags = token.slot.get_token().flags
    except PKCS11Error:  # it is asked after something went wrong, and that is told in any case
        return frozenset()
    said = {word for flag, word in FLAGS.items() if flag in flags}
    return frozenset(said if TokenFlag.USER_PIN_INITIALIZED in flags else said | {"unset"})


def certificates(session: Session, recipe: TokenRecipe) -> tuple[Held, ...]:
    """Return the certificates on a token, the one the recipe names first."""
    objects = list(session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}))
    held = [
        Held(
            x509.Certificate.load(each[Attribute.VALUE]),
            str(each[Attribute.LABEL]),
            bytes(each[Attribute.ID]),
        )
        for each in objects
    ]
    return tuple(sorted(held, key=lambda each: (each.authority, not named(each, recipe), each.label)))


def named(held: Held, recipe: TokenRecipe) -> bool:
    """Say whether the recipe means this certificate; one that names none means every one."""
    wanted = recipe.certificate
    return not wanted or wanted in (held.label, held.number.hex()) or wanted.lower() == held.number.hex()


def _token(slot: pkcs11.Slot) -> Token | None:
    try:
        return slot.get_token()
    except PKCS11Error:  # pulled out between two questions, or of a kind the driver does not know
        return None


def _meant(token: Token, recipe: TokenRecipe) -> bool:
    label, serial = token.label.rstrip("\0 "), serial_of(token)
    return (not recipe.token or label == recipe.token) and (not recipe.serial or serial == recipe.serial)
