"""
Opportunities as records: add, show, list, edit, archive, restore, purge.
"""

from collections.abc import Iterable

from ...changes import check_version
from ...currencies import base_currency
from ...pipelines import stage_change
from ...shared import (
    NotFound,
    Page,
    PageRequest,
    Permission,
    Query,
    merged_custom,
    retagged,
    select_records,
    use_case,
)
from ..changing import (
    blank_opportunity,
    parse_opportunity,
    read_notes,
    settled,
    store,
)
from ..events import (
    OpportunitiesEdited,
    OpportunityAdded,
    OpportunityArchived,
    OpportunityEdited,
    OpportunityPurged,
    OpportunityRestored,
)
from ..model import Opportunity, OpportunityId, OpportunityRow
from ..ports import OpportunityWork
from ..teams import Teams


@use_case(requires=Permission.OPPORTUNITY_WRITE)
def add_opportunity(
    work: OpportunityWork,
    /,
    *,
    notes: object = None,
    past_dates: bool = False,
    **fields: object,
) -> Opportunity:
    """
    Add an opportunity; it belongs to whoever adds it unless ``assigned_to`` says else,
    counts for the only team of its owner unless ``team_id`` does, is in the organization's base currency unless ``currency`` does, and stands in the
    first stage of the default pipeline unless ``stage`` or ``pipeline_id`` do.

    Args:
        work: The unit of work.
        notes: Kept with its entry into the stage.
        past_dates: Whether an open one may be expected to have closed already, as
            records that come from elsewhere are.
        **fields: As ``OPPORTUNITY_FIELDS`` has them.

    Raises:
        Invalid: Naming every field that is wrong or that the stage requires.
        Forbidden: The stage is for other roles.
    """
    values = parse_opportunity(work, fields, before={})
    if values.get("currency") is None:
        values["currency"] = base_currency(work)
    values.setdefault("assigned_to", work.actor.user_id)
    blank = blank_opportunity(work, currency=values["currency"])
    said = read_notes(notes)
    added = settled(work, blank, values, new=True, past_dates=past_dates)
    work.name(f"Add opportunity {added.name}")
    work.opportunities.add(added)
    work.stage_changes.add(stage_change(work, "opportunity", None, added, notes=said))
    work.emit(OpportunityAdded(opportunity_id=added.id))
    return added


@use_case(requires=Permission.OPPORTUNITY_READ)
def show_opportunity(
    work: OpportunityWork, opportunity_id: OpportunityId
) -> OpportunityRow:
    """
    A live opportunity as a record shows it.

    Raises:
        NotFound: No such opportunity, not visible, or in the archive.
    """
    return work.opportunities.row(opportunity_id)


@use_case(requires=Permission.OPPORTUNITY_READ)
def get_opportunity(
    work: OpportunityWork, opportunity_id: OpportunityId
) -> Opportunity:
    """
    A live opportunity.

    Raises:
        NotFound: No such opportunity, not visible, or in the archive.
    """
    opportunity = work.opportunities.get(opportunity_id)
    if opportunity.archived_at is not None:
        raise NotFound(id=opportunity_id)
    return opportunity


@use_case(requires=Permission.OPPORTUNITY_READ)
def list_opportunities(
    work: OpportunityWork, query: Query | None = None, page: PageRequest | None = None
) -> Page[OpportunityRow]:
    """
    A page of the opportunities that *query* finds, latest change first by default.
    """
    return work.opportunities.page(query or Query(), page or PageRequest())


@use_case(requires=Permission.OPPORTUNITY_WRITE)
def edit_opportunity(
    work: OpportunityWork,
    /,
    opportunity_id: OpportunityId,
    *,
    version: int | None = None,
    notes: object = None,
    **fields: object,
) -> Opportunity:
    """
    Change some fields of an opportunity; None clears one. A ``stage`` or a
    ``pipeline_id`` among them moves it, and *notes* are kept with the move.

    Raises:
        Invalid: Naming every field that is wrong or that the stage requires.
        Forbidden: The stage is for other roles.
        OpportunityClosed: It is won or lost, and would move.
        Stale: It is no longer at *version*, the one that the actor saw.
    """
    opportunity = get_opportunity(work, opportunity_id)
    check_version(work, "opportunity", opportunity, version)
    values = parse_opportunity(work, fields, before=opportunity.custom)
    edited = settled(work, opportunity, values)
    work.name(f"Edit opportunity {edited.name}")
    saved = store(work, opportunity, edited, notes=notes)
    work.emit(OpportunityEdited(opportunity_id=saved.id, fields=tuple(values)))
    return saved


