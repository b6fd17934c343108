"""
Leads over HTTP.
"""

from functools import partial
from typing import Any, Final

from attrs import asdict

from crm_core import CrmWork
from crm_core.leads import (
    LEAD_FIELDS,
    Lead,
    LeadId,
    LeadRow,
    SalesSettings,
    add_lead,
    archive_lead,
    change_sales_settings,
    convert_lead,
    disqualify_lead,
    edit_lead,
    edit_leads,
    get_lead,
    lead_board,
    list_leads,
    list_overdue_leads,
    move_lead,
    purge_lead,
    rank_lead,
    reopen_lead,
    respond_to_lead,
    restore_lead,
    show_lead,
    show_sales_settings,
)
from crm_core.shared import Field, FieldError, Fields, Flag, Id, Invalid, Permission

from ..calls import Call
from ..operations import Operation, Parameter
from ..replies import Reply, json_reply
from .record_operations import PAGING, ROOT, record_operations
from .records import Records, page_reply, seen_version
from .stages import BOARD, act_on_record, rank_record, show_board, way_operation

_BECOMING: Final = Fields.of(
    [
        Field(name="contact_id", label="Contact", kind=Id("contact")),
        Field(name="company_id", label="Company", kind=Id("company")),
        Field(name="opportunity_id", label="Opportunity", kind=Id("opportunity")),
        Field(name="opportunity", label="Make an opportunity", kind=Flag(empty=True)),
    ]
)


def _shown(work: CrmWork, lead: Lead) -> LeadRow:
    return work.leads.shown(lead)


ROUTE: Final = Parameter(
    name="route",
    says="Let the rules of routing choose the owner, unless `assigned_to` does.",
    schema={"type": "boolean", "default": False},
    example=True,
)
LEADS = Records(
    noun="lead",
    plural="leads",
    fields=LEAD_FIELDS,
    page=list_leads,
    show=show_lead,
    add=add_lead,
    edit=edit_lead,
    archive=archive_lead,
    restore=restore_lead,
    purge=purge_lead,
    bulk=edit_leads,
    get=get_lead,
    shown=_shown,
    more=frozenset({"attach", "notes", "past_dates"}),
    flags=(ROUTE,),
    add_problems=("lead-closed", "stage-gone"),
    restore_problems=("stage-gone",),
    purge_problems=("lead-in-use",),
)


def list_overdue(call: Call) -> Reply:
    """
    Leads that nobody has answered in time.
    """
    request, _ = call.page()
    return page_reply(call.run(list_overdue_leads, request), request)


def convert(call: Call) -> Reply:
    """
    A lead becomes a contact, a company and an opportunity.
    """
    lead_id, versions = LeadId(call.id()), call.versions(required=False)
    call.parameters()
    given: dict[str, Any] = dict(call.fields)
    errors = [
        FieldError(name, "unknown", "No such field.")
        for name in ("lead_id", "version")
        if name in given
    ]
    becoming = {name: given.pop(name) for name in _BECOMING.by_name if name in given}
    values: dict[str, Any] = {}
    try:
        values = _BECOMING.parse(becoming)
    except Invalid as error:
        errors += error.errors
    if errors:
        raise Invalid(errors=errors)

    def act(work: CrmWork) -> Reply:
        saw = seen_version(LEADS.get, work, lead_id, versions)
        return json_reply(convert_lead(work, lead_id, version=saw, **values, **given))

    return call.write(act)


def _settings_reply(settings: SalesSettings) -> Reply:
    said = asdict(settings, recurse=False)
    return json_reply({**said, "working_hours": settings.working_hours.to_json()})


def show_settings(call: Call) -> Reply:
    """
    How the organization works on its leads.
    """
    call.parameters()
    return _settings_reply(call.run(show_sales_settings))


def change_settings(call: Call) -> Reply:
    """
    Some of that, otherwise.
    """
    call.parameters()
    fields = call.fields

    def act(work: CrmWork) -> Reply:
        return _settings_reply(change_sales_settings(work, **fields))

    return call.write(act, trail=False)


