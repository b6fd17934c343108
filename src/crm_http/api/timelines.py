"""
Timelines of records and the feed of the organization, over HTTP.
"""

from collections.abc import Callable
from functools import partial
from typing import Final
from uuid import UUID

from crm_core.shared import Invalid, Permission, RecordRef, read_id
from crm_core.timelines import KINDS, Timeline, feed, timeline

from ..calls import Call
from ..operations import Operation, Parameter
from ..replies import Reply, json_reply
from .record_operations import PAGING, ROOT

_RECORDS: Final = {
    "contacts": "contact",
    "companies": "company",
    "leads": "lead",
    "opportunities": "opportunity",
}
_SIZE, _CURSOR = PAGING[1:]
_QUERY: Final = (
    _SIZE,
    Parameter(
        name="cursor",
        says="Where the page before ended: its `next_cursor`. Costs the same at any "
        "depth. A page may be shorter than asked although there is another.",
        schema=_CURSOR.schema,
    ),
    Parameter(
        name="kind",
        says=f"Only entries of these kinds, with commas between: {', '.join(KINDS)}.",
        schema={"type": "string", "maxLength": 200},
        example="call,stage",
    ),
    Parameter(
        name="person",
        says="Only what these people did: ids with commas between, `me` for oneself.",
        schema={"type": "string", "maxLength": 4_000},
        example="me",
    ),
)


def show_timeline(kind: str, call: Call) -> Reply:
    """
    What happened around a record.
    """
    record = RecordRef(kind, call.id())
    return _answer(call, lambda work, *a, **k: timeline(work, record, *a, **k))


def show_feed(call: Call) -> Reply:
    """
    What happened in the organization.
    """
    return _answer(call, feed)


def _answer(call: Call, told: Callable[..., Timeline]) -> Reply:
    page, given = call.page("kind", "person")
    kinds = _listed(given.get("kind", ""))
    people = _people(given.get("person", ""), call.actor.user_id)
    return json_reply(call.run(told, page, kinds=kinds, people=people))


def _listed(text: str) -> list[str]:
    return [each for each in text.split(",") if each]


def _people(text: str, me: UUID) -> list[UUID]:
    try:
        return [me if each == "me" else read_id(each) for each in _listed(text)]
    except Invalid as error:
        raise Invalid(errors=error.under("person")) from None


OPERATIONS = [
    *(
        Operation(
            method="GET",
            path=f"{ROOT}/{plural}/{{id}}/timeline",
            name=f"show_{kind}_timeline",
            tag="Timelines",
            summary=f"What happened around one {kind}, and what is planned",
            answer=partial(show_timeline, kind),
            requires=Permission.CHANGE_READ,
            query=_QUERY,
            gives="Timeline",
            problems=("invalid", "not-found"),
        )
        for plural, kind in _RECORDS.items()
    ),
    Operation(
        method="GET",
        path=f"{ROOT}/feed",
        name="show_feed",
        tag="Timelines",
        summary="What happened in the whole organization",
        answer=show_feed,
        requires=Permission.CHANGE_READ,
        query=_QUERY,
        gives="Timeline",
        problems=("invalid",),
    ),
]
