"""
Turning a lead into a contact, a company and an opportunity.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from attrs import evolve

from ...changes import check_version
from ...companies import CompanyId, add_company, get_company
from ...contacts import Contact, ContactId, add_contact, edit_contact, get_contact
from ...opportunities import (
    OPPORTUNITY_FIELDS,
    LeadRef,
    OpportunityId,
    add_opportunity,
    edit_opportunity,
    get_opportunity,
)
from ...pipelines import StageKind, check_entry, pipeline_of
from ...shared import (
    Conflict,
    FieldError,
    Invalid,
    NotFound,
    Permission,
    retagged,
    use_case,
)
from ..changing import store
from ..events import LeadConverted
from ..knowing import known_company, known_contact
from ..model import Conversion, Lead, LeadId, LeadStatus
from ..ports import LeadWork

R = TypeVar("R")


@use_case(requires=Permission.LEAD_CONVERT)
def convert_lead(
    work: LeadWork,
    /,
    lead_id: LeadId,
    *,
    contact_id: ContactId | None = None,
    company_id: CompanyId | None = None,
    opportunity_id: OpportunityId | None = None,
    opportunity: bool = True,
    notes: object = None,
    version: int | None = None,
    **fields: object,
) -> Conversion:
    """
    Turn a lead into a contact, a company and an opportunity, in one transaction.

    Those it is certainly from are matched and get what they lack; else they are made,
    with all that the lead knows. To convert it again changes nothing and answers the
    same; undoing it brings the lead back as it was and removes what was made.

    Args:
        work: The unit of work.
        lead_id: The lead.
        contact_id: The contact that it is from.
        company_id: The company that it is from.
        opportunity_id: An opportunity that it belongs to.
        opportunity: Whether it becomes a new one otherwise.
        notes: Kept with its move.
        version: The version that the actor saw.
        **fields: Of the new opportunity, where they are not to be those of the lead.

    Raises:
        Invalid: Naming every field that is wrong.
        NotFound: One of the records is not there or not visible.
        Conflict: It is disqualified.
        Stale: It is no longer at *version*, the one that the actor saw.
    """
    lead = _locked(work, lead_id)
    if lead.status is LeadStatus.CONVERTED:
        return Conversion.of(lead)
    check_version(work, "lead", lead, version)
    if lead.status is LeadStatus.DISQUALIFIED:
        raise Conflict("It is disqualified; reopen it first.", id=lead.id)
    _check_fields(fields, opportunity=opportunity and opportunity_id is None)
    contact = _matched_contact(work, lead, contact_id)
    company = _company(work, lead, contact, company_id)
    person = _contact(work, evolve(lead, company_id=company), contact)
    known = evolve(lead, contact_id=person, company_id=company)
    if opportunity_id is not None:
        _join(work, known, opportunity_id)
    elif opportunity:
        opportunity_id = _new(work, known, fields)
    return Conversion.of(_converted(work, lead, known, opportunity_id, notes))


def _locked(work: LeadWork, lead_id: LeadId) -> Lead:
    for lead in work.leads.many([lead_id]):
        if lead.archived_at is None:
            return lead
    raise NotFound(id=lead_id)


def _check_fields(fields: Mapping[str, object], *, opportunity: bool) -> None:
    code, message, known = "unknown", "No such field.", OPPORTUNITY_FIELDS.by_name
    wrong = [name for name in fields if name not in known and name != "custom"]
    if not opportunity:
        wrong = [*fields]
        code, message = "unused", "There is no new opportunity that would have it."
    if wrong:
        raise Invalid(errors=[FieldError(name, code, message) for name in wrong])


def _matched_contact(
    work: LeadWork, lead: Lead, contact_id: ContactId | None
) -> Contact | None:
    if contact_id is not None:
        return _found("contact_id", lambda: get_contact(work, contact_id))
    if lead.contact_id is not None:
        return get_contact(work, lead.contact_id)
    return known_contact(work, lead)


def _found(field: str, get: Callable[[], R]) -> R:
    try:
        return get()
    except NotFound:
        message = "No such record in this organization, or not visible to you."
        raise Invalid.of(field, "unknown", message) from None


def _company(
    work: LeadWork, lead: Lead, contact: Contact | None, company_id: CompanyId | None
) -> CompanyId | None:
    if company_id is not None:
        found: CompanyId = _found(
            "company_id", lambda: get_company(work, company_id)
        ).id
        return found
    if lead.company_id is not None:
        return lead.company_id
    company = known_company(work, lead)
    if company is not None:
        return company.id
    if not lead.company_name:
        return contact.company_id if contact else None
    return add_company(
        work,
        allow_duplicates=True,
        name=lead.company_name,
        website=lead.website,
        address=lead.address,
        tags=lead.tags,
        assigned_to=lead.assigned_to,
        custom=_custom(work, lead, "company"),
    ).id


def _contact(work: LeadWork, lead: Lead, known: Contact | None) -> ContactId | None:
    values = {
        "first_name": lead.first_name,
        "last_name": lead.last_name,
        "email": lead.email,
        "phone": lead.phone,
        "title": lead.job_title,
        "company_id": lead.company_id,
        "address": lead.address,
        "lead_source": lead.source,
        "notes": lead.description,
    }
    brought = {name: value for name, value in values.items() if value}
    custom = _custom(work, lead, "contact")
    if known is None:
        if not (lead.person or lead.email or lead.phone):
            return None
        return add_contact(
            work,
            allow_duplicates=True,
            tags=lead.tags,
            assigned_to=lead.assigned_to,
            custom=custom,
            **brought,
        ).id
    lacking: dict[str, Any] = {
        name: value for name, value in brought.items() if not getattr(known, name)
    }
    if known.first_name or known.last_name:  # half of another name is no name
        lacking = {n: v for n, v in lacking.items() if n not in _NAMES}
    new = {name: value for name, value in custom.items() if name not in known.custom}
    tags = retagged(known.tags, add=lead.tags, remove=())
    lacking |= {"custom": new} if new else {}
    lacking |= {"tags": tags} if tags != known.tags else {}
    if lacking:
        edit_contact(work, known.id, allow_duplicates=True, **lacking)
    return known.id


_NAMES = ("first_name", "last_name")


def _custom(work: LeadWork, lead: Lead, kind: str) -> dict[str, object]:
    """
    The lead's own values that a record of another *kind* has a like field for.
    """
    if not lead.custom:
        return {}
    own = {(each.name, each.kind) for each in work.custom_fields.of("lead")}
    found = {}
    for each in work.custom_fields.of(kind):
        value = lead.custom.get(each.name)
        if value is None or (each.name, each.kind) not in own:
            continue
        try:
            each.field.kind.parse(value)
        except Invalid:
            continue  # an option that the other field lacks stays with the lead
        found[each.name] = value
    return found


def _new(work: LeadWork, lead: Lead, fields: Mapping[str, object]) -> OpportunityId:
    custom = fields.get("custom")
    own = dict(custom) if isinstance(custom, Mapping) else {}
    values: dict[str, Any] = {
        "name": lead.title,
        "description": lead.description,
        "contact_id": lead.contact_id,
        "company_id": lead.company_id,
        "value": lead.value,
        "currency": lead.currency,
        "expected_close_date": lead.expected_close_date,
        "source": lead.source,
        "next_step": lead.next_step,
        "next_step_on": lead.next_step_on,
        "tags": lead.tags,
        "assigned_to": lead.assigned_to,
        **fields,
        "lead_id": LeadRef(lead.id),
    }
    if custom is None or own:
        values["custom"] = {**_custom(work, lead, "opportunity"), **own}
    said = "expected_close_date" in fields
    return add_opportunity(work, past_dates=not said, **values).id


def _join(work: LeadWork, lead: Lead, opportunity_id: OpportunityId) -> None:
    known = _found("opportunity_id", lambda: get_opportunity(work, opportunity_id))
    brought = {
        "contact_id": lead.contact_id,
        "company_id": lead.company_id,
        "lead_id": LeadRef(lead.id),
        "source": lead.source,
    }
    lacking: dict[str, Any] = {
        name: value
        for name, value in brought.items()
        if value is not None and getattr(known, name) is None
    }
    if lacking:
        edit_opportunity(work, opportunity_id, **lacking)


def _converted(
    work: LeadWork,
    before: Lead,
    known: Lead,
    opportunity_id: OpportunityId | None,
    notes: object,
) -> Lead:
    pipeline = pipeline_of(work, "lead", known.pipeline_id)
    stage = pipeline.first(StageKind.WON)
    converted = evolve(
        known,
        opportunity_id=opportunity_id,
        converted_at=work.now,
        converted_by=work.actor.user_id,
    ).placed(pipeline, stage, at=work.now)
    check_entry(work, "lead", stage, converted.values)
    work.name(f"Convert lead {converted.title}")
    saved = store(work, before, converted, notes=notes)
    work.emit(
        LeadConverted(
            lead_id=saved.id,
            contact_id=saved.contact_id,
            company_id=saved.company_id,
            opportunity_id=saved.opportunity_id,
        )
    )
    return saved
