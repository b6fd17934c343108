"""
The fields of a lead.
"""

from collections.abc import Mapping
from typing import ClassVar

from attrs import frozen

from ...shared import (
    MADE,
    OWNER,
    TAGS,
    Amount,
    Choice,
    Currency,
    Date,
    Email,
    Field,
    Fields,
    Id,
    Moment,
    Percent,
    Phone,
    PostalAddress,
    Text,
    Url,
    WholeNumber,
    clean_text,
    parse_parts,
    refuse,
)
from .status import LeadStatus

MOST_DETAILS = 50


@frozen
class Details:
    """
    What came with a lead, by names of the sender's choice, as ``utm_term``; at most 50.
    """

    empty: None = None
    name: ClassVar[str] = "details"

    def parse(self, raw: object, /) -> dict[str, str] | None:
        if not isinstance(raw, Mapping):
            raise refuse("type", "Must be an object of names and texts.")
        if len(raw) > MOST_DETAILS:
            raise refuse("length", f"At most {MOST_DETAILS} details.")
        names = [clean_text(name, longest=100) for name in raw]
        if not all(names):
            raise refuse("required", "A detail has a name.")
        if len(set(names)) < len(names):
            raise refuse("repeated", "Two details have one name.")
        given = dict(zip(names, raw.values(), strict=True))
        return parse_parts(given, dict.fromkeys(names, _detail))


def _detail(raw: object, /) -> str:
    return clean_text(raw, longest=2_000, lines=True)


@frozen
class Answers:
    """
    Answers to the organization's questions, by their keys; null takes one back.
    """

    empty: Mapping[str, object] = {}
    name: ClassVar[str] = "answers"

    def parse(self, raw: object, /) -> dict[str, object]:
        if not isinstance(raw, Mapping):
            raise refuse("type", "Must be an object of questions and answers.")
        return {str(key): value for key, value in raw.items()}


_CAPTURED = [
    Field(name="first_name", label="First name", kind=Text(100, empty="")),
    Field(name="last_name", label="Last name", kind=Text(100, empty="")),
    Field(name="email", label="E-mail", kind=Email(), sortable=True),
    Field(name="phone", label="Phone", kind=Phone()),
    Field(name="job_title", label="Job title", kind=Text(100)),
    Field(name="company_name", label="Company name", kind=Text(255)),
    Field(name="website", label="Website", kind=Url(), filterable=False),
    Field(name="address", label="Address", kind=PostalAddress(), filterable=False),
    Field(name="city", label="City", kind=Text(100), writable=False),
    Field(name="country", label="Country", kind=Text(100), writable=False),
]
_ORIGIN = [
    Field(name="source", label="Source", kind=Text(100)),
    Field(name="campaign", label="Campaign", kind=Text(255)),
    Field(name="medium", label="Medium", kind=Text(100)),
    Field(name="referrer", label="Referrer", kind=Url(2_000), filterable=False),
    Field(name="landing_page", label="Landing page", kind=Url(2_000), filterable=False),
    Field(name="capture", label="Captured", kind=Details(), filterable=False),
]
_PLACE = [
    Field(
        name="pipeline_id", label="Pipeline", kind=Id("pipeline"), aliases=("pipeline",)
    ),
    Field(name="stage", label="Stage", kind=Text(100)),
    Field(
        name="status",
        label="Status",
        kind=Choice(tuple(LeadStatus)),
        writable=False,
        aliases=("is",),
    ),
    Field(
        name="stage_entered_at", label="In stage since", kind=Moment(), writable=False
    ),
    Field(name="lost_reason", label="Disqualified because", kind=Text(100)),
    Field(
        name="lost_note",
        label="More on that",
        kind=Text(5_000, lines=True),
        filterable=False,
    ),
]
_WORTH = [
    Field(name="product", label="Product", kind=Text(255)),
    Field(name="language", label="Language", kind=Text(35)),
    Field(name="employees", label="Employees", kind=WholeNumber(0, 100_000_000)),
    Field(name="answers", label="Answers", kind=Answers(), filterable=False),
    Field(name="qualified", label="Qualified", kind=Percent(), writable=False),
    Field(name="score", label="Score", kind=Percent(), writable=False, sortable=True),
    Field(name="scored_at", label="Scored", kind=Moment(), writable=False),
    Field(name="value", label="Value", kind=Amount(), sortable=True),
    Field(name="currency", label="Currency", kind=Currency()),
    Field(name="probability", label="Probability", kind=Percent()),
    Field(
        name="probability_source",
        label="Probability from",
        kind=Choice(("stage", "hand")),
        writable=False,
    ),
    Field(
        name="expected_close_date",
        label="Expected close",
        kind=Date(),
        aliases=("close",),
    ),
]
_WORK = [
    Field(name="next_step", label="Next step", kind=Text(255), filterable=False),
    Field(name="next_step_on", label="Next step on", kind=Date()),
    OWNER,
    Field(name="assigned_at", label="Assigned", kind=Moment(), writable=False),
    Field(
        name="first_response_due_at",
        label="First response due",
        kind=Moment(),
        writable=False,
        sortable=True,
        aliases=("due",),
    ),
    Field(
        name="first_responded_at",
        label="First response",
        kind=Moment(),
        writable=False,
        aliases=("responded",),
    ),
    TAGS,
]
_TRAIL = [
    Field(name="converted_at", label="Converted", kind=Moment(), writable=False),
    Field(name="converted_by", label="Converter", kind=Id("user"), writable=False),
    Field(
        name="opportunity_id",
        label="Opportunity",
        kind=Id("opportunity"),
        writable=False,
        aliases=("opportunity",),
    ),
    *MADE,
]

LEAD_FIELDS = Fields.of(
    [
        Field(name="title", label="Title", kind=Text(255, empty=""), sortable=True),
        Field(
            name="description",
            label="Description",
            kind=Text(20_000, lines=True),
            filterable=False,
        ),
        *_CAPTURED,
        Field(
            name="contact_id", label="Contact", kind=Id("contact"), aliases=("contact",)
        ),
        Field(
            name="company_id", label="Company", kind=Id("company"), aliases=("company",)
        ),
        *_PLACE,
        *_ORIGIN,
        *_WORTH,
        *_WORK,
        *_TRAIL,
    ]
)
