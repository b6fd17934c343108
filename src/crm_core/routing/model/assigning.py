"""
Who gets a lead, and why.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from attrs import Factory, evolve, frozen

from ...shared import Condition, Facts, Fields, Invalid, UserId, WorkingHours, unmet
from .choosing import choose
from .loads import Loads
from .members import Member
from .reasons import Assignment, LeftOut, Passed, Reason
from .rule_fields import NobodyFree, OutsideHours
from .rules import RoutingRule, read_conditions
from .sifting import Candidates, Known, Sieve


@frozen(eq=False)
class _Prepared:
    """
    A rule with its conditions read and its candidates found; *fault* says what its
    conditions name that leads do not have any more.
    """

    rule: RoutingRule
    conditions: Sequence[Condition]
    fault: str
    candidates: Candidates
    unknown: Sequence[LeftOut]

    @classmethod
    def of(
        cls, rule: RoutingRule, fields: Fields, members: Mapping[UserId, Member]
    ) -> "_Prepared":
        conditions: Sequence[Condition] = ()
        fault = ""
        try:
            conditions = read_conditions(rule.when, fields)
        except Invalid as error:
            fault = error.message
        users, teams = frozenset(rule.users), frozenset(rule.teams)
        candidates: dict[WorkingHours | None, list[Member]] = {}
        for each in members.values():
            if each.id in users or not teams.isdisjoint(each.teams):
                candidates.setdefault(each.hours, []).append(each)
        unknown = [
            LeftOut(user, str(user), Reason.UNKNOWN)
            for user in sorted(users)
            if user not in members
        ]
        return cls(rule, conditions, fault, [*candidates.items()], unknown)

    def passes(self, facts: Facts, fields: Fields, now: datetime) -> Passed | None:
        """
        Why the rule does not take the lead, if it does not.
        """
        if self.fault:
            return Passed(self.rule.id, self.rule.name, fault=self.fault)
        failed = unmet(self.conditions, facts, fields, now.date())
        if failed is None:
            return None
        fact = facts.get(failed.field)
        return Passed(self.rule.id, self.rule.name, condition=failed, fact=fact)

    def assign(self, sieve: Sieve) -> Assignment | Passed:
        """
        The rule's choice for a lead that it takes, or that nobody can have it.
        """
        rule = self.rule
        free, late, left_out = sieve.part(rule, self.candidates)
        left_out = [*self.unknown, *left_out]
        waiting = bool(late)
        if not free and rule.outside_hours is OutsideHours.ASSIGN:
            there, away = sieve.there_first(late)
            left_out, late, waiting = [*left_out, *away], [], False
        else:
            there, left_out = [], [*left_out, *sieve.outside(late)]
        if not free and not there:
            return Passed(rule.id, rule.name, left_out=(*left_out,), late=waiting)
        chosen = choose(rule, free or there, sieve.loads)
        return Assignment(
            user=chosen.member.id,
            name=chosen.member.name,
            rule=rule.id,
            rule_name=rule.name,
            method=rule.method,
            outside_hours=not free,
            choice=chosen.why,
            left_out=(*left_out,),
            turns=chosen.turns,
        )

    def stops(self, passed: Passed) -> bool:
        """
        Whether a lead that nobody can have is left without an owner.
        """
        if passed.late:
            return self.rule.outside_hours is OutsideHours.LEAVE
        return self.rule.nobody_free is NobodyFree.LEAVE


@frozen(eq=False)
class Router:
    """
    Rules in their order, made ready for the fields of leads and for the members.
    """

    fields: Fields
    members: Mapping[UserId, Member]
    _rules: Sequence[_Prepared]
    _known: Known = Factory(Known)

    @classmethod
    def of(
        cls, rules: Iterable[RoutingRule], fields: Fields, members: Iterable[Member]
    ) -> "Router":
        by_id = {each.id: each for each in sorted(members, key=lambda m: m.id)}
        active = (each for each in rules if each.active)
        ordered = sorted(active, key=lambda each: (each.position, each.id))
        return cls(
            fields, by_id, [_Prepared.of(each, fields, by_id) for each in ordered]
        )

    @property
    def candidates(self) -> Sequence[Member]:
        """
        Everybody whom one of the rules may choose.
        """
        named = {
            each.id
            for rule in self._rules
            for _, members in rule.candidates
            for each in members
        }
        return [each for each in self.members.values() if each.id in named]

    def assign(self, facts: Facts, loads: Loads, now: datetime) -> Assignment:
        """
        Who gets the lead that *facts* tell of, at *now*, with everybody's *loads*.

        The first rule whose conditions the lead meets and that has somebody free
        chooses. The answer depends on nothing else.
        """
        passed: list[Passed] = []
        sieve = Sieve(facts, loads, now, self._known)
        for each in self._rules:
            answer = each.passes(facts, self.fields, now) or each.assign(sieve)
            if isinstance(answer, Assignment):
                return evolve(answer, passed=(*passed,))
            passed.append(answer)
            if answer.found_nobody and each.stops(answer):
                return Assignment(stopped=True, passed=(*passed,))
        return Assignment(passed=(*passed,))
