"""
Calendar files from components: calendars, events, tasks, journals, free and busy.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from attrs import define, evolve

from crm_core.calendars import (
    Attendee,
    Calendar,
    CalendarFile,
    Entry,
    EntryKind,
)
from crm_core.shared import refuse

from .components import Component, read_components
from .old_rules import modern_rule
from .rules import read_leniently
from .times import Times
from .values import read_length, read_moment, read_text, read_texts
from .zones import Zones, known_zone

MOST_ENTRIES = 200_000
KINDS = {
    "VEVENT": EntryKind.EVENT,
    "VTODO": EntryKind.TODO,
    "VJOURNAL": EntryKind.JOURNAL,
    "VFREEBUSY": EntryKind.FREE_BUSY,
}


def read_calendars(raw: bytes) -> CalendarFile:
    """
    What a calendar file says.

    Raises:
        Invalid: It is none, is empty, is too large, or is nested too deep.
    """
    root = read_components(raw)
    calendars = [each for each in root.children if each.name == "VCALENDAR"]
    loose = [each for each in root.children if each.name != "VCALENDAR"]
    if loose:
        root.odd("Components outside of a calendar were read as one of their own.")
        calendars.append(Component("VCALENDAR", [], loose, []))
    read = [_Reader.of(each).calendar() for each in calendars]
    if sum(len(each.entries) for each in read) > MOST_ENTRIES:
        raise refuse("size", f"At most {MOST_ENTRIES} entries.")
    return CalendarFile(tuple(read), tuple(root.defects))


@define
class _Reader:
    """
    Reads one calendar.
    """

    component: Component
    times: Times

    @classmethod
    def of(cls, component: Component) -> "_Reader":
        zone = known_zone(component.value("X-WR-TIMEZONE")) or ""
        if component.value("X-WR-TIMEZONE") and not zone:
            component.odd(
                f"Unknown time zone: {component.value('X-WR-TIMEZONE')[:80]!r}."
            )
        return cls(component, Times(Zones.of(component), zone))

    def calendar(self) -> Calendar:
        part = self.component
        entries = tuple(self._entry(each) for each in _entries(part))
        return Calendar(
            name=read_text(part.value("X-WR-CALNAME") or part.value("NAME")),
            method=part.value("METHOD").upper(),
            product=read_text(part.value("PRODID")),
            version=part.value("VERSION"),
            zone=self.times.zone,
            entries=entries,
            defects=tuple(part.defects),
        )

    def _entry(self, part: Component) -> Entry:
        entry = Entry(
            kind=KINDS[part.name],
            uid=part.value("UID"),
            sequence=_number(part.value("SEQUENCE")),
            summary=read_text(part.value("SUMMARY")),
            description=read_text(part.value("DESCRIPTION")),
            place=read_text(part.value("LOCATION")),
            url=part.value("URL"),
            status=part.value("STATUS").upper(),
            categories=tuple(
                text
                for each in part.every("CATEGORIES")
                for text in read_texts(each.value)
            ),
            busy=part.value("TRANSP").upper() != "TRANSPARENT",
            starts=self.times.when(part, "DTSTART"),
            due=self.times.when(part, "DUE"),
            completed=self.times.when(part, "COMPLETED"),
            rules=self._rules(part, "RRULE"),
            more=self.times.moments(part, "RDATE"),
            periods=self.times.periods(part),
            except_rules=self._rules(part, "EXRULE"),
            exceptions=self.times.moments(part, "EXDATE"),
            replaces=self.times.when(part, "RECURRENCE-ID"),
            and_following=_following(part),
            organizer=next(_people(part, "ORGANIZER"), None),
            attendees=tuple(_people(part, "ATTENDEE")),
            alarms=tuple(_alarms(part)),
            stamp=_stamp(part, "DTSTAMP"),
            modified=_stamp(part, "LAST-MODIFIED"),
        )
        if not entry.uid:
            part.odd("It has no UID.")
        ended = self._ended(part, entry)
        return evolve(ended, defects=tuple(part.defects))

    def _ended(self, part: Component, entry: Entry) -> Entry:
        """
        The same with its end, by whatever the file says of it.
        """
        starts = entry.starts
        if starts is None:
            if entry.kind is EntryKind.EVENT:
                part.odd("It has no beginning that can be read.")
            return entry
        ends = self.times.when(part, "DTEND") or self.times.lasting(part, starts)
        if ends.whole_day != starts.whole_day:
            part.odd("It begins with a day and ends with a moment, or the reverse.")
            if starts.whole_day:
                starts = evolve(ends, value=starts.wall)
            else:
                ends = evolve(starts, value=ends.wall)
        if starts.at(UTC) > ends.at(UTC):
            part.odd("It ends before it begins; the two were exchanged.")
            starts, ends = ends, starts
        return evolve(entry, starts=starts, ends=ends)

    def _rules(self, part: Component, name: str) -> tuple[str, ...]:
        found: list[str] = []
        for each in part.every(name)[:100]:
            text = each.value.strip().replace("\\", "")
            if not text:
                continue
            if "=" not in text:
                text = modern_rule(text)
            rule, odd = read_leniently(text)
            for defect in odd:
                part.odd(defect)
            if rule is not None:
                found.append(str(rule))
        return tuple(found)


def _entries(part: Component) -> Iterator[Component]:
    """
    The entries in a component, those too that stand within others.
    """
    for each in part.children:
        if each.name in KINDS:
            yield each
            if part.name != "VCALENDAR":
                part.odd(f"{each.name} stands within {part.name}.")
        if each.name not in ("VTIMEZONE", "VALARM"):
            yield from _entries(each)


def _number(raw: str) -> int:
    text = raw.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _following(part: Component) -> bool:
    found = part.first("RECURRENCE-ID")
    return found is not None and (
        found.parameters.get("RANGE", "").upper() == "THISANDFUTURE"
    )


def _people(part: Component, name: str) -> Iterator[Attendee]:
    for each in part.every(name):
        said = each.parameters
        address = said.get("EMAIL") or each.value.strip()
        if address.lower().startswith("mailto:"):
            address = address[7:]
        yield Attendee(
            address=address,
            name=said.get("CN", "").strip(),
            status=said.get("PARTSTAT", "NEEDS-ACTION").upper(),
            role=said.get("ROLE", "REQ-PARTICIPANT").upper(),
            rsvp=said.get("RSVP", "").upper() in ("TRUE", "YES"),
        )


def _alarms(part: Component) -> Iterator[timedelta]:
    """
    How long before the beginning each alarm goes off, where it says so.
    """
    for each in part.children:
        if each.name == "VALARM" and (length := read_length(each.value("TRIGGER"))):
            yield -length


def _stamp(part: Component, name: str) -> datetime | None:
    value = read_moment(part.value(name))
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)
