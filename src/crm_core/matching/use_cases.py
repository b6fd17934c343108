"""
The organization's rules for duplicates.
"""

from ..shared import Permission, use_case
from .model import MatchingRules
from .ports import MatchingWork


@use_case(requires=Permission.ORGANIZATION_READ)
def show_matching_rules(work: MatchingWork) -> MatchingRules:
    """
    The organization's rules for duplicates.
    """
    return work.matching_rules.get()


@use_case(requires=Permission.ORGANIZATION_WRITE)
def change_matching_rules(work: MatchingWork, /, **fields: object) -> MatchingRules:
    """
    Change some of the rules for duplicates; None brings back what is usual.

    Raises:
        Invalid: Naming every value that is wrong.
    """
    rules = work.matching_rules.get().edited(fields)
    work.matching_rules.save(rules)
    return rules
