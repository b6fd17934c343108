"""
How one of those who are free is chosen. The same question has the same answer: nothing
is drawn by lot, and the order in which people are listed does not matter.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from attrs import frozen

from ...shared import UserId
from .loads import NO_TURN, UNIT, Loads, Turn, Turns
from .members import Member
from .rule_fields import Method
from .rules import RoutingRule

_NEVER = datetime.min.replace(tzinfo=UTC)


@frozen
class Choice:
    """
    Who was chosen, why in a few words, and the rule's turns afterwards.
    """

    member: Member
    why: str
    turns: Turns


def choose(rule: RoutingRule, free: Sequence[Member], loads: Loads) -> Choice:
    """
    The one of *free* whom the rule's method gives the next lead.
    """
    turns = loads.turns(rule.id)
    if rule.method is Method.WEIGHTED:
        turns = _credited(rule, free, turns)
    match rule.method:
        case Method.OWNER:
            member, why = free[0], "the owner that the rule names"
        case Method.ROUND_ROBIN:
            member = min(free, key=lambda each: _last(each, turns))
            why = _turn_words(member, free, turns)
        case Method.LEAST_LOAD:
            member = min(free, key=lambda each: _desk(each, loads, turns))
            why = _load_words(member, free, loads)
        case Method.WEIGHTED:
            member = _earliest(rule, free, turns)
            why = _weight_words(rule, member, free, turns)
    return Choice(member, why, _taken(member.id, turns, rule.method))


def _taken(user: UserId, turns: Turns, method: Method) -> Turns:
    had = turns.get(user, NO_TURN)
    spent = UNIT if method is Method.WEIGHTED else 0
    last = 1 + max((each.last for each in turns.values()), default=0)
    turn = Turn(had.taken + 1, last, had.credit - spent)
    return {**turns, user: turn}


def _last(member: Member, turns: Turns) -> tuple[int, UserId]:
    """
    Who has waited longest comes first, and before all who has had none yet.
    """
    return turns.get(member.id, NO_TURN).last, member.id


def _desk(
    member: Member, loads: Loads, turns: Turns
) -> tuple[int, datetime, int, UserId]:
    load = loads.of(member.id)
    return load.open, load.last_assigned_at or _NEVER, *_last(member, turns)


def _credited(rule: RoutingRule, free: Sequence[Member], turns: Turns) -> Turns:
    """
    The turns with a lead shared out among *free* by weight. Who is not free now is
    owed nothing for it, so nobody is flooded on coming back.
    """
    total = sum(_weight(rule, each) for each in free)
    shared = dict(turns)
    for each in free:
        had = turns.get(each.id, NO_TURN)
        share = UNIT * _weight(rule, each) // total
        shared[each.id] = Turn(had.taken, had.last, had.credit + share)
    return shared


def _earliest(rule: RoutingRule, free: Sequence[Member], turns: Turns) -> Member:
    """
    Of those whose share is due already, the one whose share is overdue first.

    This is Tijdeman's algorithm for the chairman assignment problem (1980): while the
    same people are free, each has their share at any time, give or take less than one.
    """
    slack = UNIT // (2 * len(free) - 2) if len(free) > 1 else 0
    due = [each for each in free if turns[each.id].credit >= slack]

    def deadline(member: Member) -> tuple[int, int, UserId]:
        left = UNIT - slack - turns[member.id].credit
        return left // _weight(rule, member), *_last(member, turns)

    return min(due or free, key=deadline)


def _weight(rule: RoutingRule, member: Member) -> int:
    return rule.weights.get(member.id, 1)


def _turn_words(member: Member, free: Sequence[Member], turns: Turns) -> str:
    if len(free) == 1:
        return "the only one free"
    had = turns.get(member.id, NO_TURN).taken
    if not had:
        return f"in turn, with none yet of this rule, of {len(free)} free"
    return f"in turn, has waited longest of {len(free)} free"


def _load_words(member: Member, free: Sequence[Member], loads: Loads) -> str:
    if len(free) == 1:
        return "the only one free"
    open_now = loads.of(member.id).open
    tied = sum(loads.of(each.id).open == open_now for each in free)
    words = f"{open_now} open, the fewest of {len(free)} free"
    return words if tied == 1 else f"{words}; of {tied} alike the longest without one"


def _weight_words(
    rule: RoutingRule, member: Member, free: Sequence[Member], turns: Turns
) -> str:
    if len(free) == 1:
        return "the only one free"
    weight, total = _weight(rule, member), sum(_weight(rule, each) for each in free)
    had = turns.get(member.id, NO_TURN).taken
    return f"in turn by weight {weight} of {total}, with {had} so far of this rule"
