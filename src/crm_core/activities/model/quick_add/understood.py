"""
What was understood of words like "call back tomorrow 10:00 @owner #company".
"""

from datetime import date, datetime

from attrs import frozen


@frozen
class Part:
    """
    A stretch of the text, *start* to *end*, and what it was taken for.

    *kind* is ``subject`` for what stays as it is; *means* spells the value out.
    """

    kind: str
    start: int
    end: int
    means: str = ""


@frozen
class Doubt:
    """
    Something that could be meant in another way, or was not taken for what it looks
    like: a stable code, a sentence, and the stretch of the text that it is about.
    """

    code: str
    message: str
    start: int = 0
    end: int = 0


@frozen(kw_only=True)
class Understood:
    """
    A text as an activity to be.

    Args:
        type: call, email, meeting, task or note.
        subject: The text without what was understood otherwise.
        day: The day that it is planned for.
        starts: The moment, in UTC; None when only the day is known, or nothing.
        ends: When it is over, in UTC.
        duration: How long it takes, in minutes.
        place: Where it is.
        priority: low, normal or high.
        owner: The name, or ``me``, of who is to do it.
        about: The names of what it is about.
        recurrence: The rule by which it comes again (RFC 5545).
        reminders: So many minutes before.
        parts: All of the text, cut into stretches.
        doubts: What a person should look at.
    """

    type: str
    subject: str
    day: date | None = None
    starts: datetime | None = None
    ends: datetime | None = None
    duration: int | None = None
    place: str | None = None
    priority: str | None = None
    owner: str | None = None
    about: tuple[str, ...] = ()
    recurrence: str | None = None
    reminders: tuple[int, ...] = ()
    parts: tuple[Part, ...] = ()
    doubts: tuple[Doubt, ...] = ()


@frozen(kw_only=True)
class Found:
    """
    What one stretch of the text says. It is for one *slot* of the activity, or for
    none when it is only doubtful; what is *kept* stays in the subject.
    """

    slot: str
    value: object = None
    means: str = ""
    doubts: tuple[tuple[str, str], ...] = ()
    kept: bool = False


def unclear(code: str, message: str) -> Found:
    """
    What looks like something, but cannot be taken for it.
    """
    return Found(slot="unclear", doubts=((code, message),), kept=True)
