"""
Booking pages as visitors meet them: pages that need no script.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from html import escape
from typing import Final, TypeVar
from urllib.parse import urlencode

from attrs import frozen

from crm_core.bookings import (
    Booking,
    BookingPage,
    SlotTaken,
    Visit,
    book_time,
    booking_phrase,
    find_booking_page,
)
from crm_core.forms import ORIGIN, START, Filled, Said
from crm_core.shared import (
    CrmError,
    Forbidden,
    Invalid,
    NotFound,
    Unavailable,
)

from ..calls import Call
from ..operations import Operation
from ..options import Options
from ..problems import KINDS, answer_to, problem
from ..replies import Reply, json_reply
from .booking_choices import choice_of, host_zone, offered, wish_of
from .booking_pages import (
    Choice,
    away,
    form_page,
    intro_of,
    notice,
    said_page,
    when,
)
from .booking_returns import ask_cancel, ask_move, cancel, move
from .booking_times import times_page
from .form_pages import elsewhere, paragraphs
from .posting import (
    MULTIPART,
    URLENCODED,
    comes_from_us,
    is_json,
    origin_said,
    read_posted,
)

_HOUR: Final = 3600
Answer = Callable[[Call], Reply]
T = TypeVar("T")


def booking_operations(options: Options) -> list[Operation]:
    """
    ``/book/{key}``, where it leads, and what the links in its mails are for.
    """
    desk = _Desk(options)
    return [
        _operation("GET", "/book/{key}", "booking_page", partial(_visit, desk.show)),
        _operation("POST", "/book/{key}", "book", partial(_visit, desk.take)),
        _operation("GET", "/book/{key}/booked", "booked", partial(_visit, desk.booked)),
        _operation("GET", "/bookings/cancel/{code}", "ask_cancel", ask_cancel),
        _operation("POST", "/bookings/cancel/{code}", "cancel_booking", cancel),
        _operation("GET", "/bookings/move/{code}", "ask_move", ask_move),
        _operation("POST", "/bookings/move/{code}", "move_booking", move),
    ]


def _operation(method: str, path: str, name: str, answer: Answer) -> Operation:
    posts = method == "POST"
    return Operation(
        method=method,
        path=path,
        name=name,
        answer=answer,
        anyone=True,
        documented=False,
        any_query=True,
        takes_too=(URLENCODED, MULTIPART) if posts else (),
        optional_body=posts,
    )


def _visit(answer: Callable[[Call, Visit], Reply], call: Call) -> Reply:
    """
    What *answer* says of the page whose key is in the address.
    """
    try:
        return answer(call, find_booking_page(call.desk.crm.run, call.names["key"]))
    except NotFound:
        return notice(call, "en", "absent", 404)
    except Unavailable:
        return away(call, "en")


@frozen
class _Desk:
    """
    Answers visitors of a booking page.
    """

    options: Options

    def show(self, call: Call, visit: Visit) -> Reply:
        """
        The free times, or the questions once one is chosen.
        """
        given = dict(call.pairs)
        choice = choice_of(call, visit, given)
        if choice.at is None:
            return self._times(call, visit, choice)
        query = call.query.decode("latin-1")
        own = f"{self.options.base_url.rstrip('/')}{call.path}"
        came = {name: value for name, value in call.pairs if name in ORIGIN}
        filled = Filled(along={"page": f"{own}?{query}", **came})
        zone = host_zone(call, visit, choice)
        return form_page(call, visit.page, choice, zone, filled)

    def _times(
        self, call: Call, visit: Visit, choice: Choice, *, taken: bool = False
    ) -> Reply:
        lead = intro_of(visit.page)
        if taken:
            told = booking_phrase(visit.page.language, "taken")
            lead += f'<p class="error" role="alert">{escape(told)}</p>'
        return times_page(
            call,
            visit.page,
            choice,
            offered(call, visit, choice),
            title=visit.page.heading,
            lead=lead,
            status=409 if taken else 200,
        )

    def take(self, call: Call, visit: Visit) -> Reply:
        """
        What a visitor has chosen and said.
        """
        given, programmed = read_posted(call), is_json(call)
        ours = comes_from_us(call, self.options.base_url)
        if not ours and origin_said(call) not in visit.page.origins:
            forbidden = Forbidden("This site may not send the form.")
            return self._refused(call, visit, given, forbidden)
        started = given.get(START)
        said = Said(
            values=given,
            capture={name: str(given[name]) for name in ORIGIN if given.get(name)},
            started=started if isinstance(started, str) else None,
            must_have_started=ours and not programmed,
        )
        try:
            wish = wish_of(choice_of(call, visit, given))
            found = book_time(call.desk.crm.run, visit, said, wish, call.address)
        except (Invalid, SlotTaken, Unavailable) as error:
            return self._refused(call, visit, given, error)
        if found is None:
            return self._limited(call, visit.page)
        return self._done(call, visit.page, found)

    def _refused(
        self, call: Call, visit: Visit, given: Mapping[str, object], error: CrmError
    ) -> Reply:
        language = visit.page.language
        if is_json(call):
            return answer_to(error, call.request_id, conditional=False)
        if isinstance(error, Forbidden):
            return notice(call, language, "elsewhere", 403)
        choice = choice_of(call, visit, given)
        if isinstance(error, SlotTaken) or (
            isinstance(error, Invalid) and choice.at is None
        ):
            return self._times(call, visit, choice, taken=True)
        if isinstance(error, Invalid):
            old = any(each.code == "too-old" for each in error.errors)
            started = given.get(START)
            kept = {name: str(given[name]) for name in ORIGIN if given.get(name)}
            filled = Filled(
                values=given,
                errors=error.errors,
                along=kept,
                started=started if isinstance(started, str) and not old else None,
            )
            zone = host_zone(call, visit, choice)
            return form_page(call, visit.page, choice, zone, filled, 422)
        return away(call, language)

    def _limited(self, call: Call, page: BookingPage) -> Reply:
        left = _HOUR - int(datetime.now(UTC).timestamp()) % _HOUR
        wait = (b"retry-after", b"%d" % left)
        if is_json(call):
            kind = KINDS["rate-limited"]
            return problem(kind, None, wait, request_id=call.request_id)
        return notice(call, page.language, "often", 429, wait)

    def _done(self, call: Call, page: BookingPage, booking: Booking) -> Reply:
        thanks = page.thanks or booking_phrase(page.language, "booked")
        if is_json(call):
            times = {"starts_at": booking.starts_at, "ends_at": booking.ends_at}
            return json_reply({"message": thanks, **times})
        minutes = int((booking.ends_at - booking.starts_at).total_seconds()) // 60
        told = {
            "at": booking.starts_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ"),
            "minutes": minutes,
            "zone": booking.time_zone,
        }
        return elsewhere(f"{call.root}/book/{page.key}/booked?{urlencode(told)}")

    def booked(self, call: Call, visit: Visit) -> Reply:
        """
        What is said afterwards.
        """
        page, choice = visit.page, choice_of(call, visit, dict(call.pairs))
        lead = paragraphs(page.thanks or booking_phrase(page.language, "booked"))
        if choice.at is not None:
            lead = when(page, choice, host_zone(call, visit, choice)) + lead
        title = booking_phrase(page.language, "booked_title")
        return said_page(call, page.language, title, lead)
