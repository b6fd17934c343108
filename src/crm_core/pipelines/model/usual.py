"""
The pipelines that every organization begins with.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import uuid5

from ...shared import OrganizationId
from .pipeline import Pipeline, PipelineId
from .stages import Category, Stage, StageKind

_LEAD_STAGES = (
    Stage(key="new", name="New", probability=5, stale_days=3),
    Stage(key="contacted", name="Contacted", probability=10, stale_days=7),
    Stage(key="qualification", name="Qualification", probability=20, stale_days=14),
    Stage(key="proposal", name="Proposal", probability=40, stale_days=14),
    Stage(
        key="converted",
        name="Converted",
        kind=StageKind.WON,
        probability=100,
        category=Category.CLOSED,
    ),
    Stage(
        key="disqualified",
        name="Disqualified",
        kind=StageKind.LOST,
        category=Category.OMITTED,
    ),
)
_SALES_STAGES = (
    Stage(key="qualification", name="Qualification", probability=10, stale_days=14),
    Stage(key="discovery", name="Discovery", probability=25, stale_days=21),
    Stage(
        key="proposal",
        name="Proposal",
        probability=50,
        stale_days=21,
        category=Category.BEST_CASE,
    ),
    Stage(
        key="negotiation",
        name="Negotiation",
        probability=75,
        stale_days=14,
        category=Category.COMMIT,
    ),
    Stage(
        key="won",
        name="Won",
        kind=StageKind.WON,
        probability=100,
        category=Category.CLOSED,
    ),
    Stage(key="lost", name="Lost", kind=StageKind.LOST, category=Category.OMITTED),
)
_NO_LEAD = (
    "No interest",
    "No budget",
    "No need",
    "Not reachable",
    "Wrong fit",
    "Bad data",
    "Other",
)
_NO_SALE = (
    "Price",
    "Competitor",
    "No budget",
    "No decision",
    "Timing",
    "Missing feature",
    "No contact",
    "Other",
)
_USUAL: Mapping[str, tuple[str, tuple[Stage, ...], tuple[str, ...]]] = {
    "lead": ("Leads", _LEAD_STAGES, _NO_LEAD),
    "opportunity": ("Sales", _SALES_STAGES, _NO_SALE),
}
_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


def usual_pipelines(organization_id: OrganizationId) -> list[Pipeline]:
    """
    What an organization has until it makes pipelines of its own; always the same ids.
    """
    return [
        Pipeline(
            id=PipelineId(uuid5(organization_id, f"pipeline:{record}")),
            record=record,
            name=name,
            stages=stages,
            reasons=reasons,
            default=True,
            created_at=_BEGINNING,
            updated_at=_BEGINNING,
        )
        for record, (name, stages, reasons) in _USUAL.items()
    ]
