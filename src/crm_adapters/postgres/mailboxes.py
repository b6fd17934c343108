"""
Mailboxes, and which organizations have some.
"""

from sqlalchemy import Engine

from crm_core.emails import MailboxId
from crm_core.mailboxes import Mailbox
from crm_core.shared import NotFound, OrganizationId

from ..rows import MAILBOX_ROWS
from .repository import PostgresRepository
from .schema import mailboxes
from .statements import statement
from .waiting import organizations_in

_IDS = statement(
    "SELECT id FROM crm.mailboxes WHERE organization_id = $1::uuid ORDER BY name, id",
    ("organization_id",),
)


class PostgresMailboxes(PostgresRepository[MailboxId, Mailbox]):
    """
    The mailboxes that the actor may see.
    """

    table = mailboxes
    mapping = MAILBOX_ROWS

    def all(self) -> list[Mailbox]:
        ids = [row[0] for row in self.transaction.ask(_IDS, self.context.values())]
        found = {each.id: each for each in self.many(ids)}
        return [found[id] for id in ids if id in found]

    def locked(self, id: MailboxId, /) -> Mailbox:
        found = self.many([id])
        if not found:
            raise NotFound(id=id)
        return found[0]


_ORGANIZATIONS = "SELECT DISTINCT organization_id FROM crm.mailboxes WHERE active"


def organizations_with_mailboxes(engine: Engine) -> list[OrganizationId]:
    """
    The organizations that have mailboxes to be read.

    Raises:
        Unavailable: The database cannot be reached.
    """
    return organizations_in(engine, _ORGANIZATIONS)
