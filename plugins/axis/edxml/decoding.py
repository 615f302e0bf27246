"""Base64 as it comes out of a packet, blanks and all, made bytes again and put on the disk."""

from __future__ import annotations

import binascii

from plugins.axis.edxml import failures
from plugins.axis.edxml.contents import Content, Scratch

GROUP = 4
"""Characters that make three bytes."""


class Decoder:
    """Takes the text of one element piece by piece."""

    def __init__(self, scratch: Scratch, position: int) -> None:
        self._position = position
        self._draft = scratch.draft()
        self._left = b""
        self._ended = False

    def write(self, text: str) -> None:
        """Take more text; raise Refused when it is no base64."""
        try:
            self._left += "".join(text.split()).encode("ascii")
        except UnicodeEncodeError:
            raise failures.undecodable(self._position) from None
        whole = len(self._left) // GROUP * GROUP
        if whole:
            self._decode(self._left[:whole])
            self._left = self._left[whole:]

    def close(self) -> Content:
        """Return the bytes; padding that was left off is forgiven."""
        try:
            if self._left:
                self._decode(self._left + b"=" * (-len(self._left) % GROUP))
        finally:
            content = self._draft.close()
        return content

    def abandon(self) -> None:
        """Let go of the file of a packet that is not taken."""
        self._draft.close()

    def _decode(self, characters: bytes) -> None:
        try:
            if self._ended:
                raise binascii.Error
            piece = binascii.a2b_base64(characters, strict_mode=True)
        except binascii.Error:
            raise failures.undecodable(self._position) from None
        self._ended = characters.endswith(b"=")
        self._draft.write(piece)
