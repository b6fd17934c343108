"""
Leads go to people by rules: captured, by hand, many at once, and in a replay.
"""

from datetime import timedelta
from uuid import uuid4

import pytest

from crm_core.access import save_user
from crm_core.changes import undo_change_set
from crm_core.leads import (
    add_lead,
    add_routing_rule,
    archive_lead,
    convert_lead,
    disqualify_lead,
    edit_lead,
    edit_routing_rule,
    get_lead,
    list_leads,
    list_routing_rules,
    order_routing_rules,
    remove_routing_rule,
    route_lead,
    route_leads,
    show_routing_rule,
    simulate_routing,
)
from crm_core.routing import set_availability, set_own_absences, show_availability
from crm_core.shared import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Permission,
    Stale,
    Visibility,
)
from tests.builders import a_colleague
from tests.use_cases.sales import in_change_set


def refused_fields(refused):
    return {error.field: error.code for error in refused.value.errors}


@pytest.fixture
def team(crm, actor):
    """
    Ada, Ben and Cem, who may get leads.
    """
    people = sorted(uuid4() for _ in range(3))
    for id, name in zip(people, ("Ada", "Ben", "Cem"), strict=True):
        crm.run(actor, save_user, id, name=name)
    return people


def captured(crm, actor, number, **fields):
    """
    So many leads, one after the other, as rules give them away.
    """
    return [
        crm.run(actor, add_lead, title=f"Lead {n}", route=True, **fields)
        for n in range(number)
    ]


def owners(leads):
    return [lead.assigned_to for lead in leads]


def test_captured_leads_take_turns_and_keep_why(crm, actor, team):
    """
    Each lead goes to the next in turn across transactions; it keeps the rule, the
    reasons and the moment.
    """
    rule = crm.run(actor, add_routing_rule, name="All", users=team)
    leads = captured(crm, actor, 7)
    stored = crm.run(actor, get_lead, leads[1].id)

    assert [*team, *team, team[0]] == owners(leads)
    assert stored.created_at == stored.assigned_at
    assert {
        "user": str(team[1]),
        "rule": str(rule.id),
        "rule_name": "All",
        "method": "round-robin",
        "outside_hours": False,
        "why": ["All: Ben was chosen, in turn, with none yet of this rule, of 3 free."],
        "at": stored.created_at.isoformat(),
    } == stored.assignment


def test_rules_choose_only_when_they_are_asked(crm, actor, team):
    """
    Who adds a lead by hand owns it; an owner that is named wins; without rules, or
    with none that is active, it is the captor's.
    """
    [lonely] = captured(crm, actor, 1)
    rule = crm.run(actor, add_routing_rule, name="All", users=[team[0]])
    by_hand = crm.run(actor, add_lead, title="By hand")
    named = crm.run(
        actor, add_lead, title="Named", route=True, assigned_to=str(team[2])
    )
    nobody = crm.run(actor, add_lead, title="Nobody's", route=True, assigned_to=None)
    crm.run(actor, edit_routing_rule, rule.id, active=False)
    [idle] = captured(crm, actor, 1)

    me = actor.user_id
    assert [me, me, team[2], None, me] == owners([lonely, by_hand, named, nobody, idle])
    assert [None] * 5 == [
        each.assignment for each in (lonely, by_hand, named, nobody, idle)
    ]


def test_conditions_see_all_fields_of_a_lead(crm, actor, team):
    """
    Rules ask for fields, for parts of the address and for answers; a lead that none
    takes has no owner, and says why.
    """
    crm.run(
        actor,
        add_routing_rule,
        name="Large in Germany",
        when="country:DE employees:>=50 answers.budget:approved",
        users=[team[1]],
    )
    fields = {
        "address": {"country": "DE"},
        "employees": 60,
        "answers": {"budget": "Approved"},
    }
    taken = crm.run(actor, add_lead, title="A", route=True, **fields)
    small = crm.run(
        actor, add_lead, title="B", route=True, **{**fields, "employees": 3}
    )

    assert [team[1], None] == owners([taken, small])
    assert [
        "Large in Germany: employees:>=50 is not met, the lead has 3.",
        "No owner: no rule chose one.",
    ] == small.assignment["why"]


def test_capacity_counts_open_leads_only(crm, actor, team):
    """
    Who has as many open leads as they may have gets no further one until one of
    them is closed, converted or archived.
    """
    crm.run(actor, add_routing_rule, name="Ada", users=[team[0]])
    crm.run(actor, set_availability, team[0], capacity=3)
    leads = captured(crm, actor, 4)
    crm.run(actor, disqualify_lead, leads[0].id, lost_reason="Other")
    crm.run(actor, convert_lead, leads[1].id, company_id=None)
    crm.run(actor, archive_lead, leads[2].id)
    later = captured(crm, actor, 4)

    ada = team[0]
    assert [ada, ada, ada, None] == owners(leads)
    assert [ada, ada, ada, None] == owners(later)
    assert "Ada is at capacity, 3 of 3 open." in later[3].assignment["why"]


