"""
Giving leads to people, by the rules of the organization.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from attrs import evolve

from ...changes import check_version
from ...routing import (
    Arrival,
    Assignment,
    Load,
    Loads,
    Member,
    Method,
    Router,
    RoutingRule,
    RuleId,
    new_rule,
    simulate,
    stored_rule,
)
from ...shared import (
    Conflict,
    FieldError,
    Invalid,
    Permission,
    Query,
    StoredRule,
    UserId,
    select_records,
    use_case,
)
from ..changing import lead_to_write, scorer_of, store
from ..events import LeadsEdited
from ..model import (
    CapturedLead,
    Lead,
    LeadClosed,
    LeadId,
    LeadStatus,
    Replay,
    facts_of,
)
from ..ports import LeadWork
from ..rules import check_known_users, facts_asked

MOST_DAYS = 366


@use_case(requires=Permission.LEAD_WRITE)
def route_lead(work: LeadWork, lead_id: LeadId, *, version: int | None = None) -> Lead:
    """
    Give a lead to whom the rules choose now; the lead keeps why. One that has an owner
    stays with them when the rules choose nobody.

    Raises:
        Conflict: There is no active rule.
        LeadClosed: It is converted.
        Stale: It is no longer at *version*, the one that the actor saw.
    """
    lead = lead_to_write(work, lead_id)
    check_version(work, "lead", lead, version)
    found = routed(work, [lead])
    if found is None:
        raise _NO_RULE
    work.name(f"Route lead {lead.title}")
    return store(work, lead, evolve(found[0], updated_at=work.now))


@use_case(requires=Permission.LEAD_BULK)
def route_leads(
    work: LeadWork,
    *,
    ids: Iterable[LeadId] | None = None,
    query: Query | None = None,
) -> list[LeadId]:
    """
    Give many leads to whom the rules choose, one after the other: those named, or all
    that *query* finds.

    Raises:
        Conflict: There is no active rule.
        NotFound: One of *ids* does not exist or is not visible; nothing changes.
        LeadClosed: One of them is converted.
    """
    leads = select_records(work.leads, ids=ids, query=query)
    for lead in leads:
        if lead.status is LeadStatus.CONVERTED:
            raise LeadClosed(id=lead.id, opportunity_id=lead.opportunity_id)
    found = routed(work, leads)
    if found is None:
        raise _NO_RULE
    work.name(f"Route {len(leads)} leads")
    scorer = scorer_of(work)
    for lead, given in zip(leads, found, strict=True):
        store(work, lead, evolve(given, updated_at=work.now), scorer=scorer)
    work.emit(LeadsEdited(lead_ids=tuple(lead.id for lead in leads)))
    return [lead.id for lead in leads]


_NO_RULE = Conflict("There is no active rule of routing.")


def routed(work: LeadWork, leads: Sequence[Lead]) -> list[Lead] | None:
    """
    Leads as the rules give them away, one after the other, not yet stored; None when
    there is no active rule. Turns are taken, and others who route wait for the end of
    this transaction.
    """
    stored, turns = work.routing_rules.locked()
    rules = _rules(stored)
    if not rules:
        return None
    members = work.members.all()
    fields = facts_asked(work, [each.rule for each in stored])
    router = Router.of(rules, fields, members)
    loads = Loads(_loads(work, rules, members), turns)
    found = []
    for lead in leads:
        free = loads.released(lead.assigned_to) if lead.assigned_to else loads
        made = router.assign(facts_of(lead.values), free, work.now)
        loads = made.onto(free, work.now) if made.user else loads
        found.append(_given(lead, made, work.now))
    for rule, taken in loads.by_rule.items():
        had = turns.get(rule, {})
        changed = {user: turn for user, turn in taken.items() if had.get(user) != turn}
        if changed:
            work.routing_rules.take(rule, changed)
    return found


def _rules(stored: Iterable[StoredRule]) -> list[RoutingRule]:
    rules = (stored_rule(RuleId(each.id), each.rule) for each in stored)
    return [rule for rule in rules if rule.active]


def _loads(
    work: LeadWork, rules: Iterable[RoutingRule], members: Iterable[Member]
) -> dict[UserId, Load]:
    """
    Everybody's load where anything depends on it.
    """
    counted = any(each.method is Method.LEAST_LOAD for each in rules)
    limited = any(each.capacity is not None for each in members)
    return dict(work.all_leads.loads()) if counted or limited else {}


def _given(lead: Lead, made: Assignment, at: datetime) -> Lead:
    said = {**made.to_json(), "at": at.isoformat()}
    if made.user in (None, lead.assigned_to):
        return evolve(lead, assignment=said)
    return evolve(lead, assigned_to=made.user, assigned_at=at, assignment=said)


def explained(lead: Lead, why: str, at: datetime) -> Lead:
    """
    A lead with why it is whose it is, where no rule has chosen.
    """
    said = {**Assignment(user=lead.assigned_to).to_json(), "why": [why]}
    return evolve(lead, assignment={**said, "at": at.isoformat()})


@use_case(requires=Permission.ROUTING_WRITE)
def simulate_routing(
    work: LeadWork, *, rules: Sequence[object] | None = None, days: int = 30
) -> Replay:
    """
    What other rules would have made of the leads that came in the last *days* days;
    nothing is written. Turns begin anew.

    Args:
        work: The unit of work.
        rules: Rules as data, as ``add_routing_rule`` takes each; those that are stored
            when there are none.
        days: 1 to 366.

    Raises:
        Invalid: Naming every value that is wrong, as ``rules.0.when``.
    """
    if not 1 <= days <= MOST_DAYS:
        raise Invalid.of("days", "range", f"Must be between 1 and {MOST_DAYS}.")
    stored = work.routing_rules.all()
    tried = _rules(stored) if rules is None else _read(work, rules)
    asked = [rule.to_json() for rule in tried]
    router = Router.of(tried, facts_asked(work, asked), work.members.all())
    since = work.now - timedelta(days=days)
    came = work.all_leads.captured(since)
    before = work.all_leads.open_at(since)
    loads = Loads()
    for user, _ in before:
        loads = loads.given(user, since)
    closing = [(at, user) for user, at in before if at is not None]
    found = simulate(router, map(_arrival, came), loads, closing=closing)
    differing = {each.arrival.lead for each in found.differing}
    return Replay.of(
        found,
        since=since,
        rules={rule.id: rule.name for rule in tried},
        visible=frozenset(work.records.visible("lead", differing)),
    )


def _arrival(came: CapturedLead) -> Arrival:
    lead = came.lead
    return Arrival(
        lead=lead.id,
        at=lead.created_at,
        facts=facts_of(lead.values),
        owner=came.owner,
        closed_at=came.closed_at,
    )


def _read(work: LeadWork, raw: Sequence[object]) -> list[RoutingRule]:
    errors: list[FieldError] = []
    rules = []
    for place, each in enumerate(raw):
        try:
            rules.append(_read_one(work, each, place))
        except Invalid as error:
            errors += error.under(f"rules.{place}")
    if errors:
        raise Invalid(errors=errors)
    return rules


def _read_one(work: LeadWork, raw: object, place: int) -> RoutingRule:
    if not isinstance(raw, dict):
        raise Invalid.of("", "type", "Must be an object.")
    given = {"position": place, **raw}
    rule = new_rule(RuleId(work.new_id()), given, facts_asked(work, given))
    check_known_users(work, rule.to_json())
    return rule
