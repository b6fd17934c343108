"""
What open records lack: staleness, and why somebody should look.
"""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from attrs import evolve, frozen

from crm_core.pipelines import is_stale, needs_attention, usual_pipelines
from crm_core.shared import OrganizationId

ID = UUID(int=1)
NOW = datetime(2026, 3, 14, 9, tzinfo=UTC)
TODAY = NOW.date()


@frozen(kw_only=True)
class Deal:
    """
    What is looked at.
    """

    id: UUID = ID
    stage_entered_at: datetime = NOW
    expected_close_date: date | None = None
    next_step_on: date | None = None


PROPOSAL = usual_pipelines(OrganizationId(ID))[1].known(
    "proposal"
)  # stale after 21 days


@pytest.mark.parametrize(
    ("deal", "stale", "reasons"),
    [
        (Deal(), False, 0),
        (Deal(stage_entered_at=NOW - timedelta(21)), False, 0),
        (Deal(stage_entered_at=NOW - timedelta(21, seconds=1)), True, 1),
        (Deal(stage_entered_at=NOW - timedelta(30), next_step_on=TODAY), False, 0),
        (
            Deal(
                stage_entered_at=NOW - timedelta(30), next_step_on=TODAY - timedelta(1)
            ),
            True,
            2,
        ),
        (Deal(expected_close_date=TODAY), False, 0),
        (Deal(expected_close_date=TODAY - timedelta(1)), False, 1),
    ],
)
def test_stale_and_attention(deal, stale, reasons):
    """
    Stale is longer in a stage than it takes, with nothing planned for today or later;
    each thing that is overdue is a reason of its own.
    """
    assert stale == is_stale(deal, PROPOSAL, NOW)
    assert reasons == len(needs_attention(deal, PROPOSAL, NOW))


@pytest.mark.parametrize(
    ("planned_at", "stale"),
    [
        (None, True),
        (NOW - timedelta(1), True),
        (NOW.replace(hour=0, minute=0), False),
        (NOW + timedelta(400), False),
    ],
)
def test_a_planned_activity_defers_as_a_next_step_does(planned_at, stale):
    """
    One for today, past its hour or not, or for later; not one of an earlier day.
    """
    old = Deal(stage_entered_at=NOW - timedelta(30))

    assert stale == is_stale(old, PROPOSAL, NOW, planned_at)
    assert int(stale) == len(needs_attention(old, PROPOSAL, NOW, planned_at))


def test_stages_without_a_limit_never_make_stale():
    """
    However long something stands there.
    """
    old = Deal(stage_entered_at=NOW - timedelta(9999))

    assert not is_stale(old, evolve(PROPOSAL, stale_days=None), NOW)
