"""
The page on which a visitor chooses a time.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, partial
from html import escape
from typing import Final
from zoneinfo import available_timezones

from crm_core.bookings import (
    BookingPage,
    Offer,
    Slot,
    booking_phrase,
    on_day,
    shown_day,
    shown_time,
)

from ..calls import Call
from ..replies import Reply
from .booking_pages import Choice, shown, spelled

DAYS: Final = 14


@lru_cache(maxsize=1)
def _zones() -> tuple[str, ...]:
    places = (each for each in available_timezones() if "/" in each)
    return ("UTC", *sorted(each for each in places if not each.startswith("Etc/")))


def times_page(
    call: Call,
    booking_page: BookingPage,
    choice: Choice,
    offer: Offer,
    *,
    title: str,
    lead: str,
    status: int = 200,
    fixed: bool = False,
) -> Reply:
    """
    The free times of some days. What is *fixed* is not chosen again: how long.
    """
    say = partial(booking_phrase, booking_page.language)
    body = (
        f'<main class="narrow"><h1>{escape(title)}</h1>{lead}'
        f"{_chooser(booking_page, choice, fixed=fixed)}"
        f"<h2>{escape(say('times'))}</h2>{_there(booking_page, choice, offer)}"
        f"{_days(booking_page, choice, offer)}"
        f"{_turning(booking_page, choice)}</main>"
    )
    return shown(call, booking_page.language, title, body, status)


def _chooser(booking_page: BookingPage, choice: Choice, *, fixed: bool) -> str:
    say = partial(booking_phrase, booking_page.language)
    lengths = booking_page.durations
    length = f'<input type="hidden" name="minutes" value="{choice.minutes}">'
    if len(lengths) > 1 and not fixed:
        options = "".join(
            _option(
                str(each), say("minutes", minutes=each), chosen=each == choice.minutes
            )
            for each in lengths
        )
        length = _select("minutes", say("length"), options)
    zones = "".join(
        _option(each, each.replace("_", " "), chosen=each == choice.zone)
        for each in _zones()
    )
    if choice.zone not in _zones():
        zones = _option(choice.zone, choice.zone, chosen=True) + zones
    return (
        '<form class="ask" method="get">'
        f'<input type="hidden" name="from" value="{choice.first}">{length}'
        f"{_select('zone', say('zone'), zones)}"
        f'<p><button type="submit">{escape(say("show"))}</button></p></form>'
    )


def _select(name: str, label: str, options: str) -> str:
    return (
        f'<div class="field"><label for="f-{name}">{escape(label)}</label>'
        f'<select id="f-{name}" name="{name}">{options}</select></div>'
    )


def _option(value: str, label: str, *, chosen: bool) -> str:
    mark = " selected" if chosen else ""
    return f'<option value="{escape(value)}"{mark}>{escape(label)}</option>'


def _days(booking_page: BookingPage, choice: Choice, offer: Offer) -> str:
    if not offer.slots:
        return f"<p>{escape(booking_phrase(booking_page.language, 'none'))}</p>"
    days: dict[date, list[Slot]] = {}
    for slot in offer.slots:
        days.setdefault(on_day(slot.starts, choice.zone), []).append(slot)
    return "".join(
        f"<h3>{escape(shown_day(booking_page.language, day))}</h3>"
        f'<ul class="times">{"".join(_time(choice, slot) for slot in slots)}</ul>'
        for day, slots in days.items()
    )


def _time(choice: Choice, slot: Slot) -> str:
    link = escape(choice.query(at=spelled(slot.starts)))
    return f'<li><a href="{link}">{shown_time(slot.starts, choice.zone)}</a></li>'


def _there(booking_page: BookingPage, choice: Choice, offer: Offer) -> str:
    if offer.host_zone == choice.zone:
        return ""
    told = booking_phrase(booking_page.language, "there", zone=offer.host_zone)
    return f"<p>{escape(told)}</p>"


def _turning(booking_page: BookingPage, choice: Choice) -> str:
    """
    Links to the days before and after those that are shown, as far as can be booked.
    """
    say = partial(booking_phrase, booking_page.language)
    today = on_day(datetime.now(UTC), choice.zone)
    last = today + timedelta(days=booking_page.horizon_days)
    links = []
    if choice.first > today:
        before = max(today, choice.first - timedelta(days=DAYS))
        links.append((say("earlier"), before, "prev"))
    after = choice.first + timedelta(days=DAYS)
    if after <= last:
        links.append((say("later"), after, "next"))
    found = " · ".join(
        f'<a rel="{rel}" href="{escape(choice.query(**{"from": day}))}">'
        f"{escape(label)}</a>"
        for label, day, rel in links
    )
    return f"<p>{found}</p>" if found else ""
