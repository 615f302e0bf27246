"""An element of a packet as it was written, kept where the standard has no place for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from plugins.axis.edxml.contents import Content

QCVN = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
"""The namespace of the standard."""
TOLD = frozenset(("attachment", "edxmlmanifest", "manifest", "traceheaderlist"))
"""What is found wherever it stands, and so is nowhere unknown."""


@dataclass(frozen=True, slots=True)
class Element:
    """A name, attributes, and either text or further elements."""

    name: str
    """Without prefix."""
    namespace: str = ""
    """Its namespace; empty for the standard's own and for a prefix nobody declared."""
    attributes: tuple[tuple[str, str], ...] = ()
    """Names and values, by name; a name of another namespace is `{namespace}name`."""
    text: str = ""
    """Without the blanks around it."""
    children: tuple[Element, ...] = ()
    payload: Content | None = field(default=None, compare=False)
    """The bytes that stood in it as base64."""

    def first(self, *names: str) -> Element | None:
        """Return the first child that bears one of `names`, in whatever case."""
        return next(self.all(*names), None)

    def all(self, *names: str) -> Iterator[Element]:
        """Give the children that bear one of `names`, in whatever case."""
        wanted = {name.casefold() for name in names}
        return (child for child in self.children if child.name.casefold() in wanted)

    def below(self) -> Iterator[Element]:
        """Give all elements below this one, in the order they stand in the packet."""
        for child in self.children:
            yield child
            yield from child.below()

    def attribute(self, *names: str) -> str:
        """Return the first attribute that bears one of `names`, prefix and case aside; empty without."""
        wanted = {name.casefold() for name in names}
        found = (value for name, value in self.attributes if name.rpartition("}")[2].casefold() in wanted)
        return next(found, "").strip()

    @property
    def untold(self) -> tuple[Element, ...]:
        """What of its children is told nowhere else, whatever holds it."""
        left = (child for child in self.children if child.name.casefold() not in TOLD and not child.payload)
        return tuple(replace(child, children=child.untold) for child in left)
