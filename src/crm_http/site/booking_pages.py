"""
The pages on which somebody books a meeting.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import partial
from html import escape
from secrets import token_urlsafe
from typing import Final
from urllib.parse import urlencode

from attrs import evolve, frozen

from crm_core.bookings import (
    BookingPage,
    booking_phrase,
    on_day,
    shown_day,
    shown_time,
)
from crm_core.forms import Filled, form_markup, start_token

from ..calls import Call
from ..replies import Header, Reply
from .form_pages import paragraphs
from .pages import page

# Else browsers would not say that a page of ours sends the form.
_REFERRER: Final = (b"referrer-policy", b"same-origin")


@frozen(kw_only=True)
class Choice:
    """
    What a visitor has chosen so far: how long, on which clock, which days, what time.
    """

    minutes: int
    zone: str
    first: date
    at: datetime | None = None

    def query(self, **other: object) -> str:
        """
        The choice as the parameters of an address, with some other ones.
        """
        known: dict[str, object] = {
            "minutes": self.minutes,
            "zone": self.zone,
            "from": self.first,
            **other,
        }
        return f"?{urlencode(known)}"


def intro_of(booking_page: BookingPage) -> str:
    """
    What is said above the times.
    """
    place = booking_page.place
    say = partial(booking_phrase, booking_page.language)
    lines = [booking_page.intro or "", say("place", place=place) if place else ""]
    return paragraphs("\n\n".join(each for each in lines if each))


def form_page(
    call: Call,
    booking_page: BookingPage,
    choice: Choice,
    host_zone: str,
    filled: Filled,
    status: int = 200,
) -> Reply:
    """
    The questions, once a time is chosen.
    """
    assert choice.at is not None
    along = {
        **filled.along,
        "at": spelled(choice.at),
        "minutes": str(choice.minutes),
        "zone": choice.zone,
    }
    say = partial(booking_phrase, booking_page.language)
    form = evolve(booking_page.form, button=say("book"))
    ready = evolve(
        filled, along=along, started=filled.started or token_of(booking_page)
    )
    body = (
        f'<main class="narrow"><h1>{escape(booking_page.heading)}</h1>'
        f"{intro_of(booking_page)}{when(booking_page, choice, host_zone)}"
        f'<p><a href="{escape(choice.query())}">'
        f"{escape(say('again'))}</a></p>"
        f"{form_markup(form, f'{call.root}/book/{booking_page.key}', ready)}</main>"
    )
    return shown(call, booking_page.language, booking_page.heading, body, status)


def when(booking_page: BookingPage, choice: Choice, host_zone: str) -> str:
    """
    The chosen time on the clocks of the visitor, and of the host where they differ.
    """
    assert choice.at is not None
    language, zone = booking_page.language, choice.zone
    day = shown_day(language, on_day(choice.at, zone))
    lasts = booking_phrase(language, "minutes", minutes=choice.minutes)
    own = f"<strong>{escape(day)}, {shown_time(choice.at, zone)}</strong>"
    text = f"<p>{own} ({escape(zone)}), {escape(lasts)}</p>"
    if host_zone == zone:
        return text
    time = shown_time(choice.at, host_zone)
    if on_day(choice.at, host_zone) != on_day(choice.at, zone):
        time = f"{shown_day(language, on_day(choice.at, host_zone))}, {time}"
    theirs = booking_phrase(language, "theirs", time=time, zone=host_zone)
    return f"{text}<p>{escape(theirs)}</p>"


def button_page(
    call: Call,
    language: str,
    title: str,
    lead: str,
    label: str,
    along: Mapping[str, str],
) -> Reply:
    """
    A question with one button: programs that look into mails press none.
    """
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in along.items()
    )
    body = (
        f'<main class="narrow"><h1>{escape(title)}</h1>{lead}'
        f'<form method="post" action="{escape(call.root + call.path)}">{hidden}'
        f'<button type="submit">{escape(label)}</button></form></main>'
    )
    return shown(call, language, title, body)


def said_page(call: Call, language: str, title: str, lead: str) -> Reply:
    """
    A page that only tells something.
    """
    body = f'<main class="narrow"><h1>{escape(title)}</h1>{lead}</main>'
    return shown(call, language, title, body)


def notice(
    call: Call, language: str, name: str, status: int, *headers: Header
) -> Reply:
    """
    The page of a phrase with a title.
    """
    title = booking_phrase(language, f"{name}_title")
    lead = f"<p>{escape(booking_phrase(language, name))}</p>"
    body = f'<main class="narrow"><h1>{escape(title)}</h1>{lead}</main>'
    return shown(call, language, title, body, status).with_headers(*headers)


def away(call: Call, language: str) -> Reply:
    """
    That nothing can be booked right now.
    """
    return notice(call, language, "away", 503, (b"retry-after", b"60"))


def shown(call: Call, language: str, title: str, body: str, status: int = 200) -> Reply:
    """
    A page of a booking, in its language.
    """
    reply = page(call, title, body, status=status, language=language)
    return reply.with_headers(_REFERRER)


def token_of(booking_page: BookingPage) -> str:
    """
    What a page carries to say when it was shown.
    """
    return start_token(booking_page.form, datetime.now(UTC), token_urlsafe(9))


def spelled(moment: datetime) -> str:
    """
    A moment as addresses have it.
    """
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
