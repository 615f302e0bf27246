"""What lets the demonstration's commune sign: keys in files, an authority of its own, pictures."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from appliance.demonstration import authority, commune
from appliance.demonstration.authority import Keys
from appliance.specimens import from_ourselves, paper
from core import trust
from core.documents import likenesses
from core.store.people import User
from core.trust import holders
from core.trust.holders import Ownership
from core.values import BOX, Moment
from signing.values import Role

SIGNERS = {"chutich": Role.LEADER, "phochutich": Role.LEADER, "truongphong": Role.OFFICER}
"""Who has a key, and as what the directory knows him."""
WIDTH, SEAL = 50.0, 36.0
"""Millimetres of a handwriting and of the seal on paper."""


def make(folder: Path, at: datetime) -> Keys:
    """Make the keys of the commune and of those of its people who sign."""
    names = {login: name for login, name, *_ in commune.PEOPLE if login in SIGNERS}
    return authority.make(folder, names, commune.NAME, at)


def settings(keys: Keys) -> dict[str, object]:
    """Return what site.toml says of the commune's tokens, by written key."""
    told: dict[str, object] = {"plugins.tokens.enabled": True}
    for login, file in keys.files.items():
        table = f"plugins.tokens.tokens.{login or 'coquan'}"
        told[f"{table}.pkcs12"] = str(file)
        told[f"{table}.user" if login else f"{table}.organisation"] = login or True
    return told


def equip(keys: Keys, at: Moment) -> None:
    """Have the office believe the demonstration's authority, know its certificates and hold its pictures."""
    trust.import_(keys.root, "root", BOX, at, demonstration=True)
    trust.import_(keys.crl, None, BOX, at)
    for login, certificate in keys.certificates.items():
        if not login:
            holders.enter(certificate, Ownership(Role.ORGANISATION, commune.NAME), BOX, at)
            continue
        user = User.get(User.login == login)
        holders.enter(certificate, Ownership(SIGNERS[login], user.name, user.id), BOX, at)
        likenesses.keep(user.id, _signature(user.name), WIDTH, commune.actor(login), at)
    seal = paper.mark(from_ourselves.PLAN, "seal")
    likenesses.keep(None, seal, SEAL, commune.actor("vanthu"), at)


def _signature(name: str) -> bytes:
    return paper.mark(paper.signed_by(from_ourselves.PLAN, name), "signature")
