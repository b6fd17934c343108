"""
What the worker does: each job by its name, in units of work of its own.
"""

import logging
from functools import partial
from urllib.parse import urlsplit
from uuid import UUID

from crm_core import CrmWork
from crm_core.access import Organization, User, create_sign_in_link, operator_of
from crm_core.shared import Actor, Permission, Unavailable, UserId

from ..postgres.jobs import Job, job_worker
from .application import Application, base_url, mailer

DRAIN_SECONDS = 20


def work_until_ended(application: Application, *, wait: bool = True) -> None:
    """
    Do the jobs that wait, and then those that come, until a signal ends it; without
    *wait* only the first ones. Jobs at work may take 20 seconds to end.
    """
    url = application.settings.database_url
    assert url is not None
    for chatty in ("blueprints", "periodic"):
        logging.getLogger(f"procrastinate.{chatty}").setLevel(logging.WARNING)
    tasks = {"send_invitation": partial(send_invitation, application)}
    job_worker(url, tasks).run_worker(
        wait=wait,
        concurrency=4,
        shutdown_graceful_timeout=DRAIN_SECONDS,
        delete_jobs="successful",
        listen_notify=wait,
    )


def send_invitation(application: Application, job: Job) -> None:
    """
    Mail a one-time link to the person whom the event invited.

    Raises:
        Unavailable: There is no relay, or it is away: to be tried again.
    """
    from ..smtp import invitation

    post = mailer(application.settings)
    if post is None:
        raise Unavailable("No mail relay is configured: set CRM_SMTP_URL.")
    invited_id = UserId(UUID(job.data["invited_id"]))

    def prepare(work: CrmWork) -> tuple[User, Organization, str]:
        user, organization = work.users.get(invited_id), work.organizations.get()
        return user, organization, create_sign_in_link(work, invited_id)

    sender = Actor(
        user_id=operator_of(job.organization_id),
        organization_id=job.organization_id,
        permissions=frozenset({Permission.USER_WRITE}),
        name="Operator",
        source="worker",
    )
    user, organization, code = application.crm.run(sender, prepare)
    address = base_url(application.settings)
    host = urlsplit(address).hostname or "localhost"
    post.send(
        invitation(
            user=user,
            organization=organization.name,
            link=f"{address}/sign-in/{code}",
            message_id=f"{job.event_id}@{host}",
        )
    )
