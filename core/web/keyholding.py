"""The tokens a person can sign with, as a page shows them: unlocked or not, and why not."""

from __future__ import annotations

from dataclasses import dataclass

from core import hookspecs
from core.errors import OfficeError
from core.language import mark
from core.office import Office
from core.values import Actor, Role, SignerRecipe
from signing.values import Certificate, Purpose

FOR = {
    Purpose.LEADER: mark("Chữ ký số của tôi"),
    Purpose.INITIAL: mark("Chữ ký nháy của tôi"),
    Purpose.ORGANISATION: mark("Chữ ký số của cơ quan"),
}
"""What each key at hand is for, in words."""


@dataclass(frozen=True, slots=True)
class AtHand:
    """One token this person can sign with."""

    purpose: Purpose
    words: str
    label: str
    demonstration: bool
    unlocked: bool
    certificate: Certificate | None
    """What it signs with; known once it is unlocked."""
    ended: OfficeError | None
    """Why its last session ended by itself."""


async def at_hand(office: Office, by: Actor, *purposes: Purpose) -> list[AtHand]:
    """Return this person's tokens for `purposes`, each token once; empty when no plugin knows one."""
    found: dict[str, AtHand] = {}
    for purpose in purposes or tuple(FOR):
        for recipe in await office.host.gather(hookspecs.signer_for, office=office, user=by, purpose=purpose):
            found.setdefault(recipe.identity, _as_it_is(office, by, purpose, recipe))
    return list(found.values())


def _as_it_is(office: Office, by: Actor, purpose: Purpose, recipe: SignerRecipe) -> AtHand:
    unlocked = office.keyring.unlocked(recipe, by)
    return AtHand(
        purpose,
        FOR[purpose],
        recipe.label,
        recipe.demonstration,
        unlocked,
        office.keyring.certificate(recipe, by) if unlocked else None,
        office.keyring.ended(recipe),
    )


def purposes_of(by: Actor) -> tuple[Purpose, ...]:
    """Return what a person of these roles may hold a token for."""
    own = (Purpose.LEADER, Purpose.INITIAL)
    return (*own, Purpose.ORGANISATION) if Role.CLERK in by.roles else own
