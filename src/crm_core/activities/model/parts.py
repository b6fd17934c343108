"""
What an activity is made of beside its fields: who takes part, and what reminds of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from attrs import evolve, frozen

from ...contacts import ContactId
from ...opportunities import ItemList
from ...shared import (
    Choice,
    Email,
    Field,
    FieldError,
    Fields,
    Flag,
    Id,
    Invalid,
    Text,
    UserId,
    WholeNumber,
    email_key,
    refuse,
)
from .kinds import Attendance, Channel

MOST_REMINDERS = 10
FOUR_WEEKS = 4 * 7 * 24 * 60


@frozen(kw_only=True)
class Participant:
    """
    Somebody who takes part: known as a contact or a user, by an address, or by name.
    """

    name: str | None = None
    email: str | None = None
    contact_id: ContactId | None = None
    user_id: UserId | None = None
    status: Attendance = Attendance.NEEDS_ACTION
    organizer: bool = False


@frozen(kw_only=True)
class Reminder:
    """
    So many *minutes* before an activity somebody is told of it, through *channels*.
    """

    minutes: int
    channels: tuple[Channel, ...] = (Channel.IN_APP,)


_PARTICIPANT = Fields.of(
    [
        Field(name="name", label="Name", kind=Text(255)),
        Field(name="email", label="E-mail", kind=Email()),
        Field(name="contact_id", label="Contact", kind=Id("contact")),
        Field(name="user_id", label="User", kind=Id("user")),
        Field(name="status", label="Answer", kind=Choice(tuple(Attendance))),
        Field(name="organizer", label="Organizer", kind=Flag()),
    ]
)


def _participant(**values: Any) -> Participant:
    if not any(values.get(each) for each in ("name", "email", "contact_id", "user_id")):
        message = "A participant has a name, an e-mail, a contact or a user."
        raise Invalid.of("name", "required", message)
    status = Attendance(values.pop("status", None) or Attendance.NEEDS_ACTION)
    return Participant(status=status, **values)


PARTICIPANTS = ItemList("participants", _PARTICIPANT, None, _participant)


def once_each(
    participants: Sequence[Participant], *, before: Iterable[Participant]
) -> tuple[Participant, ...]:
    """
    Everybody once, as said last: the same contact, user or address is the same person,
    who keeps the answer given *before*.

    Raises:
        Invalid: More than one of them is the organizer.
    """
    answers = {_who(each): each.status for each in before}
    found = dict[object, Participant]()
    for each in participants:
        who = _who(each)
        if each.status is Attendance.NEEDS_ACTION and who in answers:
            each = evolve(each, status=answers[who])  # noqa: PLW2901
        found[who] = each
    kept = tuple(found.values())
    if sum(each.organizer for each in kept) > 1:
        message = "Only one of them is the organizer."
        raise Invalid.of("participants", "repeated", message)
    return kept


def _who(each: Participant) -> object:
    address = each.email and email_key(each.email)
    return each.contact_id or each.user_id or address or (each.name, "name")


@frozen
class ReminderTimes:
    """
    When to be reminded: minutes before, each as a number or as an object of
    ``minutes`` and ``channels``; 10 at most, none more than four weeks before.
    """

    empty: tuple[Reminder, ...] = ()
    name: ClassVar[str] = "reminders"

    def parse(self, raw: object, /) -> tuple[Reminder, ...]:
        if isinstance(raw, str | bytes) or not isinstance(raw, Sequence):
            raise refuse("type", "Must be a list of minutes before.")
        if len(raw) > MOST_REMINDERS:
            raise refuse("length", f"At most {MOST_REMINDERS} reminders.")
        errors: list[FieldError] = []
        found: dict[int, Reminder] = {}
        for index, each in enumerate(raw):
            try:
                reminder = _reminder(each)
                found[reminder.minutes] = reminder
            except Invalid as error:
                errors += error.under(str(index))
        if errors:
            raise Invalid(errors=errors)
        return tuple(sorted(found.values(), key=lambda each: each.minutes))


def _reminder(raw: object) -> Reminder:
    if isinstance(raw, Reminder):
        return raw
    given = raw if isinstance(raw, Mapping) else {"minutes": raw}
    values = _REMINDER.parse(given)
    minutes = values.get("minutes")
    if not isinstance(minutes, int):
        raise Invalid.of("minutes", "required", "Say how many minutes before.")
    channels = values.get("channels") or (Channel.IN_APP,)
    return Reminder(minutes=minutes, channels=channels)  # type: ignore[arg-type]


@frozen
class _Channels:
    """
    Through what to be reminded.
    """

    empty: tuple[Channel, ...] = ()
    name: ClassVar[str] = "channels"

    def parse(self, raw: object, /) -> tuple[Channel, ...]:
        if isinstance(raw, str | bytes) or not isinstance(raw, Sequence):
            raise refuse("type", f"Must be a list of: {', '.join(Channel)}.")
        if any(not isinstance(each, str) or each not in [*Channel] for each in raw):
            raise refuse("choice", f"Must be of: {', '.join(Channel)}.")
        return tuple(each for each in Channel if each in raw)


_REMINDER = Fields.of(
    [
        Field(name="minutes", label="Minutes", kind=WholeNumber(0, FOUR_WEEKS)),
        Field(name="channels", label="Channels", kind=_Channels()),
    ]
)
