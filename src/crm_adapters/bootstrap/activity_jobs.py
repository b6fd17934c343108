"""
What the worker does for activities: people are reminded each minute, and what recurs is
spread each night.
"""

import logging
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from crm_core.activities import (
    NotificationId,
    note_mailed,
    reminder_to_mail,
    series_to_spread,
    spread_series,
    tell_due,
)
from crm_core.shared import CrmError, OrganizationId, Permission, Unavailable

from ..postgres import known_organizations, organizations_to_remind
from ..postgres.jobs import Job
from .application import Application, base_url, mailer
from .operating import operator

logger = logging.getLogger(__name__)

AT_ONCE = 500


def remind(application: Application) -> None:
    """
    Tell everybody what they are to be reminded of by now.
    """
    for organization_id in organizations_to_remind(
        application.engine, datetime.now(UTC)
    ):
        run = _run(application, organization_id)
        try:
            while run(tell_due, AT_ONCE) == AT_ONCE:
                pass
        except CrmError:  # the others have theirs all the same
            logger.exception("The reminders of %s are late", organization_id)


def send_reminder(application: Application, job: Job) -> None:
    """
    Mail a reminder. A job that is done again sends the same mail once more only when
    it was not known to be sent.

    Raises:
        Unavailable: There is no relay, or it is away: to be tried again.
    """
    from ..smtp import reminder

    post = mailer(application.settings)
    if post is None:
        raise Unavailable("No mail relay is configured: set CRM_SMTP_URL.")
    notification_id = NotificationId(UUID(job.data["notification_id"]))
    run = _run(application, job.organization_id)
    found = run(reminder_to_mail, notification_id)
    if found is None:
        logger.info("Nobody needs the reminder %s any more.", notification_id)
        return
    activity, user = found
    address = base_url(application.settings)
    host = urlsplit(address).hostname or "localhost"
    message_id = f"{notification_id}@{host}"
    post.send(
        reminder(user=user, activity=activity, link=address, message_id=message_id)
    )
    run(note_mailed, notification_id)


def spread_daily(application: Application) -> None:
    """
    Make the occurrences of the next weeks activities, in all organizations.
    """
    for organization in known_organizations(application.engine):
        spread_organization(application, organization.id)


def spread_organization(
    application: Application, organization_id: OrganizationId
) -> int:
    """
    Make the next occurrences of all series of an organization activities, each series
    in a transaction of its own; answers how many there were.
    """
    run, made = _run(application, organization_id), 0
    tried = set[UUID]()
    while waiting := [
        each for each in run(series_to_spread, AT_ONCE) if each not in tried
    ]:
        for series_id in waiting:
            tried.add(series_id)
            try:
                made += run(spread_series, series_id)
            except CrmError:
                logger.exception("The series %s is not spread", series_id)
    return made


def _run(application: Application, organization_id: OrganizationId) -> "partial[Any]":
    rights = Permission.ACTIVITY_READ, Permission.ACTIVITY_WRITE
    return partial(application.crm.run, operator(organization_id, *rights))
