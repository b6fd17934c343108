"""
Opportunities over HTTP.
"""

from functools import partial
from typing import Any, Final

from crm_core import CrmWork
from crm_core.opportunities import (
    OPPORTUNITY_FIELDS,
    Opportunity,
    OpportunityRow,
    add_opportunity,
    archive_opportunity,
    edit_opportunities,
    edit_opportunity,
    get_opportunity,
    list_opportunities,
    lose_opportunity,
    move_opportunity,
    opportunity_board,
    purge_opportunity,
    rank_opportunity,
    reopen_opportunity,
    restore_opportunity,
    show_opportunity,
    unattended_opportunities,
    win_opportunity,
)
from crm_core.shared import Field, Fields, Flag, Permission, Text

from ..calls import Call
from ..operations import Operation
from ..replies import Reply, json_reply
from .record_operations import ROOT, record_operations
from .records import Records
from .stages import BOARD, act_on_record, rank_record, show_board, way_operation


def _shown(work: CrmWork, opportunity: Opportunity) -> OpportunityRow:
    return work.opportunities.shown(opportunity)


_NOTES = Field(name="notes", label="Notes", kind=Text(5_000, lines=True))
_PAST = Field(name="past_dates", label="Past dates", kind=Flag())

OPPORTUNITIES = Records(
    noun="opportunity",
    plural="opportunities",
    fields=OPPORTUNITY_FIELDS,
    page=list_opportunities,
    show=show_opportunity,
    add=add_opportunity,
    edit=edit_opportunity,
    archive=archive_opportunity,
    restore=restore_opportunity,
    purge=purge_opportunity,
    bulk=edit_opportunities,
    get=get_opportunity,
    shown=_shown,
    watched=False,
    more=frozenset({"notes", "past_dates"}),
    adding=Fields.of([_NOTES, _PAST]),
    editing=Fields.of([_NOTES]),
    add_problems=("opportunity-closed", "stage-gone"),
    restore_problems=("stage-gone",),
    purge_problems=("opportunity-in-use",),
)


def list_unattended(call: Call) -> Reply:
    """
    What somebody should look at, with why.
    """
    call.parameters()
    return json_reply({"items": call.run(unattended_opportunities)})


_BASE: Final = f"{ROOT}/opportunities"
_ONE: Final = f"{_BASE}/{{id}}"


def _moving(method: str, path: str, use_case: Any, **more: Any) -> Operation:
    return Operation(
        method=method,
        path=f"{_ONE}/{path}",
        tag="Opportunities",
        answer=partial(act_on_record, OPPORTUNITIES, use_case),
        requires=Permission.OPPORTUNITY_WRITE,
        gives="Opportunity",
        tagged=True,
        conditional="optional",
        written=True,
        problems=("invalid", "not-found", "stale", *more.pop("problems", ())),
        **more,
    )


OPERATIONS = [
    Operation(
        method="GET",
        path=f"{_BASE}/pipeline",
        name="show_opportunity_board",
        tag="Opportunities",
        summary="The board of a pipeline: each stage with its count, sums and cards",
        answer=partial(show_board, OPPORTUNITIES, opportunity_board, "close"),
        requires=Permission.OPPORTUNITY_READ,
        lists="opportunity",
        query=BOARD,
        gives="OpportunityBoard",
        problems=("invalid",),
    ),
    Operation(
        method="GET",
        path=f"{_BASE}/attention",
        name="list_unattended_opportunities",
        tag="Opportunities",
        summary="Open opportunities that are overdue or stale, with why",
        answer=list_unattended,
        requires=Permission.OPPORTUNITY_READ,
        gives="OpportunityCards",
    ),
    *record_operations(OPPORTUNITIES),
    _moving(
        "PUT",
        "stage",
        move_opportunity,
        name="move_opportunity",
        summary="Move an opportunity to another stage, with what that stage requires",
        takes="OpportunityMove",
        problems=("opportunity-closed", "stage-gone"),
    ),
    _moving(
        "POST",
        "win",
        win_opportunity,
        name="win_opportunity",
        summary="Mark an opportunity as won",
        takes="OpportunityClosing",
        optional_body=True,
        problems=("opportunity-closed",),
    ),
    _moving(
        "POST",
        "lose",
        lose_opportunity,
        name="lose_opportunity",
        summary="Mark an opportunity as lost, and say why",
        takes="OpportunityLoss",
        problems=("opportunity-closed",),
    ),
    _moving(
        "POST",
        "reopen",
        reopen_opportunity,
        name="reopen_opportunity",
        summary="Open a won or lost opportunity again",
        takes="OpportunityReopening",
        optional_body=True,
        problems=("conflict",),
    ),
    Operation(
        method="PUT",
        path=f"{_ONE}/rank",
        name="rank_opportunity",
        tag="Opportunities",
        summary="Put a card between two others of its column, or on top",
        answer=partial(rank_record, OPPORTUNITIES, rank_opportunity),
        requires=Permission.OPPORTUNITY_WRITE,
        takes="Rank",
        gives="Opportunity",
        tagged=True,
        written=True,
        problems=("invalid", "not-found"),
    ),
    way_operation(OPPORTUNITIES),
]
