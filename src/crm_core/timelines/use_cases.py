"""
Reading what happened around a record, or in the whole organization.
"""

from collections.abc import Collection
from datetime import datetime
from functools import partial
from uuid import UUID

from attrs import evolve

from ..shared import (
    SUBJECT_KINDS,
    Invalid,
    NotFound,
    PageRequest,
    Permission,
    RecordRef,
    followed,
    read_cursor,
    use_case,
    write_cursor,
)
from .model import KINDS, Place, Timeline
from .ports import TimelineWork, Wanted
from .reading import READS, Reader

MOST_COMPANIES = 500


@use_case(requires=Permission.CHANGE_READ)
def timeline(
    work: TimelineWork,
    record: RecordRef,
    page: PageRequest | None = None,
    *,
    kinds: Collection[str] | None = None,
    people: Collection[UUID] | None = None,
) -> Timeline:
    """
    What happened around a record, latest first, what is planned before all: of a
    company with its people, deals, leads and the companies below it. The id of a record
    that was merged leads to the one that is left, whose timeline has the past of both.

    Args:
        work: The unit of work.
        record: A contact, company, lead or opportunity, archived or not.
        page: How many entries, and the cursor of an earlier page to go on; fewer may
            come though there are more.
        kinds: Only these of ``KINDS``.
        people: Only what these did.

    Raises:
        NotFound: No such record in this organization, or not visible.
        Invalid: An unknown kind, a foreign cursor, or the number of a page.
    """
    if record.kind not in SUBJECT_KINDS:
        raise NotFound(id=record.id)
    work.actor.require(READS[record.kind])
    narrowed = _narrowed(kinds, people)
    id = followed(work.redirects, record.kind, record.id, partial(_seen, work, record))
    kept = RecordRef(record.kind, id)
    own = frozenset({id, *work.redirects.sources(kept)})
    if record.kind != "company":
        wanted = evolve(narrowed, records=tuple(own))
        return _page(work, wanted, str(kept), page, own=own)
    companies = work.timelines.below(own, most=MOST_COMPANIES + 1)
    wanted = evolve(narrowed, companies=tuple(companies[:MOST_COMPANIES]))
    found = _page(work, wanted, str(kept), page, own=own)
    return evolve(found, complete=len(companies) <= MOST_COMPANIES)


@use_case(requires=Permission.CHANGE_READ)
def feed(
    work: TimelineWork,
    page: PageRequest | None = None,
    *,
    kinds: Collection[str] | None = None,
    people: Collection[UUID] | None = None,
) -> Timeline:
    """
    What happened in the whole organization, latest first: each activity, e-mail and
    file, and of each change set, which may have written thousands of records, one.

    Raises:
        Invalid: An unknown kind, a foreign cursor, or the number of a page.
    """
    wanted = _narrowed(kinds, people)
    return _page(work, wanted, "feed", page, own=frozenset())


def _seen(work: TimelineWork, record: RecordRef, id: UUID) -> UUID:
    if not work.subjects.visible([RecordRef(record.kind, id)]):
        raise NotFound(id=id)
    return id


def _narrowed(kinds: Collection[str] | None, people: Collection[UUID] | None) -> Wanted:
    unknown = sorted({*(kinds or ())} - {*KINDS})
    if unknown:
        message = f"Unknown: {', '.join(unknown)}. Known: {', '.join(KINDS)}."
        raise Invalid.of("kind", "choice", message)
    return Wanted(
        kinds=frozenset(kinds) if kinds else None,
        people=frozenset(people) if people else None,
    )


def _page(
    work: TimelineWork,
    wanted: Wanted,
    of: str,
    page: PageRequest | None,
    *,
    own: frozenset[UUID],
) -> Timeline:
    request = page or PageRequest()
    if request.number > 1:
        raise Invalid.of("page", "range", "Go on by the cursor of the page before.")
    kinds, people = sorted(wanted.kinds or ()), sorted(wanted.people or ())
    bound = f"{work.actor.organization_id}|timeline|{of}|{kinds}|{people}"
    place = Place() if request.cursor is None else _read(request.cursor, bound)
    reader = Reader(work, wanted, place, own)
    items = reader.read(request.size)
    cursor = _written(reader.place, bound) if reader.more else None
    return Timeline(items=items, next_cursor=cursor)


def _written(place: Place, bound: str) -> str:
    at, id = place.linked or (None, None)
    part, position = place.changed or (None, None)
    moment = at.isoformat() if at else None
    return write_cursor([moment, id, part, position], bound_to=bound)


def _read(cursor: str, bound: str) -> Place:
    at, id, part, position = read_cursor(cursor, bound_to=bound, length=4)
    try:
        return Place(
            linked=(datetime.fromisoformat(str(at)), UUID(str(id))) if at else None,
            changed=(UUID(str(part)), int(str(position))) if part else None,
        )
    except ValueError:
        message = "This cursor does not belong to this list."
        raise Invalid.of("cursor", "cursor", message) from None