def test_the_least_load_wins_then_who_has_waited_longest(crm, actor, team):
    """
    Leads given by hand weigh too; of equal loads the one goes first whose last lead
    is longest ago, whoever gave it.
    """
    crm.run(actor, add_routing_rule, name="Least", users=team[:2], method="least-load")
    first = crm.run(actor, add_lead, title="By hand", assigned_to=str(team[0]))
    leads = captured(crm, actor, 1)
    crm.run(actor, disqualify_lead, first.id, lost_reason="Other")
    crm.run(actor, disqualify_lead, leads[0].id, lost_reason="Other")
    leads += captured(crm, actor, 1)

    assert [team[1], team[0]] == owners(leads)


def test_weights_are_kept_across_transactions(crm, actor, team):
    """
    Of eight leads, three times as many go to Ada as to Ben.
    """
    weights = {str(team[0]): 3, str(team[1]): 1}
    crm.run(
        actor,
        add_routing_rule,
        name="Weighted",
        users=team[:2],
        method="weighted",
        weights=weights,
    )

    found = owners(captured(crm, actor, 8))

    assert [6, 2] == [found.count(user) for user in team[:2]]


def test_a_lead_is_routed_by_hand(crm, actor, team):
    """
    A lead that has an owner goes to whom the rules choose, counted without itself; where
    they choose nobody it stays.
    """
    lead = crm.run(actor, add_lead, title="Mine", assigned_to=str(team[0]))
    with pytest.raises(Conflict):
        crm.run(actor, route_lead, lead.id)
    rule = crm.run(actor, add_routing_rule, name="Ada", users=[team[0]])
    crm.run(actor, set_availability, team[0], capacity=1)
    same = crm.run(actor, route_lead, lead.id)
    crm.run(actor, edit_routing_rule, rule.id, users=[team[2]])
    moved = crm.run(actor, route_lead, lead.id, version=same.version)
    crm.run(actor, edit_routing_rule, rule.id, when="country:FR")
    kept = crm.run(actor, route_lead, lead.id)

    assert [team[0], team[2], team[2]] == owners([same, moved, kept])
    assert lead.assigned_at == same.assigned_at < moved.assigned_at
    assert kept.assigned_at == moved.assigned_at
    assert "country:FR is not met" in kept.assignment["why"][0]
    with pytest.raises(Stale):
        crm.run(actor, route_lead, lead.id, version=1)
    by_hand = crm.run(actor, edit_lead, lead.id, assigned_to=str(team[1]))
    assert None is by_hand.assignment


def test_many_leads_are_routed_at_once_and_taken_back_at_once(crm, actor, team):
    """
    One change set gives them away in turns; its undo gives them back.
    """
    leads = [crm.run(actor, add_lead, title=f"Lead {n}") for n in range(5)]
    crm.run(actor, add_routing_rule, name="All", users=team)
    ids = [lead.id for lead in leads]
    routed, change_set = in_change_set(crm, actor, route_leads, ids=ids)
    after = owners([crm.run(actor, get_lead, id) for id in ids])
    crm.run(actor, undo_change_set, change_set)

    assert ids == routed
    assert [*team, *team[:2]] == after
    assert {actor.user_id} == {*owners([crm.run(actor, get_lead, id) for id in ids])}


def test_rules_are_read_strictly(crm, actor, team):
    """
    Every wrong value is named, unknown people and fields too; nothing is stored.
    """
    with pytest.raises(Invalid) as refused:
        crm.run(
            actor, add_routing_rule, name="", when="shoes:9", users=team, weights=[]
        )
    with pytest.raises(Invalid) as unknown:
        crm.run(actor, add_routing_rule, name="X", users=[team[0], uuid4()])

    assert {"when.shoes", "weights"} <= refused_fields(refused).keys()
    assert {"users.1": "unknown"} == refused_fields(unknown)
    assert [] == crm.run(actor, list_routing_rules)


