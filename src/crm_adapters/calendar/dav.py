"""
What calendar servers say (RFC 4918): answers to several questions, as XML.
"""

from collections.abc import Iterable, Mapping
from xml.etree.ElementTree import (
    Element,
    ParseError,
    SubElement,
    TreeBuilder,
    XMLParser,
    tostring,
)

from attrs import frozen

from crm_core.calendars import ServerRefused

DAV, CALDAV = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
CTAG = "{http://calendarserver.org/ns/}getctag"


@frozen
class Answered:
    """
    What was said of one address: properties that it has, or that it is gone.
    """

    href: str
    gone: bool
    properties: Mapping[str, Element]

    def text(self, name: str) -> str:
        """
        The text of a property; empty when there is none.
        """
        found = self.properties.get(name)
        return (found.text or "").strip() if found is not None else ""

    def href_in(self, name: str) -> str:
        """
        The address that a property names.
        """
        found = self.properties.get(name)
        inner = None if found is None else found.find(f"{DAV}href")
        return (inner.text or "").strip() if inner is not None else ""


class _Guarded(TreeBuilder):
    """
    XML without a document type: nothing in it stands for more than it is.
    """

    def doctype(self, *_said: object) -> None:
        raise ServerRefused("The server's answer has a document type.")


def read_answer(raw: bytes) -> tuple[list[Answered], str]:
    """
    The answers in a multistatus, and the sync token in it.

    Raises:
        ServerRefused: It is none.
    """
    parser = XMLParser(target=_Guarded())  # noqa: S314 - without a document type
    try:
        parser.feed(raw)
        root = parser.close()
    except ParseError:
        raise ServerRefused("The server's answer is no XML.") from None
    token = root.find(f"{DAV}sync-token")
    said = "" if token is None else (token.text or "").strip()
    return [_answered(each) for each in root.iter(f"{DAV}response")], said


def _answered(response: Element) -> Answered:
    href = response.find(f"{DAV}href")
    status = response.find(f"{DAV}status")
    gone = status is not None and " 404" in (status.text or "")
    found: dict[str, Element] = {}
    for stat in response.iter(f"{DAV}propstat"):
        state = stat.find(f"{DAV}status")
        if state is not None and " 200" not in (state.text or " 200"):
            continue
        for prop in stat.iter(f"{DAV}prop"):
            found |= {each.tag: each for each in prop}
    text = "" if href is None else (href.text or "").strip()
    return Answered(text, gone, found)


def ask_properties(*names: str) -> bytes:
    """
    A question for properties (PROPFIND).
    """
    root = Element(f"{DAV}propfind")
    prop = SubElement(root, f"{DAV}prop")
    for name in names:
        SubElement(prop, name)
    return _spelled(root)


def ask_changes(token: str) -> bytes:
    """
    A question for what has changed since a sync token (RFC 6578).
    """
    root = Element(f"{DAV}sync-collection")
    SubElement(root, f"{DAV}sync-token").text = token
    SubElement(root, f"{DAV}sync-level").text = "1"
    SubElement(SubElement(root, f"{DAV}prop"), f"{DAV}getetag")
    return _spelled(root)


def ask_objects(hrefs: Iterable[str]) -> bytes:
    """
    A question for the content of some objects (RFC 4791, section 7.9).
    """
    root = Element(f"{CALDAV}calendar-multiget")
    prop = SubElement(root, f"{DAV}prop")
    SubElement(prop, f"{DAV}getetag")
    SubElement(prop, f"{CALDAV}calendar-data")
    for href in hrefs:
        SubElement(root, f"{DAV}href").text = href
    return _spelled(root)


def _spelled(root: Element) -> bytes:
    spelled: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return spelled
