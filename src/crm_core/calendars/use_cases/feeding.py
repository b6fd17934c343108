"""
Feeds: opened and revoked by whose they are, read by whoever knows the secret.
"""

from collections.abc import Iterable

from attrs import evolve

from ...activities import Activity, Series, SeriesId
from ...shared import Permission, use_case
from ..events import FeedOpened, FeedRevoked
from ..model import (
    AHEAD,
    BACK,
    MOST_ACTIVITIES,
    Calendar,
    Entry,
    Feed,
    FeedId,
    FeedOpen,
    FeedUnknown,
    digest_of,
    entry_of,
    new_secret,
    series_entries,
)
from ..ports import CalendarWork

MOST_SERIES = 500


@use_case(requires=Permission.ACTIVITY_READ)
def open_calendar_feed(work: CalendarWork) -> FeedOpen:
    """
    Make a secret address of one's own calendar, to be read by calendar programs. An
    older one stops working.
    """
    before = work.calendar_feeds.of_user(work.actor.user_id)
    if before is not None:
        work.calendar_feeds.save(evolve(before, revoked_at=work.now))
    secret = new_secret(work.actor.organization_id)
    feed = Feed(
        id=FeedId(work.new_id()),
        user_id=work.actor.user_id,
        digest=digest_of(secret),
        created_at=work.now,
    )
    work.calendar_feeds.save(feed)
    work.emit(FeedOpened(user_id=feed.user_id))
    return FeedOpen(secret=secret, created_at=feed.created_at)


@use_case(requires=Permission.ACTIVITY_READ)
def show_calendar_feed(work: CalendarWork) -> Feed:
    """
    One's own feed, without its secret, which nobody knows any more.

    Raises:
        FeedUnknown: There is none.
    """
    feed = work.calendar_feeds.of_user(work.actor.user_id)
    if feed is None:
        raise FeedUnknown
    return feed


@use_case(requires=Permission.ACTIVITY_READ)
def revoke_calendar_feed(work: CalendarWork) -> None:
    """
    Let the secret address of one's calendar work no more.

    Raises:
        FeedUnknown: There is none.
    """
    feed = show_calendar_feed(work)
    work.calendar_feeds.save(evolve(feed, revoked_at=work.now))
    work.emit(FeedRevoked(user_id=feed.user_id))


@use_case(requires=Permission.ACTIVITY_READ)
def read_calendar_feed(work: CalendarWork, secret: str) -> str:
    """
    The calendar behind a secret, as a file: what its user is to do and did, from three
    months back to a year ahead. What did not change is the same to the letter.

    Raises:
        FeedUnknown: The secret is of no feed, or of one whose user is gone.
    """
    feed = work.calendar_feeds.behind(digest_of(secret))
    if feed is None:
        raise FeedUnknown
    user = work.users.get(feed.user_id)
    if not user.active:
        raise FeedUnknown
    activities = work.calendar_feeds.activities(
        user.id,
        since=work.now - BACK,
        until=work.now + AHEAD,
        most=MOST_ACTIVITIES,
    )
    series = work.calendar_feeds.series(user.id, most=MOST_SERIES)
    entries = tuple(_entries(activities, series))
    return work.calendar_files.write(Calendar(name=user.name or "CRM", entries=entries))


def _entries(activities: list[Activity], series: list[Series]) -> Iterable[Entry]:
    """
    Single activities, and each series by its rule: it goes on beyond those of its
    occurrences that are activities already.
    """
    recurring = {each.id: each for each in series}
    occurrences: dict[SeriesId, list[Activity]] = {}
    for each in activities:
        if each.series_id in recurring:
            occurrences.setdefault(each.series_id, []).append(each)
        else:
            alone = entry_of(each)
            if each.series_id is not None:  # of a series that ended
                alone = evolve(alone, uid=f"{each.uid}-{each.id}")
            yield alone
    for one in series:
        yield from series_entries(one, occurrences.get(one.id, ()))
