"""
Leads as records: add, edit, archive, restore, purge.
"""

from collections.abc import Iterable

from ...changes import check_version
from ...pipelines import stage_change
from ...shared import (
    FieldError,
    Invalid,
    NotFound,
    Permission,
    Query,
    merged_custom,
    retagged,
    select_records,
    use_case,
)
from ..changing import (
    blank_lead,
    lead_to_write,
    parse_lead,
    read_notes,
    scored,
    scorer_of,
    settled,
    store,
)
from ..events import (
    LeadAdded,
    LeadArchived,
    LeadAssigned,
    LeadEdited,
    LeadPurged,
    LeadRestored,
    LeadsEdited,
)
from ..knowing import acquainted, joined, open_lead_of
from ..model import Lead, LeadClosed, LeadId, LeadStatus
from ..ports import LeadWork
from .finding import get_lead
from .routing import explained, routed


@use_case(requires=Permission.LEAD_WRITE)
def add_lead(
    work: LeadWork,
    /,
    *,
    allow_duplicates: bool = False,
    attach: bool = False,
    past_dates: bool = False,
    route: bool = False,
    because: str | None = None,
    notes: object = None,
    **fields: object,
) -> Lead:
    """
    Capture a lead, from whatever source: the one door for all of them.

    It belongs to whoever adds it unless ``assigned_to`` says else, is in the
    organization's base currency unless ``currency`` does, and stands in the first stage
    of the default pipeline unless ``stage`` or ``pipeline_id`` do. The contact and the
    company that it is certainly from are linked when the actor may see them.

    Args:
        work: The unit of work.
        allow_duplicates: Whether the same person may have another open lead.
        attach: Whether what comes in goes to the open lead of the same person, if
            there is one, which is then answered.
        past_dates: Whether an open one may be expected to have closed already, as
            records that come from elsewhere are.
        route: Whether the rules of routing choose the owner, when there are any and
            ``assigned_to`` is left out.
        because: Why its owner is whoever ``assigned_to`` says, kept with it.
        notes: Kept with its entry into the stage.
        **fields: As ``LEAD_FIELDS`` has them.

    Raises:
        Invalid: Naming every field that is wrong or that the stage requires.
        Forbidden: The stage is for other roles.
        LikelyDuplicate: The same person has an open lead.
    """
    said = read_notes(notes)
    blank = blank_lead(work)
    values = parse_lead(work, fields, before=None)
    route = route and "assigned_to" not in values
    if not route:
        values.setdefault("assigned_to", work.actor.user_id)
    values.setdefault("currency", blank.currency)
    lead = settled(work, blank, values, new=True, past_dates=past_dates)
    lead = acquainted(work, lead)
    work.name(f"Add lead {lead.title}")
    if attach or not allow_duplicates:
        known = open_lead_of(work, lead, warn=not attach)
        if attach and known is not None:
            return _attached(work, known, lead)
    if because is not None:
        lead = explained(lead, because, work.now)
    lead = scored(work, _owned(work, lead) if route else lead)
    work.leads.add(lead)
    work.stage_changes.add(stage_change(work, "lead", None, lead, notes=said))
    work.emit(LeadAdded(lead_id=lead.id))
    if lead.assigned_to not in (None, work.actor.user_id):
        work.emit(LeadAssigned(lead_id=lead.id, assigned_to=lead.assigned_to))
    return lead


def _owned(work: LeadWork, lead: Lead) -> Lead:
    found = routed(work, [lead])
    if found is not None:
        return found[0]
    return lead.edited({"assigned_to": work.actor.user_id}, at=work.now)


def _attached(work: LeadWork, known: Lead, new: Lead) -> Lead:
    work.name(f"Attach to lead {known.title}")
    saved = work.leads.save(scored(work, joined(work, known, new)))
    work.emit(LeadEdited(lead_id=saved.id, fields=("capture",)))
    return saved


