"""
What the worker does about calendars.
"""

import logging
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from crm_core import CrmWork
from crm_core.access import User, actor_with, list_roles
from crm_core.calendars import (
    CalendarServers,
    Connection,
    sync_calendar,
    take_received_calendar,
)
from crm_core.emails import EmailId
from crm_core.shared import Actor, CrmError, OrganizationId, Permission

from ..outside import Outside
from ..postgres.calendar_connections import organizations_to_sync
from ..postgres.jobs import Job
from .application import Application
from .operating import operator

logger = logging.getLogger(__name__)
MOST = 100


def take_calendar(application: Application, job: Job) -> None:
    """
    Take the answer to an invitation that came by mail.
    """
    taker = operator(job.organization_id, Permission.EMAIL_RECEIVE)
    email_id = EmailId(UUID(job.data["email_id"]))
    application.crm.run(taker, take_received_calendar, email_id)


def calendar_servers(application: Application) -> CalendarServers:
    """
    Calendar servers as far as this installation may ask them.
    """
    from ..calendar import CaldavServers

    return CaldavServers(Outside(frozenset(application.settings.allow_private_hosts)))


def sync_calendars(application: Application) -> None:
    """
    Bring the calendars in step whose time has come.
    """
    for organization_id in organizations_to_sync(application.engine, datetime.now(UTC)):
        due = _due(application, organization_id)
        for actor, connection in due[:MOST]:
            run = partial(application.crm.run, actor)
            try:
                sync_calendar(run, calendar_servers(application), connection.id)
            except CrmError as error:  # the reason is told with the connection
                logger.info("Calendar %s is not in step: %s", connection.id, error)


def _due(
    application: Application, organization_id: OrganizationId
) -> list[tuple[Actor, Connection]]:
    """
    The connections whose time has come, and whose they are, with the rights that they
    have now.
    """

    def read(work: CrmWork) -> list[tuple[User, Connection]]:
        due = work.calendar_connections.due(work.now)
        users = ((work.users.get(each.user_id), each) for each in due)
        return [(user, each) for user, each in users if user.active]

    reader = operator(organization_id, Permission.ORGANIZATION_READ)
    found = application.crm.run(reader, read)
    roles = application.crm.run(reader, list_roles) if found else {}
    return [
        (
            actor_with(
                user.roles,
                roles,
                user_id=user.id,
                organization_id=organization_id,
                teams=user.teams,
                name=user.name,
                email=user.email,
                source="calendar",
            ),
            connection,
        )
        for user, connection in found
    ]
