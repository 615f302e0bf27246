"""Takes a packet apart piece by piece: elements in memory, base64 straight to the disk, nothing resolved."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from core.language import mark, tr
from plugins.axis.edxml import failures
from plugins.axis.edxml.attachments import ATTACHMENTS, FILES
from plugins.axis.edxml.contents import PIECE, Content, Scratch
from plugins.axis.edxml.decoding import Decoder
from plugins.axis.edxml.elements import QCVN, Element

DEPTH = 32
ELEMENTS = 50_000
"""Elements and attributes: a packet to thousands of receivers has fewer."""
LEAF = 1 << 16
"""Characters in one element that is no attachment."""
TEXT = 1 << 22
"""Characters in all elements together."""
TOKEN = 1 << 20
"""Bytes of one tag or comment: expat 2.5 goes through an unfinished one again with every piece."""
JUNK = 1 << 12
"""Bytes that may stand before the packet."""
PREFIXES = 64
"""Prefixes declared at one place."""
ENCODINGS = frozenset(("utf-8", "utf-16", "us-ascii", "iso-8859-1", "windows-1252", "windows-1258"))
"""Others make the library stumble, and no packet needs them."""

_DEEP = mark("độ sâu của các thẻ lồng nhau")
_MANY = mark("số thẻ và thuộc tính")
_WIDE = mark("số ký tự của một thẻ")
_LONG = mark("tổng số ký tự")
_LOCAL = re.compile(r"[^\W\d][\w.\-]*")
_START = re.compile(rb"<[?!A-Za-z_]")
_WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff")
_XML = "http://www.w3.org/XML/1998/namespace"


@dataclass(slots=True)
class _Open:
    """An element whose end has not come."""

    name: str
    namespace: str
    attributes: tuple[tuple[str, str], ...]
    scope: dict[str, str]
    """The prefixes that are declared here, with their namespaces."""
    decoder: Decoder | None
    text: list[str] = field(default_factory=list)
    length: int = 0
    children: list[Element] = field(default_factory=list)


class Parser:
    """Builds the elements of one packet as its bytes come."""

    def __init__(self, scratch: Scratch) -> None:
        self._scratch = scratch
        self._digest = hashlib.sha256()
        self._fed = self._size = self._elements = self._length = self._files = 0
        self._head: bytes | None = b""
        self._open: list[_Open] = []
        self._root: Element | None = None
        self._expat = expat.ParserCreate()
        self._expat.buffer_text = True
        self._expat.buffer_size = PIECE
        self._expat.StartElementHandler = self._start
        self._expat.EndElementHandler = self._end
        self._expat.CharacterDataHandler = self._data
        self._expat.StartDoctypeDeclHandler = self._doctype
        self._expat.XmlDeclHandler = self._declared

    def parse(self, pieces: Iterable[bytes]) -> tuple[Element, str, int]:
        """Return the root, and SHA-256 and size of all bytes; raise Refused for what cannot be taken."""
        try:
            for piece in pieces:
                self._digest.update(piece)
                self._size += len(piece)
                self._feed(piece)
            self._begin(self._head or b"")
            self._expat.Parse(b"", True)
        except expat.ExpatError as error:
            raise failures.malformed(error.lineno, error.offset) from None
        finally:
            del self._expat  # it holds this object as its handlers, and so the scratch folder
            for each in self._open:
                if each.decoder:
                    each.decoder.abandon()
        if self._root is None:
            raise failures.foreign()
        return self._root, self._digest.hexdigest(), self._size

    def _feed(self, piece: bytes) -> None:
        if self._head is not None:
            self._head += piece
            if len(self._head) >= JUNK:
                self._begin(self._head)
            return
        self._expat.Parse(piece, False)
        self._fed += len(piece)
        if self._fed - self._expat.CurrentByteIndex > TOKEN:
            self._too_much(_WIDE, TOKEN)

    def _begin(self, head: bytes) -> None:
        """Feed what came so far without what stands before the packet: blanks, marks, a line of a log."""
        if self._head is None:
            return
        self._head = None
        found = None if head.startswith(_WIDE_BOMS) else _START.search(head, 0, JUNK)
        self._feed(head[found.start() :] if found else head)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        above = self._open[-1] if self._open else None
        self._elements += 1 + len(attributes)
        self._length += sum(len(value) for value in attributes.values())
        if len(self._open) >= DEPTH:
            self._too_much(_DEEP, DEPTH)
        if self._elements > ELEMENTS:
            self._too_much(_MANY, ELEMENTS)
        if self._length > TEXT:
            self._too_much(_LONG, TEXT)
        scope = _scope(above.scope if above else {"xml": _XML}, attributes)
        if len(scope) > PREFIXES:
            self._too_much(_MANY, PREFIXES)
        prefix, _, local = name.rpartition(":")
        if not _LOCAL.fullmatch(local):
            self._malformed()
        namespace = scope.get(prefix, "")
        kept = _attributes(attributes, scope)
        decoder = self._decoder(local, kept, above)
        self._open.append(_Open(local, "" if namespace == QCVN else namespace, kept, scope, decoder))

    def _decoder(
        self, name: str, attributes: tuple[tuple[str, str], ...], above: _Open | None
    ) -> Decoder | None:
        """Return what takes the bytes of an attachment, if this element holds one."""
        within = above is not None and above.name.casefold() == "attachment" and above.decoder is None
        encoded = any("transfer-encoding" in key.casefold() for key, _ in attributes)
        if not (within and name.casefold() == "contenttransferencoded") and not (
            encoded and name.casefold() == "attachment"
        ):
            return None
        self._files += 1
        if self._files > ATTACHMENTS:
            self._too_much(FILES, ATTACHMENTS)
        return Decoder(self._scratch, self._files)

    def _data(self, text: str) -> None:
        if not self._open:
            return
        here = self._open[-1]
        if here.decoder:
            here.decoder.write(text)
            return
        if not here.text and text.isspace():
            return
        self._length += len(text)
        here.length += len(text)
        if here.length > LEAF:
            raise failures.too_long(here.name, here.length, LEAF)
        if self._length > TEXT:
            self._too_much(_LONG, TEXT)
        here.text.append(text)

    def _end(self, _name: str) -> None:
        done = self._open.pop()
        payload: Content | None = done.decoder.close() if done.decoder else None
        element = Element(
            done.name,
            done.namespace,
            done.attributes,
            "".join(done.text).strip(),
            tuple(done.children),
            payload,
        )
        if self._open:
            self._open[-1].children.append(element)
        else:
            self._root = element

    def _doctype(self, *_declared: object) -> NoReturn:
        raise failures.doctype()

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in ENCODINGS:
            self._malformed()

    def _malformed(self) -> NoReturn:
        raise failures.malformed(self._expat.CurrentLineNumber, self._expat.CurrentColumnNumber)

    def _too_much(self, what: str, most: int) -> NoReturn:
        raise failures.too_much(tr(what), most)


def _scope(above: dict[str, str], attributes: dict[str, str]) -> dict[str, str]:
    declared = {
        name.partition(":")[2]: uri
        for name, uri in attributes.items()
        if name == "xmlns" or name.startswith("xmlns:")
    }
    return {**above, **declared} if declared else above


def _attributes(attributes: dict[str, str], scope: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Return attributes by name, without declarations; a prefix gives way to its namespace."""
    kept = {}
    for name, value in attributes.items():
        prefix, _, local = name.rpartition(":")
        if name == "xmlns" or prefix == "xmlns" or not _LOCAL.fullmatch(local):
            continue
        uri = scope.get(prefix, "") if prefix else ""
        kept[f"{{{uri}}}{local}" if uri else local] = value
    return tuple(sorted(kept.items()))
