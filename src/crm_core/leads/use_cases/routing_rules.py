"""
The rules that say who gets a lead.
"""

from collections.abc import Sequence

from ...routing import RoutingRule, RuleId, new_rule, stored_rule
from ...shared import (
    Invalid,
    Permission,
    StoredRule,
    StoredRuleId,
    use_case,
)
from ..ports import LeadWork
from ..rules import add_rule, check_known_users, facts_asked, rule_to_write

STEP = 10
"""
How far apart rules are placed, so that others fit in between.
"""


@use_case(requires=Permission.LEAD_READ)
def list_routing_rules(work: LeadWork) -> list[StoredRule]:
    """
    The rules by which leads are routed, in the order in which they are tried.
    """
    return sorted(work.routing_rules.all(), key=lambda each: (_position(each), each.id))


def _position(stored: StoredRule) -> int:
    position = stored.rule["position"]
    assert isinstance(position, int)
    return position


@use_case(requires=Permission.LEAD_READ)
def show_routing_rule(work: LeadWork, rule_id: StoredRuleId) -> StoredRule:
    """
    One rule of routing.

    Raises:
        NotFound: There is none.
    """
    return work.routing_rules.get(rule_id)


@use_case(requires=Permission.ROUTING_WRITE)
def add_routing_rule(work: LeadWork, /, **fields: object) -> StoredRule:
    """
    A further rule, the last one unless ``position`` says else.

    Args:
        work: The unit of work.
        **fields: As ``RULE_FIELDS`` of routing has them.

    Raises:
        Invalid: Naming every value that is wrong.
        Conflict: There are as many rules as there may be.
    """
    last = max(map(_position, work.routing_rules.all()), default=0)
    given = {"position": last + STEP, **fields}
    id = RuleId(work.new_id())
    rule = new_rule(id, given, facts_asked(work, given))
    _check_users(work, rule)
    work.name(f"Add routing rule {rule.name}")
    return add_rule(work, work.routing_rules, rule.to_json())


@use_case(requires=Permission.ROUTING_WRITE)
def edit_routing_rule(
    work: LeadWork,
    /,
    rule_id: StoredRuleId,
    *,
    version: int | None = None,
    **fields: object,
) -> StoredRule:
    """
    Change some values of a rule; None brings back what is usual. Turns go on.

    Raises:
        Invalid: Naming every value that is wrong.
        Stale: It is no longer at *version*.
    """
    stored = rule_to_write(work, "routing_rule", work.routing_rules, rule_id, version)
    known = stored_rule(RuleId(stored.id), stored.rule)
    rule = known.edited(fields, facts_asked(work, {**stored.rule, **fields}))
    _check_users(work, rule)
    work.name(f"Edit routing rule {rule.name}")
    return work.routing_rules.save(stored.edited(rule.to_json(), at=work.now))


@use_case(requires=Permission.ROUTING_WRITE)
def remove_routing_rule(
    work: LeadWork, rule_id: StoredRuleId, *, version: int | None = None
) -> None:
    """
    Remove a rule, and forget its turns.

    Raises:
        Stale: It is no longer at *version*.
    """
    stored = rule_to_write(work, "routing_rule", work.routing_rules, rule_id, version)
    work.name(f"Remove routing rule {stored.name}")
    work.routing_rules.remove(stored)


@use_case(requires=Permission.ROUTING_WRITE)
def order_routing_rules(
    work: LeadWork, ids: Sequence[StoredRuleId]
) -> list[StoredRule]:
    """
    Say in which order all rules are tried.

    Raises:
        Invalid: Some rule is left out, unknown, or named twice.
    """
    stored = {each.id: each for each in work.routing_rules.all()}
    if sorted(ids) != sorted(stored):
        message = f"Must be the ids of all {len(stored)} rules, each once."
        raise Invalid.of("ids", "choice", message)
    work.name("Order routing rules")
    for place, id in enumerate(ids, 1):
        rule = {**stored[id].rule, "position": place * STEP}
        if rule != stored[id].rule:
            work.routing_rules.save(stored[id].edited(rule, at=work.now))
    return list_routing_rules(work)


def _check_users(work: LeadWork, rule: RoutingRule) -> None:
    check_known_users(work, rule.to_json())
