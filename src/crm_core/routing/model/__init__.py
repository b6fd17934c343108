"""
Rules of routing, the people they choose from, and the choice.
"""

from .assigning import Router
from .loads import Load, Loads, Turn, Turns
from .members import MEMBER_FIELDS, Availability, Member, Skills
from .reasons import Assignment, LeftOut, Passed, Reason
from .rule_fields import RULE_FIELDS, Method, NobodyFree, OutsideHours, RuleId
from .rules import RoutingRule, new_rule, read_conditions, stored_rule
from .simulation import Arrival, Outcome, Simulation, Spread, Tally, simulate

__all__ = [
    "MEMBER_FIELDS",
    "RULE_FIELDS",
    "Arrival",
    "Assignment",
    "Availability",
    "LeftOut",
    "Load",
    "Loads",
    "Member",
    "Method",
    "NobodyFree",
    "Outcome",
    "OutsideHours",
    "Passed",
    "Reason",
    "Router",
    "RoutingRule",
    "RuleId",
    "Simulation",
    "Skills",
    "Spread",
    "Tally",
    "Turn",
    "Turns",
    "new_rule",
    "read_conditions",
    "simulate",
    "stored_rule",
]
