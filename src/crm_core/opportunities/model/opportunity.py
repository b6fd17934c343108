"""
Opportunities: deals on their way to being won or lost.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NewType
from uuid import UUID

from attrs import evolve, frozen

from ...companies import CompanyId
from ...contacts import ContactId
from ...pipelines import Category, Pipeline, PipelineId, Stage, StageKind, top_rank
from ...shared import (
    Conflict,
    FieldError,
    Invalid,
    TeamId,
    UserId,
    custom_words,
    words,
)
from .parts import CENT, ContactRole, LineItem, once_each, total_of

OpportunityId = NewType("OpportunityId", UUID)
LeadRef = NewType("LeadRef", UUID)


class OpportunityClosed(Conflict):
    """
    The opportunity is won or lost; reopen it first.
    """


class OpportunityInUse(Conflict):
    """
    Other records still point at this opportunity.
    """


@frozen(kw_only=True)
class Opportunity:
    """
    A deal that may be won.

    *probability* is in percent and follows the stage unless it was set by hand, as
    *probability_source* says; so does *forecast_category*, unless *category_set*.
    """

    id: OpportunityId
    name: str
    description: str | None = None
    contact_id: ContactId | None = None
    company_id: CompanyId | None = None
    lead_id: LeadRef | None = None
    pipeline_id: PipelineId
    stage: str
    status: StageKind = StageKind.OPEN
    stage_entered_at: datetime
    rank: str
    value: Decimal = Decimal("0.00")
    currency: str
    probability: int = 0
    probability_source: str = "stage"
    expected_close_date: date | None = None
    actual_close_date: date | None = None
    forecast_category: Category = Category.PIPELINE
    category_set: bool = False
    source: str | None = None
    competitor: str | None = None
    lost_reason: str | None = None
    lost_note: str | None = None
    contact_roles: tuple[ContactRole, ...] = ()
    line_items: tuple[LineItem, ...] = ()
    recurring_value: Decimal | None = None
    recurring_period: str | None = None
    next_step: str | None = None
    next_step_on: date | None = None
    tags: tuple[str, ...] = ()
    assigned_to: UserId | None = None
    team_id: TeamId | None = None
    custom: Mapping[str, object] = {}
    created_by: UserId
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None = None
    version: int = 1

    @property
    def expected_value(self) -> Decimal:
        """
        The value weighted by the probability, to the cent.
        """
        return expected_value(self.value, self.probability)

    def edited(self, values: Mapping[str, Any], *, at: datetime) -> "Opportunity":
        """
        The opportunity with *values*, which ``OPPORTUNITY_FIELDS`` has parsed, all but
        where it stands. Line items set the value, unless it is among *values*; a
        probability or category of None follows the stage again.

        Raises:
            Invalid: Naming every field that is wrong.
        """
        values = dict(values)
        if "line_items" in values and "value" not in values and values["line_items"]:
            values["value"] = total_of(values["line_items"])
        if "contact_roles" in values:
            values["contact_roles"] = once_each(values["contact_roles"])
        if "probability" in values:
            by_hand = values["probability"] is not None
            values["probability_source"] = "hand" if by_hand else "stage"
        if "forecast_category" in values:
            said = values["forecast_category"]
            values["category_set"] = said is not None
            values["forecast_category"] = said and Category(said)
        return evolve(self, **values, updated_at=at).checked()

    def checked(self) -> "Opportunity":
        """
        The opportunity itself.

        Raises:
            Invalid: It has no name, or half a recurring value.
        """
        errors = []
        if not self.name:
            message = "An opportunity needs a name."
            errors.append(FieldError("name", "required", message))
        if self.recurring_value and not self.recurring_period:
            message = "Say whether it recurs monthly, quarterly or yearly."
            errors.append(FieldError("recurring_period", "required", message))
        if errors:
            raise Invalid(errors=errors)
        return self

    def placed(
        self, pipeline: Pipeline, stage: Stage, *, at: datetime
    ) -> "Opportunity":
        """
        The opportunity on top of a stage, with what follows from standing there.
        """
        moved = evolve(
            self,
            pipeline_id=pipeline.id,
            stage=stage.key,
            status=stage.kind,
            stage_entered_at=at,
        ).on_top(at=at)
        if stage.kind is not StageKind.OPEN and self.actual_close_date is None:
            moved = evolve(moved, actual_close_date=at.date())
        return moved.following(stage)

    def on_top(self, *, at: datetime) -> "Opportunity":
        """
        The opportunity as the first card of its column.
        """
        return evolve(self, rank=top_rank(self.id, at), updated_at=at)

    def following(self, stage: Stage) -> "Opportunity":
        """
        The opportunity with what follows from its stage. Closed ones are certain.
        """
        if stage.kind is not StageKind.OPEN:
            return evolve(
                self,
                probability=stage.probability,
                probability_source="stage",
                forecast_category=stage.category,
                category_set=False,
            )
        by_stage = self.probability_source == "stage"
        return evolve(
            self,
            probability=stage.probability if by_stage else self.probability,
            forecast_category=self.forecast_category
            if self.category_set
            else stage.category,
            actual_close_date=None,
            lost_reason=None,
            lost_note=None,
        )

    def archived(self, at: datetime) -> "Opportunity":
        return evolve(self, archived_at=at, updated_at=at)

    def restored(self, at: datetime) -> "Opportunity":
        return evolve(self, archived_at=None, updated_at=at)

    @property
    def search_words(self) -> set[str]:
        """
        The words that search finds the opportunity by.
        """
        return {
            *words(self.name),
            *words(self.competitor),
            *(word for item in self.line_items for word in words(item.product)),
            *custom_words(self.custom),
        }


def expected_value(value: Decimal, probability: int) -> Decimal:
    """
    *value* weighted by *probability* percent, to the cent.
    """
    return (value * probability / 100).quantize(CENT, ROUND_HALF_UP)


@frozen
class OpportunityRow:
    """
    An opportunity as lists and records show it.
    """

    id: OpportunityId
    name: str
    description: str | None
    contact_id: ContactId | None
    contact_name: str | None
    company_id: CompanyId | None
    company_name: str | None
    lead_id: LeadRef | None
    pipeline_id: PipelineId
    stage: str
    status: str
    stage_entered_at: datetime
    value: Decimal
    currency: str
    probability: int
    probability_source: str
    expected_value: Decimal
    expected_close_date: date | None
    actual_close_date: date | None
    forecast_category: str
    source: str | None
    competitor: str | None
    lost_reason: str | None
    lost_note: str | None
    contact_roles: list[Mapping[str, object]]
    line_items: list[Mapping[str, object]]
    recurring_value: Decimal | None
    recurring_period: str | None
    next_step: str | None
    next_step_on: date | None
    tags: list[str]
    assigned_to: UserId | None
    team_id: TeamId | None
    custom: Mapping[str, object]
    created_by: UserId
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None
    version: int
