"""
Leads are scored by rules and by what was learnt; who is next, and why.
"""

from datetime import timedelta
from functools import partial
from random import Random

import pytest
from attrs import evolve

from crm_core import Crm
from crm_core.changes import undo_change_set
from crm_core.custom_fields import add_custom_field, remove_custom_field
from crm_core.leads import (
    add_lead,
    add_scoring_rule,
    answer_lead,
    convert_lead,
    disqualify_lead,
    edit_lead,
    edit_leads,
    edit_scoring_rule,
    get_lead,
    list_scoring_rules,
    prioritised_leads,
    remove_scoring_rule,
    rescore_leads,
    respond_to_lead,
    score_lead,
    show_lead,
    show_training,
    train_scoring,
)
from crm_core.shared import Invalid, Stale, Visibility
from tests.builders import MOMENT, a_colleague, ticking
from tests.use_cases.sales import in_change_set

GERMANY = {"name": "Germany", "when": "country:DE", "points": 10}
LARGE = {"name": "Large", "when": "employees:>=50", "points": 15}


def refused_fields(refused):
    return {error.field: error.code for error in refused.value.errors}


def run_of(crm, actor):
    return partial(crm.run, actor)


def scores(crm, actor, *leads):
    return [crm.run(actor, show_lead, lead.id).score for lead in leads]


@pytest.fixture
def rules(crm, actor):
    """
    Two rules.
    """
    return [
        crm.run(actor, add_scoring_rule, **GERMANY),
        crm.run(actor, add_scoring_rule, **LARGE),
    ]


def test_a_lead_is_scored_when_it_comes_and_when_it_changes(crm, actor, rules):
    """
    Points of the rules are added, with the reasons; without anything to score by there
    is no score.
    """
    lead = crm.run(actor, add_lead, title="A", address={"country": "DE"})
    edited = crm.run(actor, edit_lead, lead.id, employees=60)
    less = crm.run(actor, edit_lead, lead.id, address=None)

    assert [10, 25, 15] == [each.score for each in (lead, edited, less)]
    assert lead.created_at == lead.scored_at
    assert (
        {"source": "rule", "name": "Large", "points": 15.0, "why": "employees:>=50"},
        {"source": "rule", "name": "Germany", "points": 10.0, "why": "country:DE"},
    ) == edited.score_reasons
    assert less.score_reasons == crm.run(actor, get_lead, lead.id).score_reasons


def test_nothing_to_score_by(crm, actor):
    """
    Without rules and without a model a lead has no score.
    """
    lead = crm.run(actor, add_lead, title="A")

    assert (None, (), None) == (lead.score, lead.score_reasons, lead.scored_at)


def test_all_fields_count(crm, actor):
    """
    Answers and the organization's own fields are facts too; a rule whose field has
    gone is passed over.
    """
    own = crm.run(actor, add_custom_field, record="lead", name="plan", kind="text")
    for points, when in ((1, "custom.plan:gold"), (2, "answers.budget:approved")):
        rule = {"name": when, "when": when, "points": points}
        crm.run(actor, add_scoring_rule, **rule)
    lead = crm.run(actor, add_lead, title="A", custom={"plan": "Gold"})
    answered = crm.run(actor, answer_lead, lead.id, answers={"budget": "Approved"})
    crm.run(actor, remove_custom_field, own.id)

    assert [1, 3] == [lead.score, answered.score]
    assert 2 == crm.run(actor, score_lead, lead.id).score


def test_many_are_scored_at_once(crm, actor, rules):
    """
    A bulk edit scores each lead, closed ones keep the score they had.
    """
    leads = [crm.run(actor, add_lead, title=f"Lead {n}") for n in range(3)]
    crm.run(actor, disqualify_lead, leads[2].id, lost_reason="Other")
    crm.run(actor, edit_leads, ids=[lead.id for lead in leads], employees=70)

    assert [15, 15, 0] == scores(crm, actor, *leads)


