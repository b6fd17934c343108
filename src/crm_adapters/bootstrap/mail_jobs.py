"""
What the worker does for mail that came in.
"""

import logging
from datetime import timedelta
from uuid import UUID

from crm_core import CrmWork
from crm_core.activities import add_activity
from crm_core.emails import EmailId, MailboxId, capture_stranger
from crm_core.mailboxes import (
    SomebodyElseReads,
    mailbox_status,
    reading_actor,
    show_mailbox,
    sync_mailbox,
)
from crm_core.shared import CrmError, NotFound, Permission, Unavailable

from ..postgres.jobs import Job
from .application import Application
from .operating import operator
from .receiving import reading_of

logger = logging.getLogger(__name__)

_CAPTURING = (
    Permission.COMPANY_READ,
    Permission.CONTACT_READ,
    Permission.EMAIL_RECEIVE,
    Permission.LEAD_READ,
    Permission.LEAD_WRITE,
)
_ASKING = (
    Permission.ACTIVITY_READ,
    Permission.ACTIVITY_WRITE,
    Permission.MAILBOX_READ,
    Permission.USER_READ,
)


def read_mailbox(application: Application, job: Job) -> None:
    """
    Read a mailbox now; somebody who is reading it reads it for us.
    """
    actor = reading_actor(job.organization_id)
    mailbox_id = MailboxId(UUID(job.data["mailbox_id"]))
    try:
        sync_mailbox(application.crm.run, actor, reading_of(application), mailbox_id)
    except (NotFound, SomebodyElseReads) as needless:
        logger.info("Mailbox %s is not read: %s", mailbox_id, needless)


def capture_from_mail(application: Application, job: Job) -> None:
    """
    Make a stranger who wrote to us a lead. They get no answer: nothing answers mail by
    itself, so that there is no loop to guard against.
    """
    actor = operator(job.organization_id, *_CAPTURING)
    email_id = EmailId(UUID(job.data["email_id"]))
    try:
        application.crm.run(actor, capture_stranger, email_id)
    except Unavailable:
        raise
    except CrmError as refused:
        logger.warning("Nobody is captured of the message %s: %s", email_id, refused)


def ask_to_sign_in(application: Application, job: Job) -> None:
    """
    Give whoever owns a mailbox the task to enter its secret anew, and remind them.
    """
    actor = operator(job.organization_id, *_ASKING)
    mailbox_id = MailboxId(UUID(job.data["mailbox_id"]))

    def ask(work: CrmWork) -> None:
        mailbox = show_mailbox(work, mailbox_id)
        if not mailbox_status(work, mailbox_id).progress.needs_sign_in:
            return
        add_activity(
            work,
            type="task",
            subject=f"Sign in to the mailbox {mailbox.name} again"[:255],
            description=job.data["reason"],
            assigned_to=mailbox.assigned_to,
            priority="high",
            scheduled_at=work.now + timedelta(minutes=1),
            reminders=[{"minutes": 0, "channels": ["in-app", "mail"]}],
        )

    try:
        application.crm.run(actor, ask)
    except NotFound:
        logger.info("The mailbox %s is there no more.", mailbox_id)
