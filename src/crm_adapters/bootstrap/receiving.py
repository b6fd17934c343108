"""
Receiving mail: what it takes in this installation, and which mailboxes wait.
"""

from crm_core.emails import MailboxId
from crm_core.mailboxes import Reading, due_mailboxes, reading_actor
from crm_core.shared import OrganizationId, Unavailable

from ..outside import Outside
from ..postgres.mailboxes import organizations_with_mailboxes
from .application import Application, file_limits, storage


def reading_of(application: Application) -> Reading:
    """
    What reading mailboxes takes in this installation.

    Raises:
        Unavailable: The mail extra is not installed.
    """
    found = reading(application)
    if found is None:
        raise Unavailable("Mail is not read here: the extra mail is not installed.")
    return found


def reading(application: Application) -> Reading | None:
    """
    What reads mail and mailboxes, where the mail extra is installed.
    """
    try:
        from ..mail import ImapServers, OAuthTokens, read_message
    except ImportError:
        return None
    outside = Outside(frozenset(application.settings.allow_private_hosts))
    return Reading(
        servers=ImapServers(outside=outside),
        tokens=OAuthTokens(outside=outside),
        reader=read_message,
        storage=storage(application.settings),
        limits=file_limits(application.settings),
    )


def due(application: Application) -> list[tuple[OrganizationId, MailboxId]]:
    """
    The mailboxes whose time has come, of all organizations.
    """
    return [
        (organization_id, mailbox_id)
        for organization_id in organizations_with_mailboxes(application.engine)
        for mailbox_id in application.crm.run(
            reading_actor(organization_id), due_mailboxes
        )
    ]
