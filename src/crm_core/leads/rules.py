"""
What rules of routing and of scoring have in common: the facts that they may ask for,
and how they are stored.
"""

from collections.abc import Mapping
from uuid import UUID

from ..changes import check_version
from ..shared import (
    Conflict,
    FieldError,
    Fields,
    Invalid,
    Rules,
    StoredRule,
    StoredRuleId,
)
from .model import LEAD_FIELDS
from .ports import LeadWork

MOST_RULES = 100


def facts_asked(work: LeadWork, asked: object) -> Fields:
    """
    The fields of leads, with those of the organization's own and the answers to its
    questions when *asked*, rules as data, names one.
    """
    said, fields = str(asked), LEAD_FIELDS
    if "custom." in said:
        own = work.custom_fields.of("lead")
        fields = fields.with_custom(custom.field for custom in own)
    if "answers." in said:
        questions = work.sales_settings.get().questions
        fields = fields.with_custom(question.field for question in questions)
    return fields


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
