"""
Telling people what is near, and what they have seen of it.
"""

from collections.abc import Iterable
from datetime import timedelta

from ...access import User
from ...shared import NotFound, Page, PageRequest, Permission, use_case
from ..events import ReminderWanted
from ..model import (
    Activity,
    Channel,
    Notification,
    NotificationId,
    NotificationRow,
)
from ..ports import ActivityWork

STALE = timedelta(days=1)
"""
So late a reminder is for the app alone: mail of a database that was down, or that was
restored from a copy, would tell what everybody knows.
"""


@use_case(requires=Permission.ACTIVITY_WRITE)
def tell_due(work: ActivityWork, most: int) -> int:
    """
    Tell people what they are to be reminded of now, *most* of them at once: in the app
    at once, by mail in a job. Answers how many reminders there were.
    """
    claimed = work.reminders.claim(most=most)
    told = [
        Notification(
            id=NotificationId(work.new_id()),
            user_id=due.user_id,
            activity_id=due.activity_id,
            at=due.at,
            channels=due.channels,
            created_at=work.now,
        )
        for due in claimed
    ]
    news = work.notifications.add(told) if told else set()
    for each in told:
        timely = work.now - each.at <= STALE
        if each.id in news and timely and Channel.MAIL in each.channels:
            work.emit(ReminderWanted(notification_id=each.id))
    return len(claimed)


@use_case(requires=Permission.ACTIVITY_READ)
def list_notifications(
    work: ActivityWork, page: PageRequest | None = None, *, unseen: bool = False
) -> Page[NotificationRow]:
    """
    What the actor was told in the app, the latest first; only what they have not seen,
    when *unseen*.
    """
    request = page or PageRequest()
    return work.notifications.page(work.actor.user_id, request, unseen=unseen)


@use_case(requires=Permission.ACTIVITY_READ)
def count_unseen(work: ActivityWork) -> int:
    """
    How many notifications the actor has not seen, at most 1,000.
    """
    return work.notifications.unseen(work.actor.user_id)


@use_case(requires=Permission.ACTIVITY_READ)
def mark_seen(
    work: ActivityWork, *, ids: Iterable[NotificationId] | None = None
) -> int:
    """
    Mark notifications of the actor as seen, all of them without *ids*; answers how many
    were not before. Those of others are left alone.
    """
    chosen = None if ids is None else list(ids)
    return work.notifications.see(work.actor.user_id, chosen)


@use_case(requires=Permission.ACTIVITY_READ)
def reminder_to_mail(
    work: ActivityWork, notification_id: NotificationId
) -> tuple[Activity, User] | None:
    """
    The activity that somebody is to be reminded of by mail, and whom; None when it is
    too late for that: it was mailed, is done or gone, or they are reached no more.
    """
    try:
        told = work.notifications.get(notification_id)
        activity = work.activities.get(told.activity_id)
        user = work.users.get(told.user_id)
    except NotFound:
        return None
    live = activity.pending and activity.archived_at is None
    reached = user.active and user.email is not None
    return (activity, user) if live and reached and not told.mailed_at else None


@use_case(requires=Permission.ACTIVITY_WRITE)
def note_mailed(work: ActivityWork, notification_id: NotificationId) -> None:
    """
    Note that a reminder was handed to the post, so that it is not sent again.
    """
    work.notifications.mailed(notification_id)