_BASE: Final = f"{ROOT}/leads"
_ONE: Final = f"{_BASE}/{{id}}"
_SETTINGS: Final = f"{ROOT}/sales-settings"


def _working(method: str, path: str, use_case: Any, **more: Any) -> Operation:
    return Operation(
        method=method,
        path=f"{_ONE}/{path}",
        tag="Leads",
        answer=partial(act_on_record, LEADS, use_case),
        requires=Permission.LEAD_WRITE,
        gives="Lead",
        tagged=True,
        conditional="optional",
        written=True,
        problems=(
            "invalid",
            "not-found",
            "stale",
            "lead-closed",
            *more.pop("problems", ()),
        ),
        **more,
    )


OPERATIONS = [
    Operation(
        method="GET",
        path=f"{_BASE}/pipeline",
        name="show_lead_board",
        tag="Leads",
        summary="The board of a pipeline: each stage with its count, sums and cards",
        answer=partial(show_board, LEADS, lead_board, "created_at"),
        requires=Permission.LEAD_READ,
        lists="lead",
        query=BOARD,
        gives="LeadBoard",
        problems=("invalid",),
    ),
    Operation(
        method="GET",
        path=f"{_BASE}/overdue",
        name="list_overdue_leads",
        tag="Leads",
        summary="Leads that nobody has answered in time, the longest overdue first",
        answer=list_overdue,
        requires=Permission.LEAD_READ,
        query=PAGING,
        gives="LeadPage",
        problems=("invalid",),
    ),
    *record_operations(LEADS),
    way_operation(LEADS),
    _working(
        "PUT",
        "stage",
        move_lead,
        name="move_lead",
        summary="Move a lead to another stage, with what that stage requires",
        takes="LeadMove",
        problems=("stage-gone",),
    ),
    Operation(
        method="PUT",
        path=f"{_ONE}/rank",
        name="rank_lead",
        tag="Leads",
        summary="Put a card between two others of its column, or on top",
        answer=partial(rank_record, LEADS, rank_lead),
        requires=Permission.LEAD_WRITE,
        takes="Rank",
        gives="Lead",
        tagged=True,
        written=True,
        problems=("invalid", "not-found", "lead-closed"),
    ),
    _working(
        "POST",
        "respond",
        respond_to_lead,
        name="respond_to_lead",
        summary="Note that somebody answered a lead for the first time",
    ),
    _working(
        "POST",
        "disqualify",
        disqualify_lead,
        name="disqualify_lead",
        summary="Give a lead up, and say why",
        takes="LeadDisqualification",
    ),
    _working(
        "POST",
        "reopen",
        reopen_lead,
        name="reopen_lead",
        summary="Take up a disqualified lead again",
        takes="LeadReopening",
        optional_body=True,
        problems=("conflict",),
    ),
    Operation(
        method="POST",
        path=f"{_ONE}/convert",
        name="convert_lead",
        tag="Leads",
        summary="Turn a lead into a contact, a company and an opportunity; a repetition "
        "changes nothing",
        answer=convert,
        requires=Permission.LEAD_CONVERT,
        takes="LeadBecoming",
        optional_body=True,
        gives="Conversion",
        conditional="optional",
        written=True,
        problems=("invalid", "not-found", "stale", "conflict", "email-taken"),
    ),
    Operation(
        method="GET",
        path=_SETTINGS,
        name="show_sales_settings",
        tag="Leads",
        summary="How fast leads are answered, when people work, and what is asked",
        answer=show_settings,
        requires=Permission.LEAD_READ,
        gives="SalesSettings",
    ),
    Operation(
        method="PATCH",
        path=_SETTINGS,
        name="change_sales_settings",
        tag="Leads",
        summary="Change how the organization works on its leads; null brings back the "
        "usual",
        answer=change_settings,
        requires=Permission.PIPELINE_WRITE,
        takes="ChangedSalesSettings",
        gives="SalesSettings",
        problems=("invalid",),
    ),
]
