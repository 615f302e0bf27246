"""Takes files out of a source's folder into the office: journal, claim, bytes, document, in this order."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog

from core.documents import incoming
from core.errors import OfficeError, Refused, Trouble
from core.values import Arrival, Blob, Moment
from plugins.scanner import claims, moves
from plugins.scanner.claims import Claim
from plugins.scanner.desk import Desk, NoSpace
from plugins.scanner.readiness import is_written
from plugins.scanner.rooms import Rooms
from plugins.scanner.settle import Signature
from plugins.scanner.sources import Source

BATCH = 16
"""Files whose journal lines, and whose documents, are one commit."""
HANDS = 4
"""Files whose bytes are kept at the same time."""

log = structlog.get_logger(__name__)


class Changed(Exception):
    """Somebody wrote to the file, or replaced it, while it was being taken."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file that may be taken."""

    path: str
    """Below the folder."""
    signature: Signature
    trouble: OfficeError | None = None
    """Why it can only be shown as unreadable."""


@dataclass(slots=True)
class Tally:
    """What became of the files of one go."""

    received: int = 0
    returned: list[str] = field(default_factory=list)
    """Paths of files somebody was still writing to; they lie where they lay."""
    failed: list[tuple[str, OfficeError]] = field(default_factory=list)
    """Paths of files that could not be taken this time, and why."""


class Intake:
    """The intake of one source; used by one thread at a time."""

    def __init__(self, desk: Desk, name: str, source: Source, share: bool) -> None:
        self.desk = desk
        self.name = name
        self.source = source
        self.share = share
        self.rooms = Rooms(source.folder)
        self._hands = ThreadPoolExecutor(HANDS, f"scanner-{name}")

    def close(self) -> None:
        """Let go of the threads; do not wait for a disk that hangs."""
        self._hands.shutdown(wait=False, cancel_futures=True)

    def fitting(self, batch: Sequence[Found]) -> Sequence[Found]:
        """Return the first files of a batch that there is space for; raise NoSpace when there is for none."""
        wanted = 0
        for place, found in enumerate(batch):
            wanted += found.signature.size if found.trouble is None else 0
            try:
                self.desk.demand_space(wanted)
            except NoSpace:
                if not place:
                    raise
                return batch[:place]
        return batch

    def take(self, batch: Sequence[Found]) -> Tally:
        """Claim up to BATCH files, for which there is space, by rename and bring them into the office.

        Raises Trouble when nothing was touched: no database.
        """
        at = self.desk.clock.utc()
        planned = [_plan(self.name, found, at) for found in batch]
        self.desk.store.write_now(claims.begin, planned)
        tally = Tally()
        seized = []
        for claim, found in zip(planned, batch, strict=True):
            try:
                seized.append(self._seize(claim, found.signature))
            except (Changed, FileNotFoundError):
                tally.returned.append(found.path)
            except OSError as error:
                tally.failed.append((found.path, untaken(found.path, error)))
        self._drop_untaken(planned)
        for folder in {self.rooms.claimed, *((self.rooms.folder / claim.origin).parent for claim in seized)}:
            moves.sync(folder)
        self.finish(seized, tally)
        return tally

    def finish(self, seized: Sequence[Claim], tally: Tally) -> None:
        """Bring claimed files the rest of the way; whatever fails stays claimed and is tried again."""
        whole = [claim for claim in seized if claim.trouble is None]
        kept: list[tuple[Claim, Blob]] = []
        pairs = self._hands.map(self._try_to_keep, whole) if len(whole) > 1 else map(self._try_to_keep, whole)
        for claim, outcome in zip(whole, pairs, strict=True):
            if isinstance(outcome, Blob):
                kept.append((claim, outcome))
            elif isinstance(outcome, Changed):
                self._return(claim, tally)
            else:
                tally.failed.append((claim.origin, outcome))
        for claim in self._receive(kept, tally):
            self.file(claim, claims.KEPT, tally)
        for claim in seized:
            if claim.trouble is not None:
                self._refuse(claim, tally)

    def _seize(self, claim: Claim, signature: Signature) -> Claim:
        origin, target = self.rooms.folder / claim.origin, self.rooms.claimed / claim.ulid
        try:
            origin.rename(target)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            moves.copy_over(origin, target)
            self.desk.store.write_now(claims.copy, claim.ulid, True)
            claim = replace(claim, copied=True)
        status = target.lstat()
        now = Signature.of(status, self.share)
        same = (now.size, now.modified) == (signature.size, signature.modified)
        same = same and (claim.copied or now.inode == signature.inode)
        if not same or not stat.S_ISREG(status.st_mode) or is_written(target):
            moves.put_back(self.rooms, claim)
            raise Changed
        return claim

    def _drop_untaken(self, planned: Sequence[Claim]) -> None:
        untaken = [claim.ulid for claim in planned if not os.path.lexists(self.rooms.claimed / claim.ulid)]
        if untaken:
            self.desk.store.write_now(claims.drop, untaken)

    def _try_to_keep(self, claim: Claim) -> Blob | Changed | OfficeError:
        """Put the bytes of a claimed file into the store of blobs, unless they moved under our hands."""
        place = self.rooms.claimed / claim.ulid
        try:
            if _changed(place, claim):
                return Changed()
            blob = self.desk.blobs.keep(place, claim.name)
            return Changed() if _changed(place, claim) or blob.size != claim.size else blob
        except OfficeError as error:
            return error
        except OSError as error:
            return untaken(claim.origin, error)

    def _return(self, claim: Claim, tally: Tally) -> None:
        try:
            moves.put_back(self.rooms, claim)
        except OSError as error:
            tally.failed.append((claim.origin, untaken(claim.origin, error)))
            return
        self.desk.store.write_now(claims.drop, [claim.ulid])
        tally.returned.append(claim.origin)

    def _receive(self, kept: Sequence[tuple[Claim, Blob]], tally: Tally) -> Iterable[Claim]:
        """Make the documents, all in one commit; one by one when one of them stands in the way."""
        if not kept:
            return []
        try:
            self.desk.store.write_now(self._documents, kept, self.desk.clock.now())
        except Exception as error:
            if len(kept) > 1 and not isinstance(error, Trouble):
                return [claim for pair in kept for claim in self._receive([pair], tally)]
            for claim, _ in kept:
                self._object(claim, error, tally)
            return []
        tally.received += len(kept)
        return [claim for claim, _ in kept]

    def _documents(self, kept: Sequence[tuple[Claim, Blob]], at: Moment) -> None:
        for claim, blob in kept:
            incoming.receive(self._arrival(claim), blob, at)
            claims.move(claim.ulid, claims.KEPT)

    def _object(self, claim: Claim, error: Exception, tally: Tally) -> None:
        """Deal with a file the office will not have: refused for good, or tried again later."""
        if isinstance(error, Refused):
            self._refuse(replace(claim, trouble=_told(error)), tally)
        elif isinstance(error, OfficeError):
            tally.failed.append((claim.origin, error))
        else:
            log.error("a scan could not be received", source=self.name, claim=claim.ulid, exc_info=error)
            tally.failed.append((claim.origin, unexpected(error)))

    def _refuse(self, claim: Claim, tally: Tally) -> None:
        trouble = claim.trouble or {}
        error = Refused(trouble["code"], trouble["message"], hint=trouble["hint"])
        try:
            self.desk.store.write_now(self._unreadable, claim, error, self.desk.clock.now())
        except OfficeError as failure:
            tally.failed.append((claim.origin, failure))
            return
        tally.received += 1
        self.file(claim, claims.FAILED, tally)

    def _unreadable(self, claim: Claim, error: OfficeError, at: Moment) -> None:
        incoming.refuse(self._arrival(claim), error, at)
        claims.move(claim.ulid, claims.FAILED, claim.trouble)

    def file(self, claim: Claim, place: str, tally: Tally) -> None:
        """Bring the original to where it belongs; what cannot be done now is done by the next resume."""
        try:
            if place == claims.KEPT:
                moves.put_away(self.rooms, claim)
            elif place == claims.FAILED:
                moves.set_aside(self.rooms, claim, claim.trouble or {})
            else:
                moves.remove(self.rooms, claim)
            if claim.copied:
                self.remove_original(claim)
        except OSError as error:
            tally.failed.append((claim.origin, untaken(claim.origin, error)))

    def remove_original(self, claim: Claim) -> None:
        """Remove what was copied from another file system and has become a document."""
        origin = self.rooms.folder / claim.origin
        if os.path.lexists(origin) and not _changed(origin, claim):
            origin.unlink()
        self.desk.store.write_now(claims.copy, claim.ulid, False)

    def _arrival(self, claim: Claim) -> Arrival:
        source = self.source
        return Arrival(self.name, claim.ulid, claim.name, source.unit, source.register, source.owner)


