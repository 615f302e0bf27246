"""Lets whoever sits at the console unlock a token in the running office, and lock it again."""

from __future__ import annotations

from typing import Any

from appliance.doorbell import Answerer
from core import audit
from core.errors import Missing, OfficeError
from core.office import Office
from core.values import Actor, Role, SignerRecipe
from plugins.tokens.recipes import FileRecipe, TokenRecipe, recipe_of
from plugins.tokens.settings import Settings


def answerer(office: Office, others: Answerer) -> Answerer:
    """Return what answers `unlock` and `lock`, and leaves every other question to `others`.

    The PIN comes over a socket that only the office's own account may open, and goes on through a pipe.
    """

    async def answer(do: str, asked: dict[str, Any]) -> dict[str, Any]:
        if do not in ("unlock", "lock"):
            return await others(do, asked)
        recipe = reached(office.settings(Settings), str(asked["token"]))
        by = at_the_console(str(asked["login"]))
        if do == "lock":
            await office.keyring.lock(recipe)
            await _remember(office, by, "lock_token", recipe)
            return {}
        try:
            await office.keyring.unlock(recipe, str(asked["pin"]), by)
        except OfficeError as wrong:
            await _remember(office, by, "unlock_failed", recipe, code=wrong.code)
            raise
        await _remember(office, by, "unlock_token", recipe)
        certificate = office.keyring.certificate(recipe, by)
        return {"holder": certificate.subject, "minutes": recipe.idle / 60}

    return answer


async def _remember(office: Office, by: Actor, action: str, recipe: SignerRecipe, **facts: Any) -> None:
    await office.store.write(audit.write, by, action, office.clock.now(), token=recipe.label, **facts)


def at_the_console(login: str) -> Actor:
    """Return an account of the operating system as the office knows it: no person of its own."""
    return Actor(login, login, frozenset({Role.ADMIN, Role.CLERK}))


def reached(settings: Settings, name: str) -> TokenRecipe | FileRecipe:
    """Return how a token is reached by the name of its table; raises Missing when there is none."""
    if name not in settings.tokens:
        raise Missing(
            "VT-4381",
            "Cấu hình không có thiết bị “{name}”.",
            hint="Xem các thiết bị: vanthu token list; khai thêm ở [plugins.tokens.tokens.{name}].",
            name=name,
        )
    return recipe_of(name, settings.tokens[name])
