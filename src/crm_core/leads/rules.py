"""
What rules of routing and of scoring have in common: the facts that they may ask for,
and how they are stored.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from ..changes import check_version
from ..shared import (
    Conflict,
    Facts,
    FieldError,
    Fields,
    Invalid,
    Rules,
    StoredRule,
    StoredRuleId,
)
from .model import ACTIVITIES, ACTIVITY_FACTS, LEAD_FIELDS, Lead, LeadId, facts_of
from .ports import LeadWork

MOST_RULES = 100
_NOTHING: Facts = {"activities.count_30_days": 0}


def facts_asked(work: LeadWork, asked: object, *, activities: bool = False) -> Fields:
    """
    The fields of leads, with those of the organization's own and the answers to its
    questions when *asked*, rules as data, names one; and with what was done about
    them, for rules that may ask for *activities*.
    """
    said, fields = str(asked), LEAD_FIELDS
    if activities:
        fields = fields.with_custom(ACTIVITY_FACTS)
    if "custom." in said:
        own = work.custom_fields.of("lead")
        fields = fields.with_custom(custom.field for custom in own)
    if "answers." in said:
        questions = work.sales_settings.get().questions
        fields = fields.with_custom(question.field for question in questions)
    return fields


def facts_for(
    work: LeadWork, asked: Iterable[str], known: Mapping[LeadId, Facts]
) -> Mapping[LeadId, Facts]:
    """
    What is *known* of leads, and what was done about them when one of the facts that
    are *asked* for tells of that.
    """
    if not any(name.startswith(ACTIVITIES) for name in asked):
        return known
    done = work.lead_activities.facts(known)
    return {id: {**facts, **done.get(id, _NOTHING)} for id, facts in known.items()}


def facts_about(work: LeadWork, lead: Lead, asked: Iterable[str]) -> Facts:
    """
    What is known of one lead.
    """
    return facts_for(work, asked, {lead.id: facts_of(lead.values)})[lead.id]


def add_rule(work: LeadWork, rules: Rules, rule: Mapping[str, object]) -> StoredRule:
    """
    Store a rule that is read and found right.
    """
    stored = StoredRule(
        id=StoredRuleId(work.new_id()),
        rule=rule,
        created_at=work.now,
        updated_at=work.now,
    )
    if len(rules.all()) >= MOST_RULES:
        message = f"There are {MOST_RULES} rules: remove one first."
        raise Conflict(message)
    rules.add(stored)
    return stored


def rule_to_write(
    work: LeadWork, kind: str, rules: Rules, id: StoredRuleId, version: int | None
) -> StoredRule:
    """
    A rule as the actor saw it.

    Raises:
        NotFound: There is none.
        Stale: It is no longer at *version*.
    """
    stored = rules.get(id)
    check_version(work, kind, stored, version)
    return stored


def check_known_users(work: LeadWork, rule: Mapping[str, object]) -> None:
    """
    Raises:
        Invalid: The rule names somebody whom the organization does not know.
    """
    users = rule["users"]
    assert isinstance(users, list)
    known = {*(str(user.id) for user in work.users.all()), str(work.actor.user_id)}
    errors = [
        FieldError(f"users.{place}", "unknown", "No such person in this organization.")
        for place, user in enumerate(users)
        if str(UUID(user)) not in known
    ]
    if errors:
        raise Invalid(errors=errors)