def untaken(path: str, error: OSError) -> Trouble:
    """Return the sentence about a file the operating system does not let us take."""
    return Trouble(
        "VT-3622",
        "Chưa lấy được tệp “{name}” ({reason}).",
        hint="Kiểm tra quyền truy cập thư mục quét và ổ đĩa; hệ thống sẽ tự thử lại.",
        name=path.encode("utf-8", "replace").decode(),
        reason=error.strerror or str(error),
    )


def unexpected(error: Exception) -> Trouble:
    """Return the sentence about a mistake of ours: the file waits, nothing is lost."""
    return Trouble(
        "VT-3623",
        "Tiếp nhận gặp lỗi ngoài dự kiến ({reason}); tệp vẫn được giữ.",
        hint="Gửi nhật ký hệ thống cho đơn vị hỗ trợ; hệ thống sẽ tự thử lại.",
        reason=f"{type(error).__name__}: {error}",
    )


def _plan(source: str, found: Found, at: datetime) -> Claim:
    trouble = None if found.trouble is None else _told(found.trouble)
    signature = found.signature
    return Claim(claims.ulid(at), source, found.path, signature.size, signature.modified, at, trouble=trouble)


def _told(error: OfficeError) -> dict[str, str]:
    return {"code": error.code, "message": error.message, "hint": error.hint}


def _changed(place: os.PathLike[str], claim: Claim) -> bool:
    status = os.lstat(place)
    return (status.st_size, status.st_mtime_ns) != (claim.size, claim.modified)
