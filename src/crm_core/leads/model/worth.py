"""
What a lead is worth pursuing: its score, with reasons.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from attrs import frozen

from ...scoring import LearntModel, Rule, read_rules, score
from ...shared import Facts, Fields, Invalid, StoredRule

MOST_EFFECTS = 4
"""
So many effects of the model are told one by one, the others as a sum.
"""
Told = Mapping[str, object]


@frozen
class Scoring:
    """
    A score from 0 to 100, or None when there is nothing to score by, and why.
    """

    score: int | None = None
    reasons: tuple[Told, ...] = ()


@frozen(eq=False)
class Scorer:
    """
    What an organization scores its leads by: rules that people wrote, and a model that
    was learnt from closed leads.
    """

    rules: Sequence[Rule]
    fields: Fields
    model: LearntModel | None

    @classmethod
    def of(
        cls, rules: Iterable[StoredRule], fields: Fields, model: LearntModel | None
    ) -> "Scorer":
        """
        Rules whose conditions name a field that is gone are passed over.
        """
        return cls([*_readable(rules, fields)], fields, model)

    @property
    def silent(self) -> bool:
        """
        Whether there is nothing to score by.
        """
        return not self.rules and self.model is None

    @property
    def asked(self) -> frozenset[str]:
        """
        The names of the facts that it depends on.
        """
        of_rules = (
            name
            for rule in self.rules
            for name in (*(c.field for c in rule.conditions), rule.each, rule.since)
        )
        of_model = (each.field for each in self.model.columns) if self.model else ()
        return frozenset(name for name in (*of_rules, *of_model) if name)

    def score(self, facts: Facts, now: datetime) -> Scoring:
        """
        The score of a lead: the points of rules where there are any, else the chance
        in percent that the model gives it. Reasons are of both.
        """
        points: int | None = None
        reasons: list[Told] = []
        if self.rules:
            found = score(self.rules, facts, self.fields, now)
            points = round(found.points)
            reasons += [
                {
                    "source": "rule",
                    "name": each.rule,
                    "points": round(each.points, 2),
                    "why": each.why,
                }
                for each in found.reasons
            ]
        if self.model is not None:
            chance, told = _told(self.model, facts)
            points = round(100 * chance) if points is None else points
            reasons += told
        return Scoring(points, tuple(reasons))


def _readable(rules: Iterable[StoredRule], fields: Fields) -> Iterable[Rule]:
    for each in rules:
        try:
            yield from read_rules([each.rule], fields)
        except Invalid:
            continue


def _told(model: LearntModel, facts: Facts) -> tuple[float, list[Told]]:
    """
    The chance, and how it comes about: the log-odds of the usual lead and the effects
    add up to those of this one.
    """
    said = model.score(facts)
    shown, rest = said.reasons[:MOST_EFFECTS], said.reasons[MOST_EFFECTS:]
    told: list[Told] = [
        {
            "source": "model",
            "name": "chance",
            "probability": round(said.probability, 4),
            "effect": round(said.usual, 3),
            "why": "as the usual lead, and then:",
        }
    ]
    told += [
        {
            "source": "model",
            "name": each.fields[0],
            "effect": round(each.effect, 3),
            "why": each.told,
        }
        for each in shown
    ]
    if rest:
        effect = round(sum(each.effect for each in rest), 3)
        why = f"{len(rest)} others together"
        told.append({"source": "model", "name": "", "effect": effect, "why": why})
    return said.probability, told
