"""Whether a file can bear the signatures it is meant for, asked on the day it comes into a draft."""

from __future__ import annotations

import asyncio
import io
from typing import Any, BinaryIO, Final

from core.documents import imprints
from core.documents.arrangement import BLANKS, FIELD
from core.documents.placing import LEADER_FIELD
from core.documents.sealing import ANNEX_FIELD, SEAL_FIELD
from core.keyring.failures import of_fault
from core.office import Office
from core.values import Blob
from signing.values import Fault

TO_SIGN: Final = (LEADER_FIELD, SEAL_FIELD, *(f"{FIELD}{blank}" for blank in BLANKS))
"""The fields that come onto a letter."""
TO_ANNEX: Final = (ANNEX_FIELD,)
MENDABLE: Final = ("VT-4010", "VT-4013")
"""Two tables of contents, or a broken one: writing a file anew mends it, if nobody has signed it yet."""


async def fitted(office: Office, blob: Blob, names: tuple[str, ...]) -> Blob:
    """Return a file that can bear the fields `names`: `blob` itself, or what was written anew of it.

    Raises a sentence where neither can be: whoever drafts learns it, not the leader with the PIN in his hand.
    """
    with imprints.leaf(office) as target:
        try:
            mended = await office.sandbox.call(
                fit, blob.path, target, names, reads=(blob.path,), writes=(target,)
            )
        except Fault as fault:
            raise of_fault(fault) from fault
        return await asyncio.to_thread(office.blobs.keep, target, blob.name) if mended else blob


def fit(source: BinaryIO, target: BinaryIO, names: tuple[str, ...]) -> bool:
    """Say whether `source` had to be written anew, to `target`; raise Fault where it cannot be signed at all.

    Meant for the sandbox.
    """
    from signing.admission import may_bear_signature
    from signing.repair import repair

    try:
        _admit(source, names)
    except Fault as fault:
        if fault.code not in MENDABLE or may_bear_signature(source):
            raise
        repair(source, target)
        _admit(target, names)
        return True
    return False


class Nowhere(io.RawIOBase):
    """Takes what is written to it, and keeps nothing but the count."""

    def __init__(self) -> None:
        self._at = 0

    def write(self, piece: Any) -> int:
        """Count `piece`."""
        self._at += len(piece)
        return len(piece)

    def read(self, size: int = -1) -> bytes:
        """Return the end of a line: so ends whatever was written."""
        return b"\n"

    def tell(self) -> int:
        """Return how much was written."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Stay at the end."""
        return self._at


def _admit(file: BinaryIO, names: tuple[str, ...]) -> None:
    """Raise Fault unless a revision can be added to `file`, with fields of these names on its pages."""
    from signing.admission import BROKEN_PARTS, admitted, damaged, refuse_locked
    from signing.blanks import refuse_taken, turn_of

    writer = admitted(file)
    refuse_locked(writer, names, shown=True)
    refuse_taken(writer, names)
    try:
        for page in (0, int(writer.root["/Pages"]["/Count"]) - 1):
            turn_of(writer, page)
        writer.update_root()
        writer.write(Nowhere())  # parts that nobody has looked at so far are read when something is added
    except BROKEN_PARTS as error:
        raise damaged(file) from error
