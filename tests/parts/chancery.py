"""An office that can sign: its people, their keys and pictures, what it believes, and its letters."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core import trust
from core.bell import Bell
from core.blobs import Blobs
from core.clock import Clock
from core.config.site import parse
from core.documents import drafting, drafts, likenesses, outgoing
from core.documents.batches import Batches
from core.documents.examine import PDF
from core.host.host import Host
from core.keyring.keyring import Keyring
from core.office import Home, Office
from core.sandbox.pool import Sandbox
from core.store.database import Store
from core.store.outgoing import Version
from core.store.papers import Document
from core.trust import holders
from core.trust.holders import Ownership
from core.values import Actor, Moment
from plugins.tokens import plugin as tokens
from signing.values import Inspection, Role
from tests.parts import hsm as softhsm
from tests.parts.bureau import Inspector
from tests.parts.hsm import PIN, Hsm
from tests.parts.letters import letter, seal_png, signature_png
from tests.parts.office import Desk, furnish
from tests.parts.pki import Authority

SITE = """
[office]
code = "H51.10.05"
name = "ỦY BAN NHÂN DÂN XÃ LONG PHÚ"
place = "Long Phú"
"""


@dataclass
class Chancery:
    """The office of a test."""

    office: Office
    desk: Desk
    pki: Authority

    async def draft(self, content: bytes | None = None, **given: Any) -> int:
        """Have the officer write a letter for the chairman to sign."""
        about, desk = self.desk.wanted(**given), self.desk
        document = await self.office.store.write(
            drafts.draft, about, desk.officer, self.now, site=self.office.site
        )
        await self.file(document, content)
        return document

    async def file(self, document: int, content: bytes | None = None) -> str:
        """Put a PDF into a draft as its next version, as if it had been found clean; return its hash."""
        blob = self.office.blobs.keep(content or letter(leader=self.desk.leader.name), "du-thao.pdf")
        about = {"media_type": PDF, "pages": 1, "facts": {"signatures": 0, "notes": []}}
        await self.office.store.write(
            drafts.add_version, document, blob, about, "", self.desk.officer, self.now
        )
        return blob.sha256

    async def approved(self, content: bytes | None = None, **given: Any) -> int:
        """Have a letter written, checked and approved: it waits for the signature."""
        document = await self.draft(content, **given)
        await self.approve(document)
        return document

    async def approve(self, document: int) -> None:
        """Have a draft submitted, checked and approved."""
        write, desk = self.office.store.write, self.desk
        await write(drafting.submit, document, desk.officer, self.now)
        await write(drafting.check_content, document, "", desk.head, self.now)
        await write(drafting.check_form, document, "", desk.checker, self.now)
        await write(drafting.approve, document, await self.seen(document), desk.leader, self.now)

    async def number(self, document: int) -> None:
        """Let the clerk give a signed letter its number."""
        await self.office.store.write(outgoing.number, document, self.office.site, self.desk.clerk, self.now)

    @property
    def now(self) -> Moment:
        """This instant."""
        return self.office.clock.now()

    async def row(self, document: int) -> Document:
        """Return a document's row."""
        return await self.office.store.read(Document.get_by_id, document)

    async def seen(self, document: int) -> str:
        """Return the hash of a document's current file."""
        return str((await self.row(document)).sha256)

    async def content(self, document: int) -> bytes:
        """Return the bytes of a document's current file."""
        return self.office.blobs.path(await self.seen(document)).read_bytes()

    async def verdict(self, document: int) -> Inspection:
        """Return what the signatures of a document's current file were found to be worth."""
        found = await self.office.store.read(trust.verdict_of, await self.seen(document))
        assert found is not None
        return found

    async def stages(self, document: int) -> list[str]:
        """Return the stages of a document's files, in their order."""
        rows = Version.select().where(Version.document == document).order_by(Version.number)
        return await self.office.store.read(lambda: [row.stage for row in rows])

    @property
    def scraps(self) -> list[str]:
        """What lies in the office's scratch folder: nothing, while nothing is being signed."""
        return sorted(path.name for path in self.office.home.scratch.iterdir())


