"""
Calendars in messages (RFC 6047), read as far as it takes to know what is asked.
"""

import re

from crm_core.emails import CalendarAttendee, CalendarPart, MessageKind

from .addresses import clean_address
from .parameters import parse_value
from .parts import Part
from .words import storable, text_of

_TYPES = {"text/calendar", "application/ics", "text/x-vcalendar"}
_FOLD = re.compile(r"\n[ \t]")
_ASKS = {"request", "add", "cancel", "declinecounter"}
_ANSWERS = {"reply", "counter", "refresh"}
_LARGEST = 2_000_000
_MOST = 1_000
_LONGEST = 2_000


def read_calendar(root: Part) -> CalendarPart | None:
    """
    The first calendar in a message that asks or answers something.
    """
    for part in root.walk():
        if part.content_type in _TYPES and not part.parts:
            found = _read(part)
            if found is not None:
                return found
    return None


def kind_of(calendar: CalendarPart) -> MessageKind | None:
    """
    What a message with this calendar is; a published one is just a file.
    """
    if calendar.method in _ANSWERS:
        return MessageKind.CALENDAR_ANSWER
    return MessageKind.CALENDAR_INVITATION if calendar.method in _ASKS else None


def _read(part: Part) -> CalendarPart | None:
    content = part.content
    if len(content) > _LARGEST:
        part.defects.append("a calendar too large to be read")
        return None
    text, _ = text_of(content, part.parameters.get("charset") or "utf-8")
    values: dict[str, str] = {}
    attendees: list[CalendarAttendee] = []
    method, inside = "", ""
    for line in _FOLD.sub("", text).split("\n")[:100_000]:
        name, parameters, value = _property(line)
        if name == "BEGIN":
            if inside and value.upper() in {"VEVENT", "VTODO"} and values:
                break  # the first event is the one, others are its exceptions
            inside = value.upper() if inside != "VEVENT" else inside
        elif name == "METHOD":
            method = value.lower()
        elif inside in {"VEVENT", "VTODO"}:
            if name == "ATTENDEE" and len(attendees) < _MOST:
                attendees.append(_attendee(parameters, value))
            elif name in {"UID", "SEQUENCE", "SUMMARY", "ORGANIZER", "RECURRENCE-ID"}:
                values.setdefault(name, value[:_LONGEST])
    method = method or part.parameters.get("method", "").lower()
    if not method or "VCALENDAR" not in text[:2_000].upper():
        return None
    return CalendarPart(
        method=method[:60],
        uid=values.get("UID") or None,
        sequence=_number(values.get("SEQUENCE", "")),
        summary=_plain(values.get("SUMMARY", "")),
        organizer=clean_address(values.get("ORGANIZER", "")) or None,
        recurrence_id=values.get("RECURRENCE-ID"),
        attendees=tuple(attendees),
        content=content,
    )


def _property(line: str) -> tuple[str, dict[str, str], str]:
    """
    A content line: the value begins after the first colon outside of quotes.
    """
    quoted = False
    for at, letter in enumerate(line[: 4 * _LONGEST]):
        if letter == '"':
            quoted = not quoted
        elif letter == ":" and not quoted:
            head = line[:at]
            name = head.partition(";")[0].strip().upper()
            parameters = parse_value(head)[1] if ";" in head else {}
            return name, parameters, line[at + 1 :].strip()
    return "", {}, ""


def _attendee(parameters: dict[str, str], value: str) -> CalendarAttendee:
    return CalendarAttendee(
        address=clean_address(value),
        status=parameters.get("partstat", "needs-action").lower()[:60],
        name=storable(parameters.get("cn", ""))[:_LONGEST],
    )


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0


def _plain(said: str) -> str:
    return re.sub(r"\\([,;\\])", r"\1", said.replace("\\n", " ").replace("\\N", " "))
