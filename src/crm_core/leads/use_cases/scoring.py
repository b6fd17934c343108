"""
What leads are worth: scored, learnt from, and put in order.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from attrs import evolve

from ...scoring import Training
from ...shared import Invalid, Permission, use_case
from ..changing import scorer_of
from ..events import ScoringChanged, TrainingRequested
from ..model import (
    ACTIVITIES,
    ClosedLead,
    LeadId,
    NextLead,
    Scoring,
    learnable,
    who_next,
)
from ..ports import LeadWork
from ..rules import facts_about, facts_for
from .finding import get_lead

MOST_NEXT = 200
MOST_LEARNT_FROM = 20_000
FRESH = timedelta(days=7)
AT_ONCE = 10_000
TOGETHER = 2_000


@use_case(requires=Permission.LEAD_READ)
def score_lead(work: LeadWork, lead_id: LeadId) -> Scoring:
    """
    What a lead is worth at this moment, with reasons; nothing is stored.

    Raises:
        NotFound: No such lead, not visible, or in the archive.
    """
    lead = get_lead(work, lead_id)
    scorer = scorer_of(work)
    return scorer.score(facts_about(work, lead, scorer.asked), work.now)


@use_case(requires=Permission.LEAD_READ)
def prioritised_leads(work: LeadWork, *, limit: int = 20) -> list[NextLead]:
    """
    Who is next, and why: visible open leads by their score, by answers and next steps
    that are due, and by how long they stand.

    Raises:
        Invalid: *limit* is not between 1 and 200.
    """
    if not 1 <= limit <= MOST_NEXT:
        raise Invalid.of("limit", "range", f"Must be between 1 and {MOST_NEXT}.")
    stages = {
        (pipeline.id, stage.key): stage
        for pipeline in work.pipelines.of("lead")
        for stage in pipeline.live
    }
    rows = work.leads.pressing(most=MOST_NEXT)
    plans = work.plans.upcoming([row.id for row in rows])
    return who_next(rows, stages, plans, work.now, most=limit)


@use_case(requires=Permission.LEAD_READ)
def show_training(work: LeadWork) -> Training | None:
    """
    What was learnt from closed leads last, or why nothing, with the back-test; None
    when nobody has tried.
    """
    return work.trainings.latest()


@use_case(requires=Permission.SCORING_WRITE)
def request_training(work: LeadWork) -> None:
    """
    Let a worker learn from the closed leads, and score the open ones anew.
    """
    work.emit(TrainingRequested())


@use_case(requires=Permission.SCORING_WRITE)
def read_closed_leads(work: LeadWork) -> tuple[list[ClosedLead], datetime]:
    """
    The leads to learn from, the latest 20,000, with those facts that may be learnt, and
    the moment at which they are read.
    """
    closed = work.all_leads.closed(most=MOST_LEARNT_FROM)
    return [evolve(each, facts=learnable(each.facts)) for each in closed], work.now


@use_case(requires=Permission.SCORING_WRITE)
def is_training_due(work: LeadWork) -> bool:
    """
    Whether the last training is a week ago.
    """
    latest = work.trainings.latest()
    return latest is not None and work.now - latest.trained_at >= FRESH


@use_case(requires=Permission.SCORING_WRITE)
def keep_training(work: LeadWork, training: Training) -> None:
    """
    Score by what was learnt from now on, or by no model if nothing was.
    """
    work.trainings.save(training)
    work.emit(ScoringChanged())


@use_case(requires=Permission.SCORING_WRITE)
def score_some(
    work: LeadWork, behind: LeadId | None, *, most: int = AT_ONCE
) -> Sequence[LeadId]:
    """
    Score the open leads behind *behind* anew, the first *most* of them; answers which.
    """
    scorer = scorer_of(work)
    asked = {name for name in scorer.asked if not name.startswith(ACTIVITIES)}
    found = work.all_leads.open_facts(behind, asked, most=most)
    for start in range(0, len(found), TOGETHER):  # storage works on some meanwhile
        some = dict(found[start : start + TOGETHER])
        known = facts_for(work, scorer.asked, some)
        scored = [(id, scorer.score(facts, work.now)) for id, facts in known.items()]
        work.all_leads.keep_scores(scored, at=work.now)
    return [id for id, _ in found]