def test_other_rules_score_open_leads_anew(crm, actor, rules):
    """
    Rescoring writes scores without touching versions or history, so that an undo of
    what was done before is not refused; without rules scores go.
    """
    lead, change_set = in_change_set(
        crm, actor, add_lead, title="A", address={"country": "DE"}, employees=60
    )
    gone = crm.run(actor, add_lead, title="B", address={"country": "DE"})
    crm.run(actor, disqualify_lead, gone.id, lost_reason="Other")
    crm.run(actor, edit_scoring_rule, rules[0].id, points=40)
    crm.run(actor, remove_scoring_rule, rules[1].id)
    counted = rescore_leads(run_of(crm, actor))
    after = crm.run(actor, show_lead, lead.id)
    crm.run(actor, remove_scoring_rule, rules[0].id)
    rescore_leads(run_of(crm, actor))
    none = crm.run(actor, show_lead, lead.id)

    assert (1, 40, lead.version) == (counted, after.score, after.version)
    assert lead.updated_at == after.updated_at
    assert (None, []) == (none.score, [*none.score_reasons])
    assert 10 == scores(crm, actor, gone)[0]
    assert () == crm.run(actor, undo_change_set, change_set).kept


def test_points_fade_with_the_days(works, actor):
    """
    A rule with a half-life gives half after it, when leads are scored anew.
    """
    clock = {"now": MOMENT}
    crm = Crm(evolve_clock(works, lambda: clock["now"]))
    rule = {"name": "New", "when": "", "points": 80}
    decay = {"since": "created_at", "half_life_days": 7}
    crm.run(actor, add_scoring_rule, **rule, **decay)
    lead = crm.run(actor, add_lead, title="A")
    clock["now"] = MOMENT + timedelta(days=7)
    rescore_leads(run_of(crm, actor))

    assert [80, 40] == [lead.score, *scores(crm, actor, lead)]


def evolve_clock(works, clock):
    """
    The same units of work at other moments.
    """
    if hasattr(works, "stored"):
        works.clock = clock
        return works
    return evolve(works, clock=clock)


def test_rules_are_read_strictly(crm, actor, rules):
    """
    Every wrong part of a rule is named as the rule's own; names are unique; a part that
    is None goes.
    """
    with pytest.raises(Invalid) as refused:
        crm.run(
            actor,
            add_scoring_rule,
            name="X",
            when="shoes:9",
            points=5000,
            half_life_days=3,
            colour="red",
        )
    with pytest.raises(Invalid) as taken:
        crm.run(actor, edit_scoring_rule, rules[0].id, name=" large ")
    with pytest.raises(Stale):
        crm.run(actor, edit_scoring_rule, rules[0].id, version=7, points=1)
    capped = crm.run(actor, edit_scoring_rule, rules[0].id, cap=5)
    free = crm.run(actor, edit_scoring_rule, rules[0].id, cap=None)

    assert {
        "when": "unknown",
        "points": "range",
        "since": "required",
        "colour": "unknown",
    } == refused_fields(refused)
    assert {"name": "taken"} == refused_fields(taken)
    assert (5.0, False) == (capped.rule["cap"], "cap" in free.rule)
    assert 2 == len(crm.run(actor, list_scoring_rules))


def close_some(crm, actor, number, *, telling):
    """
    Leads of which those from the fair are won more often, or no source is.
    """
    random = Random(7)
    for n in range(number):
        source = random.choice(["fair", "web"])
        chance = 0.9 if source == "fair" else 0.1
        won = random.random() < (chance if telling else 0.5)
        lead = crm.run(
            actor, add_lead, title=f"Lead {n}", source=source, allow_duplicates=True
        )
        if won:
            crm.run(actor, convert_lead, lead.id, opportunity=False)
        else:
            crm.run(
                actor, disqualify_lead, lead.id, lost_reason="Other", product="anvil"
            )


