"""Puts one signature on one file and proves it; where anything fails, nothing is left behind."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from core import trust
from core.config.sections import Signing, Untimed
from core.documents import proofs, verdicts
from core.errors import Refused, Trouble
from core.language import tr
from core.office import Office
from core.sandbox.limits import Limits
from core.store.papers import File
from core.values import Actor, Blob, SignerRecipe
from signing.order import Order
from signing.policy import Kind, may_sign
from signing.policy import demand as lacking
from signing.trust import Trust
from signing.values import Applied, Holder, Inspection, Level, Purpose, Reason, Verdict

LEFT_BEHIND = "sign-"
"""How files begin on which a signature is being put; what a power cut leaves of them is rubbish."""
PROVING = Limits(seconds=300, cpu_seconds=300)
UNSIGNED = Inspection(Verdict.INDETERMINATE, Reason("", ""))
"""What is known of a file that bears no signature."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key that is unlocked for a person."""

    recipe: SignerRecipe
    by: Actor


@dataclass(frozen=True, slots=True)
class Imprint:
    """A signed file in the store, and what it was proven to be worth."""

    order: Order
    before: Blob
    blob: Blob
    applied: Applied
    inspection: Inspection
    pages: int
    demonstration: bool
    """Whether the key lies in a file: good for nothing but demonstrations."""

    @property
    def facts(self) -> dict[str, object]:
        """What stands beside the file, as its examination would say it, and the blanks that are in it."""
        blanks = [[blank.name, blank.size, blank.italic] for blank in self.order.prepare]
        told: dict[str, object] = {"signatures": len(self.inspection.signatures), "notes": []}
        return told | ({"blanks": blanks} if blanks else {})


async def imprint(
    office: Office, source: Blob, order: Order, key: Key, at: datetime, *, must: Kind | None = None
) -> Imprint:
    """Return `source` with one more signature, kept and proven; raise a sentence when that cannot be.

    The token signs in a child of its own, another child judges every signature anew and reads the file with
    a second parser, and the new file begins with the old one, byte for byte. `must` is the class of document
    whose signatures the new file has to bear, all of them.
    """
    online = office.site.trust.online or order.level in (Level.B_LT, Level.B_LTA)
    earlier = await known(office, source)
    demand_open(earlier, order.purpose)
    with leaf(office) as target:
        believed = await office.store.read(trust.current, at, online)
        applied = await office.keyring.sign(key.recipe, key.by, source.path, target, order, believed, at=at)
        digest = await asyncio.to_thread(proofs.extends, source.path, target)
        proven = await prove(office, target, believed)
        fields = frozenset(one.field for one in earlier.signatures)
        proofs.demand(proven, order.field, fields)
        if must is not None:
            demand_complete(must, proven.inspection)
        blob = await asyncio.to_thread(office.blobs.keep, target, source.name)
    if blob.sha256 != digest:
        raise Trouble(
            "VT-2930",
            "Tệp vừa ký đã bị thay đổi trên đĩa trước khi được lưu.",
            hint="Văn bản không thay đổi; ký lại và báo quản trị.",
        )
    return Imprint(order, source, blob, applied, proven.inspection, proven.pages, key.recipe.demonstration)


@asynccontextmanager
async def dropped(office: Office, made: Sequence[Imprint]) -> AsyncIterator[None]:
    """Erase what was signed when the block fails to write it down: no row would ever name it."""
    try:
        yield
    except Exception:
        for one in made:
            if not await office.store.read(File.select().where(File.sha256 == one.blob.sha256).exists):
                await asyncio.to_thread(office.blobs.erase, one.blob.sha256)
        raise


async def known(office: Office, source: Blob) -> Inspection:
    """Return what the signatures a file bears already are worth: as it was found, or as it is found now."""
    found = await office.store.read(trust.verdict_of, source.sha256)
    if found is not None:
        return found
    if not await office.sandbox.call(proofs.count, source.path, reads=(source.path,)):
        return UNSIGNED
    return await verdicts.judge(office, source.path)


def demand_open(earlier: Inspection, purpose: Purpose) -> None:
    """Raise Refused when the signatures a file bears already forbid one more for `purpose`."""
    reason = may_sign(earlier, purpose)
    if reason is not None:
        raise Refused(
            "VT-2931",
            "Chưa ký được tệp này: {reason}",
            hint="Xem các chữ ký có sẵn trong tệp; nếu cần, thay bằng bản chưa ký rồi trình lại.",
            reason=tr(reason.sentence, **reason.facts),
        )


def demand_complete(kind: Kind, inspection: Inspection) -> None:
    """Raise Refused unless a file bears every signature its class needs, valid and in order."""
    reason = lacking(kind, inspection)
    if reason is not None:
        raise Refused(
            "VT-2933",
            "Văn bản chưa đủ chữ ký phải có: {reason}",
            hint="Xem các chữ ký trên văn bản; nếu cần, lãnh đạo ký lại.",
            reason=tr(reason.sentence, **reason.facts),
        )


def ordered(settings: Signing, field: str, purpose: Purpose) -> Order:
    """Return a signature as the site wants it: its level, whom to ask for the time, and how long.

    Raises Refused when the site wants timestamps and names nobody who gives them.
    """
    may_do_without = settings.without_timestamp is Untimed.ALLOW
    unasked = settings.level is not Level.B_B and not settings.timestamps
    if unasked and not may_do_without:
        raise Refused(
            "VT-2932",
            "Cơ quan quy định chữ ký mức {level} nhưng chưa khai báo máy chủ cấp dấu thời gian.",
            hint="Quản trị khai báo signing.timestamps, hoặc cho ký tạm không có dấu thời gian.",
            level=settings.level.value,
        )
    return Order(
        field,
        purpose,
        level=Level.B_B if unasked else settings.level,
        timestamps=settings.timestamps,
        patience=settings.timestamp_patience,
        without_timestamp=may_do_without,
    )


async def prove(office: Office, file: Path, believed: Trust) -> proofs.Proven:
    """Judge every signature of a file in the sandbox and read it again with a second parser."""
    directory: tuple[Holder, ...] = await office.store.read(trust.directory)
    now = replace(believed, at=office.clock.utc(), online=False)
    return await office.sandbox.call(proofs.prove, file, now, directory, reads=(file,), limits=PROVING)


@contextmanager
def leaf(office: Office) -> Iterator[Path]:
    """Give a name for a file that is gone when the block is left."""
    path = office.home.scratch / f"{LEFT_BEHIND}{secrets.token_hex(8)}.pdf"
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)