@asynccontextmanager
async def open_chancery(
    folder: Path,
    store: Store,
    pki: Authority,
    keys: str,
    *,
    settings: str = "",
    more: Mapping[str, object] | None = None,
    clock: Clock | None = None,
    home: Home | None = None,
) -> AsyncIterator[Chancery]:
    """Open an office with `keys`, the tables of its tokens, within the block, in `home` if there is one."""
    home = home or Home(folder / "etc", folder / "var", folder / "run")
    for place in (home.settings, home.data, home.run):
        place.mkdir(parents=True, exist_ok=True)
    host = Host()
    for name, plugin in ({"tokens": tokens, "inspector": Inspector()} | dict(more or {})).items():
        host.add(name, plugin)
    site, blobs, bell = parse(SITE + settings + keys, host.kinds()), Blobs(home.blobs, home.scratch), Bell()
    blobs.open()
    keyring = Keyring(online=lambda: site.signing.level.value != "B-B")
    async with Sandbox() as sandbox, Batches(bell) as batches:
        parts = (store, blobs, sandbox, host, bell, keyring, batches)
        office = Office(home, "test", clock or Clock(), *parts, lambda: site)
        desk = await asyncio.to_thread(furnish, store)
        chancery = Chancery(office, desk, pki)
        await store.write(_believe, chancery)
        async with host.running(office):
            try:
                yield chancery
            finally:
                await keyring.close()


def token_keys(hsm: Hsm) -> str:
    """Return the tables of real tokens: the chairman's and the organisation's."""
    return _table("chutich", hsm, softhsm.LEADER, 'user = "chutich"') + _table(
        "coquan", hsm, softhsm.ORGANISATION, "organisation = true"
    )


OWNERS = {"leader": "chutich", "leader2": "phochutich", "officer": "truongphong", "initials": "kynhay"}
"""Whose the certificates of the authority are."""


def file_keys(pki: Authority, *names: str) -> str:
    """Return the tables of keys in files, for demonstrations: those of `names`, or of everybody."""
    tables = []
    for name in names or (*OWNERS, "org"):
        owner = f'user = "{OWNERS[name]}"' if name in OWNERS else "organisation = true"
        tables.append(f'[plugins.tokens.tokens.{name}]\npkcs12 = "{pki.pkcs12(name, PIN)}"\n{owner}\n')
    return "".join(tables)


def _table(name: str, hsm: Hsm, label: str, owner: str) -> str:
    return (
        f'[plugins.tokens.tokens.{name}]\nmodule = "{hsm.module}"\nlabel = "{label}"\n{owner}\n'
        f'environment = {{ SOFTHSM2_CONF = "{hsm.config}" }}\nwrites = ["{hsm.folder / "tokens"}"]\n'
    )


def _believe(chancery: Chancery) -> None:
    """Bring in root, lists of revocations, certificates and pictures."""
    desk, pki, now = chancery.desk, chancery.pki, chancery.now
    for der in (pki.der("root"), pki.der("interm")):
        trust.import_(der, "root" if der == pki.der("root") else None, desk.admin, now)
    for crl in pki.crls():
        trust.import_(crl, None, desk.admin, now)
    owners: dict[str, tuple[Role, Actor | None]] = {
        "leader": (Role.LEADER, desk.leader),
        "leader2": (Role.LEADER, desk.deputy),
        "officer": (Role.OFFICER, desk.head),
        "initials": (Role.OFFICER, desk.initialler),
        "org": (Role.ORGANISATION, None),
        "orgec": (Role.ORGANISATION, None),
    }
    for name, (role, person) in owners.items():
        owner = Ownership(role, user=person.user_id if person else None)
        holders.enter(pki.der(name), owner, desk.admin, now)
    for person in (desk.leader, desk.deputy, desk.initialler):
        likenesses.keep(person.user_id, signature_png(), 50.0, person, now)
    likenesses.keep(None, seal_png(), 36.0, desk.clerk, now)
