"""The three ways packets are spelt, and how each says what the standard says."""

from __future__ import annotations

import re
from dataclasses import replace

from core.text import fold
from plugins.axis.edxml import failures
from plugins.axis.edxml.elements import Element
from plugins.axis.edxml.headers import Answered, DocumentHeader, StatusHeader, Trace
from plugins.axis.edxml.packet import Dialect
from plugins.axis.edxml.shapes import NOTHING, understand

SOAP = "envelope"
"""How the root of the older dialect is called, whatever its prefix stands for."""
INVENTED = ("http://www.go.vn/eDoc", "http://www.e-doc.vn/Schema/")
OTHERS = {
    ("Promulgation", "date"): "PromulgationDate",
    ("DocumentHeader", "type"): "DocumentType",
    ("DocumentHeader", "author"): "SignerInfo",
    ("DocumentHeader", "responsedate"): "DueDate",
    ("TypeOfDocument", "value"): "Type",
    ("TypeOfDocument", "description"): "TypeName",
    ("Signer", "function"): "Position",
    ("Hop", "sender"): "OrganId",
    ("Trace", "business"): "Bussiness",
    ("Business", "businessdoctype"): "BussinessDocType",
    ("Business", "businessdocreason"): "BussinessDocReason",
    ("Business", "businessdocumentinfo"): "BussinessDocumentInfo",
}
"""What other dialects call a place, by group and name in lower case."""
GROUPS = ("From", "To", "Code", "Subject", "PromulgationInfo", "ResponseFor", "StatusCode")
"""What a header without a name of its own is known by."""
HEADERS = frozenset(("messageheader", "status"))
GROUPED = HEADERS | frozenset(("traceheaderlist", "edxmlmanifest", "manifest", "attachment"))
"""What is told group by group."""
FRAMES = GROUPED | frozenset(("envelope", "header", "body", "edxml", "edxmlenvelope", "edxmlheader"))
FRAMES |= frozenset(("edxmlbody", "attachmentencoded", "attachments"))
"""What holds something, and is not itself told."""
SECRET = frozenset(("1", "2", "3", "a", "b", "c", "mat", "toi mat", "tuyet mat"))
_ORGAN = re.compile(r"[0-9A-Za-z]{1,12}(\.[0-9A-Za-z]{1,12})*")


def dialect_of(root: Element) -> Dialect:
    """Return how a packet is spelt."""
    names = [element.name for element in (root, *root.children)]
    if root.name.casefold() == SOAP:
        return Dialect.SOAP
    if root.namespace in INVENTED or "EdXMLEnvelope" in names:
        return Dialect.MOCK
    return Dialect.VXP if root.name in ("edXML", "edXMLEnvelope") else Dialect.MOCK


def header_element(root: Element) -> Element:
    """Return the element that holds the header's groups; raise Refused when there is none."""
    everything = (root, *root.below())
    named = (each for each in everything if each.name.casefold() in HEADERS and each.children)
    bare = (each for each in everything if each.first(*GROUPS[:2]) and each.first(*GROUPS[2:]))
    element = next(named, None) or next(bare, None)
    if element is None:
        raise failures.foreign()
    return element


def header_of(element: Element) -> DocumentHeader | StatusHeader:
    """Return the header an element holds; raise Refused when it names a degree of secrecy."""
    if any(each.name.casefold() == "secret" and fold(each.text) in SECRET for each in element.below()):
        raise failures.secret()
    if element.name.casefold() not in HEADERS:  # it is itself a frame, and holds others
        groups = tuple(each for each in element.children if each.name.casefold() not in FRAMES)
        element = replace(element, children=groups)
    code = element.first("StatusCode")
    if code and code.text not in NOTHING:
        status: StatusHeader = understand(StatusHeader, element, OTHERS)
        two = status.StatusCode.zfill(2) if status.StatusCode else ""
        return replace(status, StatusCode=two, ResponseFor=_unswapped(status.ResponseFor))
    document: DocumentHeader = understand(DocumentHeader, element, OTHERS)
    return replace(document, ResponseFor=tuple(_unswapped(each) for each in document.ResponseFor))


def trace_of(root: Element) -> Trace:
    """Return the hops of a packet, and what its document does."""
    element = next((each for each in root.below() if each.name.casefold() == "traceheaderlist"), None)
    trace: Trace = understand(Trace, element, OTHERS) if element else Trace()
    return trace


def beside(root: Element, header: Element) -> tuple[Element, ...]:
    """Return what stands beside the groups we know, in whatever frame."""
    found: list[Element] = []
    frames = [root]
    while frames:
        frame = frames.pop(0)
        if frame is not header and frame.name.casefold() not in GROUPED:
            for child in frame.children:
                (frames if child.name.casefold() in FRAMES else found).append(child)
    return Element("", children=tuple(found)).untold


def _unswapped(answered: Answered) -> Answered:
    """Put right what some systems write the wrong way round: the agency where the symbol belongs."""
    wrong = "/" in answered.OrganId and "/" not in answered.Code and _ORGAN.fullmatch(answered.Code)
    return replace(answered, OrganId=answered.Code, Code=answered.OrganId) if wrong else answered