@use_case(requires=Permission.OPPORTUNITY_WRITE)
def archive_opportunity(
    work: OpportunityWork, opportunity_id: OpportunityId
) -> Opportunity:
    """
    Put an opportunity into the archive, whence it can be restored.
    """
    opportunity = get_opportunity(work, opportunity_id)
    work.name(f"Archive opportunity {opportunity.name}")
    work.emit(OpportunityArchived(opportunity_id=opportunity.id))
    return work.opportunities.save(opportunity.archived(work.now))


@use_case(requires=Permission.OPPORTUNITY_WRITE)
def restore_opportunity(
    work: OpportunityWork, opportunity_id: OpportunityId
) -> Opportunity:
    """
    Bring an opportunity back from the archive.

    Raises:
        NotFound: It is not in the archive.
    """
    opportunity = work.opportunities.get(opportunity_id)
    if opportunity.archived_at is None:
        raise NotFound("It is not in the archive.", id=opportunity_id)
    work.name(f"Restore opportunity {opportunity.name}")
    work.emit(OpportunityRestored(opportunity_id=opportunity.id))
    return work.opportunities.save(opportunity.restored(work.now))


@use_case(requires=Permission.OPPORTUNITY_PURGE)
def purge_opportunity(work: OpportunityWork, opportunity_id: OpportunityId) -> None:
    """
    Delete an opportunity from the archive; the history keeps it for an undo.

    Raises:
        NotFound: It is not in the archive.
        OpportunityInUse: A lead was converted into it.
    """
    opportunity = work.opportunities.get(opportunity_id)
    if opportunity.archived_at is None:
        message = "Only opportunities in the archive are purged."
        raise NotFound(message, id=opportunity_id)
    work.name(f"Purge opportunity {opportunity.name}")
    work.opportunities.remove(opportunity)
    work.emit(OpportunityPurged(opportunity_id=opportunity.id))


@use_case(requires=Permission.OPPORTUNITY_BULK)
def edit_opportunities(
    work: OpportunityWork,
    /,
    *,
    ids: Iterable[OpportunityId] | None = None,
    query: Query | None = None,
    add_tags: Iterable[str] = (),
    remove_tags: Iterable[str] = (),
    archive: bool = False,
    **fields: object,
) -> list[OpportunityId]:
    """
    Change many opportunities in one change set: those named, or all that *query*
    finds. A ``stage`` among the fields moves them.

    Raises:
        Invalid: Naming every field that is wrong, or too many opportunities.
        NotFound: One of *ids* does not exist or is not visible; nothing changes.
        OpportunityClosed: One is won or lost, and would move.
    """
    opportunities = select_records(work.opportunities, ids=ids, query=query)
    given = {**fields, "tags": list(add_tags)}
    values = parse_opportunity(work, given, before={})
    added, removed = values.pop("tags"), tuple(remove_tags)
    teams = Teams(work)
    custom = values.pop("custom", None)
    count = len(opportunities)
    work.name(f"{'Archive' if archive else 'Edit'} {count} opportunities")
    for opportunity in opportunities:
        tags = retagged(opportunity.tags, add=added, remove=removed)
        own = {"tags": tags, "custom": merged_custom(opportunity.custom, custom)}
        edited = settled(work, opportunity, {**values, **own}, teams=teams)
        store(work, opportunity, edited.archived(work.now) if archive else edited)
    changed = [opportunity.id for opportunity in opportunities]
    work.emit(OpportunitiesEdited(opportunity_ids=tuple(changed)))
    return changed