@use_case(requires=Permission.LEAD_WRITE)
def edit_lead(
    work: LeadWork,
    /,
    lead_id: LeadId,
    *,
    version: int | None = None,
    allow_duplicates: bool = False,
    notes: object = None,
    **fields: object,
) -> Lead:
    """
    Change some fields of a lead; None clears one. A ``stage`` or a ``pipeline_id``
    among them moves it, and *notes* are kept with the move.

    Raises:
        Invalid: Naming every field that is wrong or that the stage requires.
        Forbidden: The stage is for other roles.
        LeadClosed: It is converted.
        LikelyDuplicate: The person whose it becomes has another open lead.
        Stale: It is no longer at *version*, the one that the actor saw.
    """
    lead = lead_to_write(work, lead_id)
    check_version(work, "lead", lead, version)
    values = parse_lead(work, fields, before=lead)
    edited = settled(work, lead, values)
    work.name(f"Edit lead {edited.title}")
    same = (edited.email, edited.contact_id) == (lead.email, lead.contact_id)
    if not same and edited.open and not allow_duplicates:
        open_lead_of(work, edited, warn=True)
    saved = store(work, lead, edited, notes=notes)
    work.emit(LeadEdited(lead_id=saved.id, fields=tuple(values)))
    return saved


@use_case(requires=Permission.LEAD_WRITE)
def archive_lead(work: LeadWork, lead_id: LeadId) -> Lead:
    """
    Put a lead into the archive, whence it can be restored.
    """
    lead = get_lead(work, lead_id)
    work.name(f"Archive lead {lead.title}")
    work.emit(LeadArchived(lead_id=lead.id))
    return work.leads.save(lead.archived(work.now))


@use_case(requires=Permission.LEAD_WRITE)
def restore_lead(work: LeadWork, lead_id: LeadId) -> Lead:
    """
    Bring a lead back from the archive.

    Raises:
        NotFound: It is not in the archive.
    """
    lead = work.leads.get(lead_id)
    if lead.archived_at is None:
        raise NotFound("It is not in the archive.", id=lead_id)
    work.name(f"Restore lead {lead.title}")
    work.emit(LeadRestored(lead_id=lead.id))
    return work.leads.save(lead.restored(work.now))


@use_case(requires=Permission.LEAD_PURGE)
def purge_lead(work: LeadWork, lead_id: LeadId) -> None:
    """
    Delete a lead from the archive; the history keeps it for an undo.

    Raises:
        NotFound: It is not in the archive.
        LeadInUse: An opportunity still points at it.
    """
    lead = work.leads.get(lead_id)
    if lead.archived_at is None:
        raise NotFound("Only leads in the archive are purged.", id=lead_id)
    work.name(f"Purge lead {lead.title}")
    work.leads.remove(lead)
    work.emit(LeadPurged(lead_id=lead.id))


@use_case(requires=Permission.LEAD_BULK)
def edit_leads(
    work: LeadWork,
    /,
    *,
    ids: Iterable[LeadId] | None = None,
    query: Query | None = None,
    add_tags: Iterable[str] = (),
    remove_tags: Iterable[str] = (),
    archive: bool = False,
    notes: object = None,
    **fields: object,
) -> list[LeadId]:
    """
    Change many leads in one change set: those named, or all that *query* finds.

    Raises:
        Invalid: Naming every field that is wrong, or too many leads.
        NotFound: One of *ids* does not exist or is not visible; nothing changes.
        LeadClosed: One of them is converted, and would not only go to the archive.
    """
    leads = select_records(work.leads, ids=ids, query=query)
    if "answers" in fields:
        message = "Answers are given lead by lead."
        raise Invalid(errors=[FieldError("answers", "bulk", message)])
    values = parse_lead(work, {**fields, "tags": list(add_tags)}, before=None)
    added, removed = values.pop("tags"), tuple(remove_tags)
    custom = values.pop("custom", None)
    work.name(f"{'Archive' if archive else 'Edit'} {len(leads)} leads")
    scorer = scorer_of(work)
    for lead in leads:
        closed = lead.status is LeadStatus.CONVERTED
        if closed and (fields or added or removed):
            raise LeadClosed(id=lead.id, opportunity_id=lead.opportunity_id)
        tags = retagged(lead.tags, add=added, remove=removed)
        own = {"tags": tags, "custom": merged_custom(lead.custom, custom)}
        edited = lead if closed else settled(work, lead, {**values, **own})
        after = edited.archived(work.now) if archive else edited
        store(work, lead, after, notes=notes, scorer=scorer)
    changed = [lead.id for lead in leads]
    work.emit(LeadsEdited(lead_ids=tuple(changed)))
    return changed
