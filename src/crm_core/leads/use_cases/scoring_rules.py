"""
The rules that say what a lead is worth.
"""

from collections.abc import Mapping

from ...scoring import read_rules
from ...shared import (
    FieldError,
    Invalid,
    Permission,
    StoredRule,
    StoredRuleId,
    fold,
    use_case,
)
from ..events import ScoringChanged
from ..ports import LeadWork
from ..rules import add_rule, facts_asked, rule_to_write


@use_case(requires=Permission.LEAD_READ)
def list_scoring_rules(work: LeadWork) -> list[StoredRule]:
    """
    The rules by which leads are scored, the oldest first.
    """
    return work.scoring_rules.all()


@use_case(requires=Permission.LEAD_READ)
def show_scoring_rule(work: LeadWork, rule_id: StoredRuleId) -> StoredRule:
    """
    One rule of scoring.

    Raises:
        NotFound: There is none.
    """
    return work.scoring_rules.get(rule_id)


@use_case(requires=Permission.SCORING_WRITE)
def add_scoring_rule(work: LeadWork, /, **fields: object) -> StoredRule:
    """
    A further rule; a worker scores all open leads anew.

    Args:
        work: The unit of work.
        **fields: As ``read_rules`` of scoring has them.

    Raises:
        Invalid: Naming every value that is wrong.
        Conflict: There are as many rules as there may be.
    """
    rule = _read(work, fields, None)
    work.name(f"Add scoring rule {rule['name']}")
    stored = add_rule(work, work.scoring_rules, rule)
    work.emit(ScoringChanged())
    return stored


@use_case(requires=Permission.SCORING_WRITE)
def edit_scoring_rule(
    work: LeadWork,
    /,
    rule_id: StoredRuleId,
    *,
    version: int | None = None,
    **fields: object,
) -> StoredRule:
    """
    Change some parts of a rule, None takes one out; a worker scores all open leads
    anew.

    Raises:
        Invalid: Naming every value that is wrong.
        Stale: It is no longer at *version*.
    """
    stored = rule_to_write(work, "scoring_rule", work.scoring_rules, rule_id, version)
    rule = _read(work, {**stored.rule, **fields}, rule_id)
    work.name(f"Edit scoring rule {rule['name']}")
    saved = work.scoring_rules.save(stored.edited(rule, at=work.now))
    work.emit(ScoringChanged())
    return saved


@use_case(requires=Permission.SCORING_WRITE)
def remove_scoring_rule(
    work: LeadWork, rule_id: StoredRuleId, *, version: int | None = None
) -> None:
    """
    Remove a rule; a worker scores all open leads anew.

    Raises:
        Stale: It is no longer at *version*.
    """
    stored = rule_to_write(work, "scoring_rule", work.scoring_rules, rule_id, version)
    work.name(f"Remove scoring rule {stored.name}")
    work.scoring_rules.remove(stored)
    work.emit(ScoringChanged())


def _read(
    work: LeadWork, raw: Mapping[str, object], own: StoredRuleId | None
) -> dict[str, object]:
    given = {
        "name": "",
        "when": "",
        **{name: v for name, v in raw.items() if v is not None},
    }
    try:
        [rule] = read_rules([given], facts_asked(work, given, activities=True))
    except Invalid as error:
        raise Invalid(errors=map(_of_one, error.errors)) from None
    for other in work.scoring_rules.all():
        if other.id != own and fold(other.name) == fold(rule.name):
            raise Invalid.of("name", "taken", "Another rule has this name.")
    return rule.data()


def _of_one(error: FieldError) -> FieldError:
    """
    The error of the only rule as one of the rule itself.
    """
    return FieldError(error.field.removeprefix("rules.0."), error.code, error.message)
