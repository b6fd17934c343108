"""
The fields of an opportunity.
"""

from decimal import Decimal

from ...pipelines import Category, StageKind
from ...shared import (
    MADE,
    OWNER,
    TAGS,
    Amount,
    Choice,
    Currency,
    Date,
    Field,
    Fields,
    Id,
    Moment,
    Percent,
    Text,
)
from .parts import CONTACT_ROLES, LINE_ITEMS

PERIODS = ("monthly", "quarterly", "yearly")
SOURCES_OF_PROBABILITY = ("stage", "hand")

OPPORTUNITY_FIELDS = Fields.of(
    [
        Field(name="name", label="Name", kind=Text(255, empty=""), sortable=True),
        Field(
            name="description",
            label="Description",
            kind=Text(20_000, lines=True),
            filterable=False,
        ),
        Field(
            name="contact_id", label="Contact", kind=Id("contact"), aliases=("contact",)
        ),
        Field(
            name="company_id", label="Company", kind=Id("company"), aliases=("company",)
        ),
        Field(name="lead_id", label="Lead", kind=Id("lead"), aliases=("lead",)),
        Field(
            name="pipeline_id",
            label="Pipeline",
            kind=Id("pipeline"),
            aliases=("pipeline",),
        ),
        Field(name="stage", label="Stage", kind=Text(100)),
        Field(
            name="status",
            label="Status",
            kind=Choice(tuple(StageKind)),
            writable=False,
            aliases=("is",),
        ),
        Field(
            name="value",
            label="Value",
            kind=Amount(empty=Decimal("0.00")),
            sortable=True,
        ),
        Field(name="currency", label="Currency", kind=Currency()),
        Field(name="probability", label="Probability", kind=Percent(), sortable=True),
        Field(
            name="probability_source",
            label="Probability from",
            kind=Choice(SOURCES_OF_PROBABILITY),
            writable=False,
        ),
        Field(
            name="expected_close_date",
            label="Expected close",
            kind=Date(),
            sortable=True,
            aliases=("close",),
        ),
        Field(
            name="actual_close_date",
            label="Closed on",
            kind=Date(),
            sortable=True,
            aliases=("closed",),
        ),
        Field(
            name="forecast_category",
            label="Forecast",
            kind=Choice(tuple(Category)),
            aliases=("category",),
        ),
        Field(name="source", label="Source", kind=Text(100)),
        Field(name="competitor", label="Competitor", kind=Text(255)),
        Field(name="lost_reason", label="Lost because", kind=Text(100)),
        Field(
            name="lost_note",
            label="More on the loss",
            kind=Text(5_000, lines=True),
            filterable=False,
        ),
        Field(
            name="contact_roles",
            label="Roles",
            kind=CONTACT_ROLES,
            filterable=False,
        ),
        Field(name="line_items", label="Line items", kind=LINE_ITEMS, filterable=False),
        Field(name="recurring_value", label="Recurring value", kind=Amount()),
        Field(name="recurring_period", label="Recurring", kind=Choice(PERIODS)),
        Field(name="next_step", label="Next step", kind=Text(255), filterable=False),
        Field(name="next_step_on", label="Next step on", kind=Date()),
        TAGS,
        OWNER,
        Field(name="team_id", label="Team", kind=Id("team"), aliases=("team",)),
        Field(
            name="stage_entered_at",
            label="In stage since",
            kind=Moment(),
            writable=False,
        ),
        *MADE,
    ]
)
