"""Fetching fresh lists of revocations from where their authorities publish them."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from functools import partial

import aiohttp

from core import jobs
from core.errors import OfficeError, Trouble
from core.office import Office
from core.store.seals import Certified, TrustItem
from core.trust.bringing import AUTHORITIES, import_
from core.trust.issuers import is_issued
from core.trust.items import is_stale
from core.trust.material import CRL, LARGEST, lists_of
from core.values import BOX, Ending, Job, JobKind, Moment, Retry

INTERVAL = timedelta(hours=1)
PATIENCE = aiohttp.ClientTimeout(total=120, connect=20)
log = logging.getLogger("vanthu.trust")


async def refresh(office: Office, job: Job) -> Ending | None:
    """Fetch every list that is past half of its life, and look again in an hour.

    What is fetched is checked like a file somebody brings: by the signature of an authority we hold. Raises
    Trouble when an address did not give a list.
    """
    if not office.site.trust.online:
        return None
    wanted = await office.store.read(due, office.clock.utc())
    wrong: list[str] = []
    async with aiohttp.ClientSession(timeout=PATIENCE) as line:
        for address in wanted:
            try:
                data = await _fetch(line, address)
                await office.store.write(import_, data, None, BOX, office.clock.now(), address=address)
            except (OfficeError, aiohttp.ClientError, TimeoutError) as error:
                log.warning("%s: %s", address, error)
                wrong.append(address)
    if wrong:
        raise Trouble(
            "VT-4121",
            "Chưa tải được danh sách thu hồi từ {addresses}.",
            hint="Hệ thống tự thử lại; nếu máy không nối mạng, nhập danh sách bằng tệp.",
            addresses=", ".join(wrong),
        )
    at = office.clock.now()
    return partial(ask, Moment(at.utc + INTERVAL, at.verified))


def due(at: datetime) -> list[str]:
    """Return the addresses of lists that are not held yet or are past half of their life."""
    held = TrustItem.select(TrustItem.address, TrustItem.valid_from, TrustItem.valid_to).where(
        TrustItem.kind == CRL, TrustItem.removed_at.is_null(), TrustItem.address != ""
    )
    young = {row.address for row in held if _is_young(row, at)}
    return [address for address in addresses() if address not in young]


def addresses() -> list[str]:
    """Return where lists are published that name a certificate we hold.

    Of people only those whose issuer we hold: no list of another would be kept, and what a stranger's
    certificate gives as an address might be any machine of the office's network.
    """
    authorities = TrustItem.select(TrustItem.der).where(
        TrustItem.kind.in_(AUTHORITIES), TrustItem.removed_at.is_null()
    )
    held = [bytes(row.der) for row in authorities]
    people = Certified.select(Certified.der).where(Certified.removed_at.is_null())
    known = [der for der in (bytes(row.der) for row in people) if is_issued(der, held)]
    found = [address for der in (*held, *known) for address in lists_of(der)]
    fetched = (
        TrustItem.select(TrustItem.address).where(TrustItem.kind == CRL, TrustItem.address != "").distinct()
    )
    return sorted({*found, *(row.address for row in fetched)})


def ask(at: Moment) -> None:
    """Have lists fetched at this hour, once."""
    jobs.enqueue(KIND.name, f"{at.utc:%Y-%m-%dT%H}", at)


def ask_now(at: Moment) -> None:
    """Have lists fetched at once: somebody asks for it."""
    jobs.enqueue(KIND.name, at.utc.isoformat(), at)


def _is_young(row: TrustItem, at: datetime) -> bool:
    if is_stale(row.valid_from, row.valid_to, at):
        return False
    return row.valid_to is None or at < row.valid_from + (row.valid_to - row.valid_from) / 2


async def _fetch(line: aiohttp.ClientSession, address: str) -> bytes:
    async with line.get(address, max_redirects=3) as answer:
        answer.raise_for_status()
        held = bytearray()
        async for piece in answer.content.iter_chunked(1 << 16):
            held += piece
            if len(held) > LARGEST:
                raise aiohttp.ClientPayloadError("larger than a list of revocations")
        return bytes(held)


KIND = JobKind("refresh_trust", refresh, Retry(first=60, longest=3600, tries=24), at_once=1, gives_way=True)