def test_a_model_is_learnt_from_closed_leads(works, actor):
    """
    What tells won from lost becomes the score, with reasons whose effects add up; what
    was written with the end is not learnt from.
    """
    crm = Crm(evolve_clock(works, ticking()))
    close_some(crm, actor, 160, telling=True)
    before = crm.run(actor, add_lead, title="Before", source="fair")
    training = train_scoring(run_of(crm, actor))
    kept = crm.run(actor, show_training)
    fair = crm.run(actor, add_lead, title="Fair", source="fair")
    web = crm.run(actor, add_lead, title="Web", source="web")
    rescore_leads(run_of(crm, actor))

    assert ("", 160) == (kept.refused, kept.won + kept.lost)
    assert training == kept
    assert "product" not in {each.field for each in kept.model.columns}
    assert kept.report.figures.p_value < 0.001
    assert fair.score > web.score + 40
    assert [fair.score] == scores(crm, actor, before)
    chance, *effects = fair.score_reasons
    assert "source is fair" == effects[0]["why"]
    log_odds = sum(each["effect"] for each in fair.score_reasons)
    assert chance["probability"] == pytest.approx(
        1 / (1 + 2.718281828**-log_odds), abs=0.01
    )


def test_rules_come_before_the_model(works, actor):
    """
    With both, the score is that of the rules and the chance is among the reasons.
    """
    crm = Crm(evolve_clock(works, ticking()))
    close_some(crm, actor, 120, telling=True)
    train_scoring(run_of(crm, actor))
    crm.run(actor, add_scoring_rule, **GERMANY)
    lead = crm.run(actor, add_lead, title="A", source="web", address={"country": "DE"})

    assert 10 == lead.score
    assert ["rule", "model"] == [each["source"] for each in lead.score_reasons][:2]


@pytest.mark.parametrize(("number", "word"), [(30, "at least 40"), (160, "chance")])
def test_no_model_is_learnt_from_too_little(works, actor, number, word):
    """
    Too few closed leads, or none that tell anything: it says so, and scores nothing.
    """
    crm = Crm(evolve_clock(works, ticking()))
    close_some(crm, actor, number, telling=False)
    training = train_scoring(run_of(crm, actor))
    lead = crm.run(actor, add_lead, title="A", source="fair")

    assert word in training.refused
    assert training == crm.run(actor, show_training)
    assert (None, None) == (training.model, lead.score)


def test_who_is_next_and_why(crm, actor, rules):
    """
    An overdue answer and a next step that is due go before a better score; what is
    planned for later comes last; closed leads, and those one may not see, do not come.
    """
    today = crm.run(actor, lambda work: work.now.date())
    best = {"address": {"country": "DE"}, "employees": 60}
    planned = crm.run(
        actor,
        add_lead,
        title="Planned",
        next_step="Call",
        next_step_on=str(today + timedelta(days=3)),
        **best,
    )
    plain = crm.run(actor, add_lead, title="Plain", **best)
    due = crm.run(actor, add_lead, title="Due", next_step_on=str(today))
    gone = crm.run(actor, add_lead, title="Gone", **best)
    crm.run(actor, disqualify_lead, gone.id, lost_reason="Other")
    for lead in (planned, plain, due):
        crm.run(actor, respond_to_lead, lead.id)
    found = crm.run(actor, prioritised_leads)
    blind = a_colleague(actor, visibility=Visibility.OWN)

    assert ["Due", "Plain", "Planned"] == [each.lead.title for each in found]
    assert [40, 25, -25] == [each.urgency for each in found]
    assert (
        "Its score is 25, most of all: Large.",
        f"The next step (Call) is planned for {today + timedelta(days=3)}.",
    ) == found[2].why
    assert ["Due"] == [
        each.lead.title for each in crm.run(actor, prioritised_leads, limit=1)
    ]
    assert [] == crm.run(blind, prioritised_leads)
    with pytest.raises(Invalid):
        crm.run(actor, prioritised_leads, limit=201)


def test_what_is_overdue_comes_first(works, actor):
    """
    A lead that nobody has answered in time is more urgent the moment it is overdue.
    """
    clock = {"now": MOMENT}
    crm = Crm(evolve_clock(works, lambda: clock["now"]))
    lead = crm.run(actor, add_lead, title="A")
    [soon] = crm.run(actor, prioritised_leads)
    clock["now"] = lead.first_response_due_at + timedelta(seconds=1)
    [late] = crm.run(actor, prioritised_leads)

    assert [0, 60] == [soon.urgency, late.urgency]
    assert [
        f"Its first answer was due at {lead.first_response_due_at:%Y-%m-%d %H:%M} UTC."
    ] == [*late.why]
