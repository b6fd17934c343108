"""
Imports looked at, stopped and taken back.
"""

from ...changes import ChangeSetId, Undone, undo_change_set
from ...shared import Forbidden, Page, PageRequest, Permission, use_case
from ..model import RowRefused, Transfer, TransferId, TransferState
from ..ports import TransferWork

REFUSED_AT_ONCE = 500


@use_case(requires=Permission.CHANGE_READ)
def cancel_import(work: TransferWork, transfer_id: TransferId) -> Transfer:
    """
    Stop an import before its next part; what it has written stays until it is taken
    back.

    Raises:
        TransferEnded: It had ended before.
    """
    transfer = mine(work, work.transfers.lock(transfer_id))
    return work.transfers.save(transfer.ending(TransferState.CANCELLED, at=work.now))


@use_case(requires=Permission.CHANGE_READ)
def show_transfer(work: TransferWork, transfer_id: TransferId) -> Transfer:
    """
    An import, how far it is and what it did.

    Raises:
        NotFound: No such import here.
        Forbidden: It is somebody else's.
    """
    return mine(work, work.transfers.get(transfer_id))


@use_case(requires=Permission.CHANGE_READ)
def list_transfers(
    work: TransferWork, page: PageRequest | None = None
) -> Page[Transfer]:
    """
    The latest imports; without the right to undo others' work, one's own.
    """
    any_ = Permission.CHANGE_UNDO_ANY in work.actor.permissions
    user_id = None if any_ else work.actor.user_id
    return work.transfers.page(page or PageRequest(), user_id=user_id)


@use_case(requires=Permission.CHANGE_READ)
def refused_rows(
    work: TransferWork, transfer_id: TransferId, first: int = 0
) -> list[RowRefused]:
    """
    The next 500 rows that an import has refused, without the *first* ones, as they
    stood in the file, with the reasons.

    Raises:
        NotFound: No such import here.
        Forbidden: It is somebody else's.
    """
    mine(work, work.transfers.get(transfer_id))
    return work.transfers.refused(transfer_id, first, REFUSED_AT_ONCE)


@use_case(requires=Permission.CHANGE_UNDO)
def undo_transfer(work: TransferWork, transfer_id: TransferId) -> Undone:
    """
    Take an import back: the records that it made go, those it changed are restored.
    Those that were changed since, in the same fields, are kept and reported. One that
    is still at work is cancelled.

    Raises:
        AlreadyUndone: It was taken back before.
        NotFound: No such import here, or it has written nothing.
    """
    transfer = mine(work, work.transfers.lock(transfer_id))
    if not transfer.ended:
        work.transfers.save(transfer.ending(TransferState.CANCELLED, at=work.now))
    return undo_change_set(work, ChangeSetId(transfer.id), keep_changed=True)


def mine(work: TransferWork, transfer: Transfer) -> Transfer:
    """
    Raises:
        Forbidden: The import is somebody else's, whose work the actor may not undo.
    """
    own = transfer.created_by == work.actor.user_id
    if not own and Permission.CHANGE_UNDO_ANY not in work.actor.permissions:
        raise Forbidden("This import is somebody else's.")
    return transfer
