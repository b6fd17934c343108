"""
Leads: people and companies that may buy, as they were captured.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NewType
from uuid import UUID

from attrs import asdict, evolve, frozen

from ...companies import CompanyId
from ...contacts import ContactId
from ...opportunities import OpportunityId
from ...pipelines import Pipeline, PipelineId, Stage, StageKind, top_rank
from ...shared import (
    Conflict,
    Invalid,
    UserId,
    custom_words,
    email_words,
    number_words,
    words,
)
from .status import OPEN, LeadStatus, status_in

LeadId = NewType("LeadId", UUID)


class LeadClosed(Conflict):
    """
    The lead is converted: go on with what it became, or undo its conversion.
    """


class LeadInUse(Conflict):
    """
    Other records still point at this lead.
    """


@frozen(kw_only=True)
class Lead:
    """
    A person or company that may buy.

    *probability* is in percent and follows the stage unless it was set by hand, as
    *probability_source* says; *assignment* says why it is whose it is.
    """

    id: LeadId
    title: str = ""
    description: str | None = None
    first_name: str = ""
    last_name: str = ""
    email: str | None = None
    phone: str | None = None
    job_title: str | None = None
    company_name: str | None = None
    website: str | None = None
    address: Mapping[str, str] | None = None
    contact_id: ContactId | None = None
    company_id: CompanyId | None = None
    pipeline_id: PipelineId
    stage: str
    status: LeadStatus = LeadStatus.NEW
    stage_entered_at: datetime
    rank: str
    lost_reason: str | None = None
    lost_note: str | None = None
    source: str | None = None
    campaign: str | None = None
    medium: str | None = None
    referrer: str | None = None
    landing_page: str | None = None
    capture: Mapping[str, object] | None = None
    product: str | None = None
    language: str | None = None
    employees: int | None = None
    answers: Mapping[str, object] = {}
    qualified: int = 0
    score: int | None = None
    score_reasons: tuple[Mapping[str, object], ...] = ()
    scored_at: datetime | None = None
    value: Decimal | None = None
    currency: str
    probability: int = 0
    probability_source: str = "stage"
    expected_close_date: date | None = None
    next_step: str | None = None
    next_step_on: date | None = None
    tags: tuple[str, ...] = ()
    assigned_to: UserId | None = None
    assigned_at: datetime | None = None
    assignment: Mapping[str, object] | None = None
    first_response_due_at: datetime | None = None
    first_responded_at: datetime | None = None
    converted_at: datetime | None = None
    converted_by: UserId | None = None
    opportunity_id: OpportunityId | None = None
    custom: Mapping[str, object] = {}
    created_by: UserId
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None = None
    version: int = 1

    @property
    def person(self) -> str:
        """
        The name of the person, as people say it.
        """
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def name(self) -> str:
        """
        What people call the lead: its title.
        """
        return self.title

    @property
    def open(self) -> bool:
        """
        Whether it is neither converted nor disqualified.
        """
        return self.status in OPEN

    @property
    def values(self) -> dict[str, object]:
        """
        Its fields by their names.
        """
        return asdict(self, recurse=False)

    def edited(self, values: Mapping[str, Any], *, at: datetime) -> "Lead":
        """
        The lead with *values*, which ``LEAD_FIELDS`` has parsed, all but where it
        stands. A probability of None follows the stage again; another owner is one
        that somebody chose.

        Raises:
            Invalid: There is nothing to know it by.
        """
        values = dict(values)
        if "probability" in values:
            by_hand = values["probability"] is not None
            values["probability_source"] = "hand" if by_hand else "stage"
        if values.get("assigned_to", self.assigned_to) != self.assigned_to:
            values |= {"assignment": None, "assigned_at": at}
        return evolve(self, **values, updated_at=at).checked()

    def checked(self) -> "Lead":
        """
        The lead itself, titled by its person, company or address when it has no title.

        Raises:
            Invalid: There is nothing to know it by.
        """
        title = self.title or self.person or self.company_name
        title = title or self.email or self.phone
        if not title:
            message = "A lead needs a title, a name, a company, an e-mail or a phone."
            raise Invalid.of("title", "required", message)
        return evolve(self, title=title) if title != self.title else self

    def placed(self, pipeline: Pipeline, stage: Stage, *, at: datetime) -> "Lead":
        """
        The lead on top of a stage, with what follows from standing there.
        """
        moved = evolve(
            self,
            pipeline_id=pipeline.id,
            stage=stage.key,
            status=status_in(pipeline, stage),
            stage_entered_at=at,
        ).on_top(at=at)
        return moved.following(stage)

    def on_top(self, *, at: datetime) -> "Lead":
        """
        The lead as the first card of its column.
        """
        return evolve(self, rank=top_rank(self.id, at), updated_at=at)

    def following(self, stage: Stage) -> "Lead":
        """
        The lead with what follows from its stage. Closed ones are certain; one that is
        no longer new has been answered.
        """
        by_stage = (
            self.probability_source == "stage" or stage.kind is not StageKind.OPEN
        )
        answered = self.first_responded_at
        if answered is None and self.status is not LeadStatus.NEW:
            answered = self.stage_entered_at
        lost = stage.kind is StageKind.LOST
        return evolve(
            self,
            probability=stage.probability if by_stage else self.probability,
            probability_source="stage" if by_stage else "hand",
            first_responded_at=answered,
            lost_reason=self.lost_reason if lost else None,
            lost_note=self.lost_note if lost else None,
        )

    def archived(self, at: datetime) -> "Lead":
        return evolve(self, archived_at=at, updated_at=at)

    def restored(self, at: datetime) -> "Lead":
        return evolve(self, archived_at=None, updated_at=at)

    @property
    def search_words(self) -> set[str]:
        """
        The words that search finds the lead by.
        """
        said = (self.title, self.person, self.company_name, self.product, self.campaign)
        return {
            *(word for text in said for word in words(text)),
            *email_words(self.email),
            *number_words(self.phone),
            *custom_words(self.custom),
        }


@frozen
class LeadRow:
    """
    A lead as lists and records show it.
    """

    id: LeadId
    title: str
    description: str | None
    first_name: str
    last_name: str
    email: str | None
    phone: str | None
    job_title: str | None
    company_name: str | None
    website: str | None
    address: Mapping[str, str] | None
    contact_id: ContactId | None
    contact_name: str | None
    company_id: CompanyId | None
    known_company: str | None
    pipeline_id: PipelineId
    stage: str
    status: LeadStatus
    stage_entered_at: datetime
    lost_reason: str | None
    lost_note: str | None
    source: str | None
    campaign: str | None
    medium: str | None
    referrer: str | None
    landing_page: str | None
    capture: Mapping[str, object] | None
    product: str | None
    language: str | None
    employees: int | None
    answers: Mapping[str, object]
    qualified: int
    score: int | None
    score_reasons: Sequence[Mapping[str, object]]
    scored_at: datetime | None
    value: Decimal | None
    currency: str
    probability: int
    probability_source: str
    expected_close_date: date | None
    next_step: str | None
    next_step_on: date | None
    tags: list[str]
    assigned_to: UserId | None
    assigned_at: datetime | None
    assignment: Mapping[str, object] | None
    first_response_due_at: datetime | None
    first_responded_at: datetime | None
    converted_at: datetime | None
    converted_by: UserId | None
    opportunity_id: OpportunityId | None
    custom: Mapping[str, object]
    created_by: UserId
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None
    version: int
