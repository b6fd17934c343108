"""
What the worker does for each kind of job.
"""

import logging
from functools import partial
from urllib.parse import urlsplit
from uuid import UUID

from crm_core import CrmWork
from crm_core.access import (
    Organization,
    User,
    actor_with,
    create_sign_in_link,
    list_roles,
)
from crm_core.duplicates import scan_duplicates
from crm_core.shared import (
    Actor,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    OrganizationId,
    Permission,
    Unavailable,
    UserId,
)
from crm_core.transfers import (
    Transfer,
    TransferEnded,
    TransferId,
    TransferMovedOn,
    fail_import,
    show_transfer,
)

from ..postgres.jobs import Job
from .application import Application, base_url, mailer, storage
from .importing import import_parts, understood
from .operating import operator

logger = logging.getLogger(__name__)


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

    sender = operator(job.organization_id, Permission.USER_WRITE)
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


def scan_organization(application: Application, job: Job) -> None:
    """
    Look for duplicates in the organization that asked for it.
    """
    scanner = operator(
        job.organization_id,
        Permission.COMPANY_READ,
        Permission.CONTACT_READ,
        Permission.DUPLICATE_SCAN,
    )
    scan_duplicates(
        partial(application.crm.run, scanner),
        job.data["kind"],
        everything=job.data["everything"],
    )


def run_import(application: Application, job: Job) -> None:
    """
    Take in the file that somebody has left to be imported, as they may do it now; a
    job that is done again goes on where it stopped. The file goes with its import.

    Raises:
        Unavailable: The database or the file is away, or others keep changing the same
            records: to be tried again.
    """
    transfer_id = TransferId(UUID(job.data["transfer_id"]))
    try:
        actor, transfer = _importer(application, job.organization_id, transfer_id)
        if not transfer.ended:
            _take_in(application, actor, transfer, job)
    except (TransferMovedOn, NotFound) as other:
        logger.info("Import %s is not ours: %s", transfer_id, other)
        return
    except TransferEnded as ended:
        logger.info("Nothing is left of import %s: %s", transfer_id, ended)
    except Conflict as conflict:
        raise Unavailable(str(conflict)) from conflict
    _let_go(application, job.organization_id, transfer.file)


def _take_in(
    application: Application, actor: Actor, transfer: Transfer, job: Job
) -> None:
    def leave_off(_: Transfer) -> None:
        if job.ending():
            raise Unavailable("The worker ends; another one goes on.")

    crm = application.crm
    kept = storage(application.settings)
    try:
        with kept.open(actor.organization_id, transfer.file) as file:
            run = partial(crm.run, actor)
            ready = understood(run, file, transfer.noun, transfer.options, recall=False)
            import_parts(crm, actor, transfer, file, ready, leave_off)
    except (Forbidden, Invalid, NotFound) as refused:
        # Noted by the operator: the actor may have lost the right to.
        rights = Permission.CHANGE_READ, Permission.CHANGE_UNDO_ANY
        clerk = operator(actor.organization_id, *rights)
        if not crm.run(clerk, show_transfer, transfer.id).ended:
            crm.run(clerk, fail_import, transfer.id, str(refused))


def _let_go(
    application: Application, organization_id: OrganizationId, file: str
) -> None:
    """
    Remove a file that no import waits for any more.
    """
    reader = operator(organization_id, Permission.ORGANIZATION_READ)
    if not application.crm.run(reader, lambda work: work.transfers.awaited(file)):
        storage(application.settings).remove(organization_id, file)


def _importer(
    application: Application, organization_id: OrganizationId, id: TransferId
) -> tuple[Actor, Transfer]:
    """
    The import and who began it, with the rights that they have now.

    Raises:
        NotFound: There is no such import any more.
    """

    def read(work: CrmWork) -> tuple[Actor, Transfer]:
        transfer = work.transfers.get(id)
        user = work.users.get(transfer.created_by)
        roles = list_roles(work) if user.active else {}
        actor = actor_with(
            user.roles,
            roles,
            user_id=user.id,
            organization_id=organization_id,
            teams=user.teams,
            name=user.name,
            email=user.email,
            source="worker",
        )
        return actor, transfer

    reader = operator(organization_id, Permission.ORGANIZATION_READ)
    return application.crm.run(reader, read)
