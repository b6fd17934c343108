"""
Imports in parts: begun, taken on part by part, ended.
"""

from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from uuid import UUID

from attrs import define, evolve

from ...changes import ChangeSetId
from ...custom_fields import CustomField
from ...shared import Permission, StoredFile, use_case
from ..events import ImportQueued
from ..model import (
    RECORDS,
    ImportOptions,
    Mapping,
    Noun,
    Tally,
    Transfer,
    TransferEnded,
    TransferId,
    TransferMovedOn,
    TransferState,
    is_new,
    name_for,
)
from ..ports import TransferWork
from .batch import Batch, imported
from .columns import with_new_fields
from .companies import CompanyBatch
from .contacts import ContactBatch
from .leads import LeadBatch
from .opportunities import OpportunityBatch
from .overseeing import mine
from .rows import IMPORTS, Prepared, require_identity

_KINDS: MappingType[Noun, type[Batch]] = {
    Noun.CONTACTS: ContactBatch,
    Noun.COMPANIES: CompanyBatch,
    Noun.OPPORTUNITIES: OpportunityBatch,
    Noun.LEADS: LeadBatch,
}


@define
class Part:
    """
    Some rows of a file, from the record at *position* on. *share* is how much of the
    file has been read with them, from 0 to 1, where that is known.
    """

    position: int
    rows: Sequence[Prepared]
    share: float | None = None


@use_case(requires=Permission.CHANGE_READ)
def begin_import(
    work: TransferWork,
    noun: Noun,
    file: StoredFile,
    *,
    label: str,
    options: ImportOptions,
    queue: bool = False,
) -> Transfer:
    """
    Begin an import, or find the actor's own one of the same file, read the same way,
    that has not ended: it goes on where it stopped. To *queue* it leaves it to a
    worker, also one that no worker may be at any more.

    Raises:
        Forbidden: The actor may not import such records, or not define the custom
            fields that columns are to become.
    """
    work.actor.require(IMPORTS[noun])
    made = [name_for(h) for h, choice in options.choices.items() if is_new(choice)]
    custom = [each.name for each in work.custom_fields.of(RECORDS[noun])]
    _KINDS[noun].check_match(options.match, [*custom, *made])
    if made:
        work.actor.require(Permission.CUSTOM_FIELD_WRITE)
    known = work.transfers.unfinished(file.key, noun, work.actor.user_id)
    if known is None or known.options != options:
        known = _begun(work, noun, file, label, options)
    if queue:
        work.emit(ImportQueued(transfer_id=known.id))
    return known


def _begun(
    work: TransferWork,
    noun: Noun,
    file: StoredFile,
    label: str,
    options: ImportOptions,
) -> Transfer:
    transfer = Transfer(
        id=TransferId(work.new_id()),
        noun=noun,
        label=label or noun,
        file=file.key,
        size=file.size,
        options=options,
        created_by=work.actor.user_id,
        created_at=work.now,
        updated_at=work.now,
    )
    work.transfers.add(transfer)
    return transfer


@use_case(requires=Permission.CHANGE_READ)
def start_import(
    work: TransferWork,
    transfer_id: TransferId,
    mapping: Mapping,
    headers: Sequence[str],
) -> tuple[Transfer, list[CustomField]]:
    """
    Note that an import is at work, from now on or again; answers too the custom
    fields that its rows may fill, once those are made that columns are to become.
    They belong to its change set, and go when that is undone.

    Raises:
        FileUnreadable: No mapped column tells what a row is about.
        Forbidden: The actor may define no custom fields.
        TransferEnded: It has ended.
    """
    transfer = mine(work, work.transfers.lock(transfer_id))
    require_identity(mapping)
    started = transfer.started(tuple(headers), at=work.now)
    _continue(work, transfer)
    return work.transfers.save(started), with_new_fields(work, mapping)


@use_case(requires=Permission.CHANGE_READ)
def take_part(
    work: TransferWork,
    transfer_id: TransferId,
    part: Part,
    mapping: Mapping,
    lines: dict[UUID, int],
) -> Transfer:
    """
    Settle the next rows of a file, with how far the import is, in one transaction:
    each row is settled exactly once, whenever it is interrupted. *lines* is what the
    parts in one process remember of each other: the line of each record.

    Raises:
        TransferEnded: It was cancelled, or taken back.
        TransferMovedOn: These rows have been settled by somebody else.
    """
    transfer = mine(work, work.transfers.lock(transfer_id))
    if transfer.ended:
        raise TransferEnded(state=transfer.state)
    if transfer.position != part.position:
        raise TransferMovedOn(position=transfer.position)
    _continue(work, transfer)
    tally = Tally(mapping, lines=lines)
    _batch(work, transfer, tally).take(part.rows)
    work.transfers.refuse(transfer, tally.refused)
    advanced = transfer.advanced(
        tally, rows=len(part.rows), share=part.share, at=work.now
    )
    return work.transfers.save(advanced)


@use_case(requires=Permission.CHANGE_READ)
def recall_part(
    work: TransferWork,
    transfer_id: TransferId,
    part: Part,
    mapping: Mapping,
    lines: dict[UUID, int],
) -> None:
    """
    Note in *lines* which records rows are about that an earlier process has settled,
    so that later rows about the same ones are known as repetitions.
    """
    transfer = mine(work, work.transfers.get(transfer_id))
    _batch(work, transfer, Tally(mapping, lines=lines)).recall(part.rows)


def _continue(work: TransferWork, transfer: Transfer) -> None:
    work.changes.continue_set(ChangeSetId(transfer.id), f"Import {transfer.label}")


def _batch(work: TransferWork, transfer: Transfer, tally: Tally) -> Batch:
    options = transfer.options
    return _KINDS[transfer.noun].of(work, tally, options.known, options.match)


@use_case(requires=Permission.CHANGE_READ)
def finish_import(work: TransferWork, transfer_id: TransferId) -> Transfer:
    """
    Note that every row of the file has been settled.

    Raises:
        TransferEnded: It had ended before.
    """
    transfer = mine(work, work.transfers.lock(transfer_id))
    done = transfer.ending(TransferState.DONE, at=work.now)
    if transfer.figures.wrote:
        work.emit(imported(transfer.noun, transfer.figures, ChangeSetId(transfer.id)))
    return work.transfers.save(evolve(done, share=1.0))


@use_case(requires=Permission.CHANGE_READ)
def fail_import(work: TransferWork, transfer_id: TransferId, error: str) -> Transfer:
    """
    Note that an import cannot go on, and why; what it has written stays until it is
    taken back.
    """
    transfer = mine(work, work.transfers.lock(transfer_id))
    failed = transfer.ending(TransferState.FAILED, at=work.now, error=error)
    return work.transfers.save(failed)
