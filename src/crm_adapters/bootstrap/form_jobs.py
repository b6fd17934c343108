"""
What the worker does for web forms.
"""

import logging
from secrets import token_urlsafe
from urllib.parse import urlsplit
from uuid import UUID

from crm_core import CrmWork
from crm_core.access import Organization
from crm_core.forms import (
    Form,
    Submission,
    SubmissionId,
    digest_of_code,
    form_actor,
    link_submission,
)
from crm_core.shared import NotFound, Unavailable

from ..postgres.jobs import Job
from .application import Application, base_url, mailer

logger = logging.getLogger(__name__)

Linked = tuple[Submission, Form, Organization]


def send_confirmation(application: Application, job: Job) -> None:
    """
    Mail a one-time link to whoever filled in a form. A job that is done again sends
    another link, and the one before works no more.

    Raises:
        Unavailable: There is no relay, or it is away: to be tried again.
    """
    from ..smtp import confirmation

    post = mailer(application.settings)
    if post is None:
        raise Unavailable("No mail relay is configured: set CRM_SMTP_URL.")
    submission_id = SubmissionId(UUID(job.data["submission_id"]))
    code = token_urlsafe(24)

    def prepare(work: CrmWork) -> Linked | None:
        linked = link_submission(work, submission_id, digest_of_code(code))
        return (*linked, work.organizations.get()) if linked else None

    try:
        found = application.crm.run(form_actor(job.organization_id), prepare)
    except NotFound:
        found = None
    if found is None:
        logger.info("Nobody needs to confirm %s any more.", submission_id)
        return
    submission, form, organization = found
    address = base_url(application.settings)
    host = urlsplit(address).hostname or "localhost"
    assert submission.expires_at is not None
    post.send(
        confirmation(
            to=str(submission.values["email"]),
            form=form,
            organization=_called(organization, host),
            link=f"{address}/forms/confirm/{code}",
            until=submission.expires_at,
            message_id=f"{job.event_id}@{host}",
        )
    )


def _called(organization: Organization, host: str) -> str:
    """
    What strangers are told of an organization: never its id, which stands for its name
    until somebody has given it one.
    """
    return host if organization.name == str(organization.id) else organization.name
