"""Which key a person signs with, and whether the certificate on it is really his."""

from __future__ import annotations

from typing import Any

from core import audit, hookspecs
from core.errors import OfficeError, Refused
from core.office import Office
from core.store.seals import Certified
from core.values import Actor, SignerRecipe
from signing.values import Certificate, Purpose, Role

PERSONAL = (Purpose.LEADER, Purpose.INITIAL)
"""What a person signs for himself; all else is the organisation's."""


async def recipe_for(office: Office, by: Actor, purpose: Purpose) -> SignerRecipe:
    """Return how `by` reaches the key for `purpose`; raise a sentence when no plugin knows such a key."""
    answers = await office.host.ask(hookspecs.signer_for, office=office, user=by, purpose=purpose)
    for answer in answers:
        if answer.value is not None:
            return answer.value
    for answer in answers:
        if answer.error is not None:
            raise answer.error
    if purpose in PERSONAL:
        raise Refused(
            "VT-2921",
            "Chưa khai báo thiết bị ký số của {name}.",
            hint="Quản trị khai báo thiết bị của người này trong phần [plugins.tokens] rồi ký lại.",
            name=by.name,
        )
    raise Refused(
        "VT-2922",
        "Chưa khai báo thiết bị ký số của cơ quan cho {name} dùng.",
        hint="Quản trị khai báo thiết bị của cơ quan trong phần [plugins.tokens]; chỉ văn thư được dùng.",
        name=by.name,
    )


async def unlock(office: Office, by: Actor, purpose: Purpose, pin: str) -> SignerRecipe:
    """Unlock the token for `purpose` with the PIN `by` has just typed; one PIN then serves many letters.

    Raises Refused when the certificate on it is not his, and locks it again. Either way it is remembered.
    """
    recipe = await recipe_for(office, by, purpose)
    try:
        await office.keyring.unlock(recipe, pin, by)
    except OfficeError as error:
        await _remember(office, by, "unlock_failed", recipe, code=error.code)
        raise
    try:
        await _demand_own(office, recipe, by, purpose)
        await _remember(office, by, "unlock_token", recipe)
    except OfficeError as error:
        await office.keyring.lock(recipe)
        await _remember(office, by, "unlock_failed", recipe, code=error.code)
        raise
    return recipe


async def lock(office: Office, by: Actor, purpose: Purpose) -> SignerRecipe:
    """End the session of the token for `purpose`, if it is this person's; return how it is reached."""
    recipe = await recipe_for(office, by, purpose)
    if office.keyring.unlocked(recipe, by):
        await office.keyring.lock(recipe)
        await _remember(office, by, "lock_token", recipe)
    return recipe


async def ready(office: Office, by: Actor, purpose: Purpose, pin: str | None) -> SignerRecipe:
    """Return the recipe of a token that is unlocked for `by`, unlocking it first when a PIN was typed."""
    recipe = await recipe_for(office, by, purpose)
    if pin and not office.keyring.unlocked(recipe, by):
        return await unlock(office, by, purpose, pin)
    await _demand_own(office, recipe, by, purpose)
    return recipe


async def _remember(office: Office, by: Actor, action: str, recipe: SignerRecipe, **facts: Any) -> None:
    await office.store.write(audit.write, by, action, office.clock.now(), token=recipe.label, **facts)


async def _demand_own(office: Office, recipe: SignerRecipe, by: Actor, purpose: Purpose) -> None:
    certificate = office.keyring.certificate(recipe, by)
    await office.store.read(demand_own, certificate, by, purpose)


def demand_own(certificate: Certificate, by: Actor, purpose: Purpose) -> None:
    """Raise Refused unless the directory says the certificate is this person's, or the organisation's.

    Decree 30/2020, art. 32.3: a person signs with nobody's key but his own.
    """
    row = Certified.get_or_none(Certified.sha256 == certificate.sha256, Certified.removed_at.is_null())
    if purpose in PERSONAL:
        wanted = (Role.LEADER,) if purpose is Purpose.LEADER else (Role.LEADER, Role.OFFICER)
        fits = row is not None and row.role in wanted and row.user_id == by.user_id
    else:
        fits = row is not None and row.role == Role.ORGANISATION and not row.agency
    if not fits:
        raise Refused(
            "VT-2923",
            "Chứng thư “{holder}” (số {serial}) chưa được ghi là của {owner}.",
            hint="Quản trị ghi chứng thư này ở trang Chứng thư số rồi ký lại.",
            holder=certificate.subject,
            serial=certificate.serial,
            owner=by.name if purpose in PERSONAL else "cơ quan",
        )
