"""
The words of the languages in which activities are added.
"""

from collections.abc import Mapping
from typing import Final

from attrs import frozen

Names = Mapping[str, int]


@frozen(kw_only=True)
class Lexicon:
    """
    The words of one language; those that are not in a mapping are regular expressions
    in which a space stands for any space. What is *short* means other things too, and
    is a weekday only where more says so; *not_after* looks back from a relative day.
    Where clocks count the *whole day*, 3:30 is in the night.
    """

    weekdays: Names
    short: Names
    months: Names
    numbers: Names
    relative: Names
    units: Mapping[str, str]
    types: Mapping[str, str]
    priorities: Mapping[str, str]
    noon: str
    oclock: str
    half: str
    on: str
    by: str
    not_after: str
    at: str
    until: str
    since: str
    lasting: str
    within: str
    following: str
    present: str
    every: str
    workday: str
    remind: str
    before: str
    place: str
    me: tuple[str, ...]
    whole_day: bool = False

    def weekday(self, name: str) -> int:
        """
        The number of a weekday, from Monday on.
        """
        return {**self.weekdays, **self.short}[name]


def _named(*groups: str) -> dict[str, int]:
    return {word: place for place, group in enumerate(groups) for word in group.split()}


def _for(**groups: str) -> dict[str, str]:
    return {word: value for value, group in groups.items() for word in group.split()}


ENGLISH: Final = Lexicon(
    weekdays=_named(
        "monday",
        "tuesday tues",
        "wednesday",
        "thursday thurs",
        "friday",
        "saturday",
        "sunday",
    ),
    short=_named("mon", "tue", "wed", "thu thur", "fri", "sat", "sun"),
    months=_named(
        "",
        *("january jan", "february feb", "march mar", "april apr", "may", "june jun"),
        *("july jul", "august aug", "september sep sept", "october oct"),
        *("november nov", "december dec"),
    ),
    numbers={
        **_named("", "a an one", "two", "three", "four", "five", "six", "seven"),
        "eight": 8,
        "nine": 9,
        "ten": 10,
        "eleven": 11,
        "twelve": 12,
    },
    relative={
        "the day after tomorrow": 2,
        "day after tomorrow": 2,
        "tomorrow": 1,
        "today": 0,
        "yesterday": -1,
    },
    units=_for(
        minutes="minutes minute mins min",
        hours="hours hour hrs hr h",
        days="days day",
        weeks="weeks week",
        months="months month",
        years="years year",
    ),
    types=_for(
        call="call phone ring callback",
        meeting="meet meeting appointment lunch",
        email="email e-mail mail",
        task="task todo",
        note="note",
    ),
    priorities=_for(high="high urgent", normal="normal", low="low"),
    noon="noon|midday",
    oclock="o'clock",
    half="half past",
    on="on|by|until",
    by="by|until",
    not_after="",
    at="at|@",
    until="to|until|till",
    since="from|between",
    lasting="for",
    within="in",
    following="next",
    present="this",
    every="every|each",
    workday="weekday|workday|working day|business day",
    remind="remind me|remind|reminder",
    before="before|ahead|earlier",
    place="at|in",
    me=("me", "myself"),
)

GERMAN: Final = Lexicon(
    weekdays=_named(
        "montag",
        "dienstag",
        "mittwoch",
        "donnerstag",
        "freitag",
        "samstag sonnabend",
        "sonntag",
    ),
    short=_named("mo", "di", "mi", "do", "fr", "sa", "so"),
    months=_named(
        "",
        *("januar jänner jan", "februar feb", "märz mär", "april apr", "mai"),
        *("juni jun", "juli jul", "august aug", "september sep sept"),
        *("oktober okt", "november nov", "dezember dez"),
    ),
    numbers={
        **_named("", "ein eine einen einem einer", "zwei", "drei", "vier", "fünf"),
        "sechs": 6,
        "sieben": 7,
        "acht": 8,
        "neun": 9,
        "zehn": 10,
        "elf": 11,
        "zwölf": 12,
    },
    relative={"übermorgen": 2, "morgen": 1, "heute": 0, "gestern": -1},
    units=_for(
        minutes="minuten minute min",
        hours="stunden stunde std h",
        days="tagen tage tag",
        weeks="wochen woche",
        months="monaten monate monat",
        years="jahren jahre jahr",
    ),
    types=_for(
        call="anrufen anruf telefonieren telefonat rückruf zurückrufen call",
        meeting="treffen termin besprechung meeting treffe",
        email="e-mail email mail mailen anschreiben",
        task="aufgabe",
        note="notiz",
    ),
    priorities=_for(high="hoch dringend", normal="normal", low="niedrig"),
    noon="mittags|12 uhr mittags",
    oclock="uhr",
    half="halb",
    on="am|bis zum|bis",
    by="bis",
    # In the morning, good morning, every morning.
    not_after=r"(?<!am\x20)(?<!en\x20)",
    at="um|gegen|ab",
    until="bis",
    since="von|zwischen",
    lasting="für",
    within="in",
    following="nächsten|nächster|nächste|nächstes|kommenden|kommende",
    present="diesen|diese|dieser|dieses",
    every="jeden|jede|jedes|alle",
    workday="werktag|arbeitstag|werktage",
    remind="erinnere mich|erinnern|erinnere|erinnerung",
    before="vorher|davor",
    place="bei|in|im",
    me=("mich", "mir", "ich", "me"),
    whole_day=True,
)

LEXICONS: Final[Mapping[str, Lexicon]] = {"en": ENGLISH, "de": GERMAN}
QUICK_LANGUAGES: Final = tuple(LEXICONS)
"""
The languages that ``understand`` knows.
"""