def test_rules_are_put_in_order(crm, actor, team):
    """
    New rules come last; all are ordered at once; a removed one can be undone.
    """
    rules = [crm.run(actor, add_routing_rule, name=name, users=team) for name in "ABC"]
    ids = [rule.id for rule in rules]
    ordered = crm.run(actor, order_routing_rules, [ids[2], ids[0], ids[1]])
    with pytest.raises(Invalid):
        crm.run(actor, order_routing_rules, ids[:2])
    _, change_set = in_change_set(crm, actor, remove_routing_rule, ids[0])
    left = [rule.name for rule in crm.run(actor, list_routing_rules)]
    crm.run(actor, undo_change_set, change_set)

    assert ["C", "A", "B"] == [rule.name for rule in ordered]
    assert ["C", "B"] == left
    assert "A" == crm.run(actor, show_routing_rule, ids[0]).name
    with pytest.raises(Stale):
        crm.run(actor, edit_routing_rule, ids[2], version=1, name="Z")


def test_everybody_may_say_when_they_are_absent(crm, actor, team):
    """
    One's own absences need no further right, all else does; what was said is kept
    beside what others say.
    """
    rights = frozenset({Permission.USER_READ})
    rep = a_colleague(actor, user_id=team[0], permissions=rights, name="Ada")
    away = [{"first": "2026-12-24", "last": "2026-12-31"}]
    crm.run(actor, set_availability, team[0], capacity=5, skills={"language": ["de"]})
    crm.run(rep, set_own_absences, absences=away)
    said = crm.run(rep, show_availability, team[0])

    assert {
        "capacity": 5,
        "hours": None,
        "absences": away,
        "skills": {"language": ["de"]},
    } == said.to_json()
    with pytest.raises(Forbidden):
        crm.run(rep, set_availability, team[0], capacity=9)
    with pytest.raises(NotFound):
        crm.run(actor, set_availability, uuid4(), capacity=1)
    with pytest.raises(Invalid) as refused:
        crm.run(actor, set_availability, team[0], capacity=-1, hours={"week": {}})
    assert {"capacity", "hours.time_zone"} <= refused_fields(refused).keys()


def test_absent_people_are_passed_over(crm, actor, team):
    """
    Who is absent today gets nothing, and takes no turn.
    """
    today = crm.run(actor, lambda work: work.now.date())
    away = [{"first": str(today), "last": str(today + timedelta(days=1))}]
    crm.run(actor, add_routing_rule, name="All", users=team)
    crm.run(actor, set_availability, team[0], absences=away)

    assert [team[1], team[2], team[1]] == owners(captured(crm, actor, 3))


def test_a_replay_tells_who_would_have_got_what(crm, actor, team):
    """
    Under other rules, leads as they came are given away anew: counts before and after,
    and each lead that differs with why. Nothing is written.
    """
    crm.run(actor, add_routing_rule, name="All", users=team[:2])
    leads = captured(crm, actor, 4, address={"country": "DE"})
    crm.run(actor, edit_lead, leads[0].id, address={"country": "FR"})
    before = crm.run(actor, list_leads)
    rules = [
        {"name": "Germany", "when": "country:DE", "users": [str(team[2])]},
        {"name": "Rest", "users": [str(team[0])]},
    ]
    same = crm.run(actor, simulate_routing)
    other = crm.run(actor, simulate_routing, rules=rules, days=7)

    assert (4, 0) == (same.leads, same.differing)
    assert (4, 4, 4) == (other.leads, other.differing, len(other.differences))
    assert {"Ada": (2, 0), "Ben": (2, 0), "Cem": (0, 4)} == {
        each.name: (each.before, each.after) for each in other.members
    }
    assert {"Germany": 4} == other.by_rule
    assert ["Germany: Cem was chosen, the only one free."] == [
        *other.differences[0].why
    ]
    assert before == crm.run(actor, list_leads)


def test_a_replay_hides_what_one_may_not_see(crm, actor, team):
    """
    Counts are of all leads, single ones are told to who may see them only.
    """
    captured(crm, actor, 2)
    rules = [{"name": "Ada", "users": [str(team[0])]}]
    blind = a_colleague(actor, visibility=Visibility.OWN)
    found = crm.run(blind, simulate_routing, rules=rules)

    assert (2, 2, ()) == (found.leads, found.differing, found.differences)


def test_a_replay_reads_rules_strictly(crm, actor):
    """
    Every wrong value of every rule is named by its place.
    """
    with pytest.raises(Invalid) as refused:
        crm.run(
            actor,
            simulate_routing,
            rules=[{"name": "X", "users": [], "method": "lot"}, "all"],
        )
    with pytest.raises(Invalid) as days:
        crm.run(actor, simulate_routing, days=0)

    assert {"rules.0.method", "rules.1"} <= {
        name.rstrip(".") for name in refused_fields(refused)
    }
    assert {"days": "range"} == refused_fields(days)
