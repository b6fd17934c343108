"""
Reading messages: one, lists, threads, the outbox.
"""

from attrs import frozen

from ...shared import NotFound, Page, PageRequest, Permission, use_case
from ..model import (
    Delivery,
    Email,
    EmailFilter,
    EmailId,
    Outbox,
    Thread,
    ThreadId,
    Visit,
)
from ..ports import EmailWork


@frozen(kw_only=True)
class ShownEmail:
    """
    A message with its way to each recipient, and what they did with it.
    """

    email: Email
    deliveries: list[Delivery]
    visits: list[Visit]

    @property
    def public(self) -> dict[str, object]:
        """
        All of it as people are shown it.
        """
        members = {"deliveries": self.deliveries, "visits": self.visits}
        return self.email.public | members


@use_case(requires=Permission.EMAIL_READ)
def show_email(work: EmailWork, email_id: EmailId) -> ShownEmail:
    """
    One message, also from the archive.
    """
    email = work.emails.get(email_id)
    visits = work.email_visits.of(email.id) if email.tracked else []
    found = work.deliveries.of([email.id]).get(email.id, [])
    return ShownEmail(email=email, deliveries=found, visits=visits)


@use_case(requires=Permission.EMAIL_READ)
def list_emails(
    work: EmailWork, wanted: EmailFilter, request: PageRequest
) -> Page[Email]:
    """
    Messages, the newest first.
    """
    return work.emails.page(wanted, request)


@use_case(requires=Permission.EMAIL_READ)
def list_threads(
    work: EmailWork, wanted: EmailFilter, request: PageRequest
) -> Page[Thread]:
    """
    Threads whose last message is wanted, the newest first.
    """
    return work.emails.threads(wanted, request)


@use_case(requires=Permission.EMAIL_READ)
def show_thread(
    work: EmailWork, thread_id: ThreadId, request: PageRequest
) -> Page[Email]:
    """
    The messages of one thread, the newest first.

    Raises:
        NotFound: No message of it is there, or visible.
    """
    found = work.emails.page(EmailFilter(thread_id=thread_id), request)
    if not found.total:
        raise NotFound(id=thread_id)
    return found


@use_case(requires=Permission.EMAIL_READ)
def show_outbox(work: EmailWork) -> Outbox:
    """
    How much waits to be sent, and what went wrong.
    """
    return work.deliveries.outbox()
