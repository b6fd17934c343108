"""
Scoring rules as data: points for what is known of somebody, fading with time.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from math import fsum, isfinite

from attrs import frozen

from ...shared import (
    Condition,
    FieldError,
    Fields,
    Invalid,
    Query,
    Word,
    clean_text,
    parse_text,
    to_text,
)
from .conditions import Facts, meets, moment_in

MOST_RULES = 100
MOST_POINTS = 1000
MOST_DAYS = 3650
LOWEST, HIGHEST = 0.0, 100.0
_KEYS = ("name", "when", "points", "half_life_days", "since", "each", "cap")


@frozen(kw_only=True)
class Rule:
    """
    Points for those who meet all conditions.

    Args:
        points: What it is worth; less than 0 speaks against.
        half_life_days: After how many days, counted from the field *since*, the points
            are half as many; without a day there are none.
        each: A field with a number that multiplies the points.
        cap: What they come to at most, whichever their sign.
    """

    name: str
    conditions: tuple[Condition, ...]
    points: float
    half_life_days: float | None = None
    since: str | None = None
    each: str | None = None
    cap: float | None = None

    def data(self) -> dict[str, object]:
        """
        The rule as ``read_rules`` takes it.
        """
        given = {
            "name": self.name,
            "when": to_text(Query(conditions=self.conditions)),
            "points": self.points,
            "half_life_days": self.half_life_days,
            "since": self.since,
            "each": self.each,
            "cap": self.cap,
        }
        return {key: value for key, value in given.items() if value is not None}


@frozen
class RuleReason:
    """
    A rule that was met, the points that it gave, and why so many.
    """

    rule: str
    points: float
    why: str


@frozen
class RuleScore:
    """
    Points from 0 to 100, for any sum of points below and above; *total* is that sum,
    and that of all reasons.
    """

    points: float
    total: float
    reasons: tuple[RuleReason, ...]


def score(
    rules: Sequence[Rule], facts: Facts, fields: Fields, now: datetime
) -> RuleScore:
    """
    What rules give for *facts*, the weightiest reason first.
    """
    found = [
        reason
        for rule in rules
        if all(meets(facts, each, fields, now.date()) for each in rule.conditions)
        and (reason := _reason(rule, facts, now))
    ]
    found.sort(key=lambda each: -abs(each.points))
    total = fsum(each.points for each in found)
    return RuleScore(min(max(total, LOWEST), HIGHEST), total, tuple(found))


def _reason(rule: Rule, facts: Facts, now: datetime) -> RuleReason | None:
    points = rule.points
    why = [_said(rule.conditions)]
    if rule.each:
        count = _count(facts.get(rule.each))
        points *= count
        why.append(f"{count:g} x {rule.each}")
    if rule.cap is not None and abs(points) > rule.cap:
        points = rule.cap if points > 0 else -rule.cap
        why.append(f"at most {rule.cap:g}")
    if rule.half_life_days is not None:
        since = moment_in(facts.get(rule.since or ""))
        if since is None:
            return None
        since = since if since.tzinfo else since.replace(tzinfo=UTC)
        days = max((now - since) / timedelta(days=1), 0.0)
        points *= 0.5 ** (days / rule.half_life_days)
        why.append(f"{int(days)} days since {rule.since}")
    return RuleReason(rule.name, points, ", ".join(why)) if points else None


@lru_cache(maxsize=1_000)
def _said(conditions: tuple[Condition, ...]) -> str:
    return to_text(Query(conditions=conditions)) or "always"


def _count(value: object) -> float:
    try:
        count = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return 0.0
    return max(count, 0.0) if isfinite(count) else 0.0


# ------------------------------------------------------------------------------ reading


def read_rules(raw: object, fields: Fields) -> tuple[Rule, ...]:
    """
    Rules from data: a list of objects with ``name``, ``when`` (conditions as they are
    typed in a search box), ``points`` and, if wanted, ``half_life_days`` with
    ``since``, ``each``, ``cap``.

    Raises:
        Invalid: Naming everything that is wrong, as in ``rules.0.points``.
    """
    if not isinstance(raw, list | tuple):
        raise Invalid.of("rules", "type", "Must be a list.")
    if len(raw) > MOST_RULES:
        message = f"At most {MOST_RULES} rules; these are {len(raw)}."
        raise Invalid.of("rules", "length", message)
    errors: list[FieldError] = []
    rules = [
        _Reading(f"rules.{place}", fields, errors).rule(each)
        for place, each in enumerate(raw)
    ]
    names = [rule.name.casefold() if rule else "" for rule in rules]
    errors += [
        FieldError(f"rules.{place}.name", "taken", "Another rule has this name.")
        for place, name in enumerate(names)
        if name and name in names[:place]
    ]
    if errors:
        raise Invalid(errors=errors)
    return tuple(rule for rule in rules if rule)


@frozen
class _Reading:
    """
    Reads one rule, collecting every error under its place.
    """

    place: str
    fields: Fields
    errors: list[FieldError]

    def rule(self, raw: object) -> Rule | None:
        if not isinstance(raw, Mapping):
            self._wrong("", "type", "Must be an object.")
            return None
        for key in raw:
            if key not in _KEYS:
                self._wrong(str(key), "unknown", "No such part of a rule.")
        half_life = self._number(raw, "half_life_days", 0.01, MOST_DAYS)
        since = self._named(raw, "since", {"date", "moment"})
        if (half_life is None) != (since is None):
            missing = "since" if since is None else "half_life_days"
            if missing not in raw:
                self._wrong(missing, "required", "Decay needs both of these.")
        points = self._number(raw, "points", -MOST_POINTS, MOST_POINTS)
        if raw.get("points") is None:
            self._wrong("points", "required", "Must be given.")
        return Rule(
            name=self._name(raw.get("name")),
            conditions=self._conditions(raw.get("when")),
            points=points or 0.0,
            half_life_days=half_life,
            since=since,
            each=self._named(raw, "each", {"number"}),
            cap=self._number(raw, "cap", 0.0, MOST_POINTS),
        )

    def _wrong(self, key: str, code: str, message: str) -> None:
        where = f"{self.place}.{key}" if key else self.place
        self.errors.append(FieldError(where, code, message))

    def _name(self, raw: object) -> str:
        try:
            name = clean_text(raw, longest=100)
        except Invalid as error:
            self.errors.extend(error.under(f"{self.place}.name"))
            return ""
        if not name:
            self._wrong("name", "required", "Must be given.")
        return name

    def _conditions(self, raw: object) -> tuple[Condition, ...]:
        if not isinstance(raw, str):
            self._wrong("when", "type", "Must be text, such as country:DE.")
            return ()
        try:
            query = parse_text(raw, self.fields)
        except Invalid as error:
            for each in error.errors:
                self._wrong("when", each.code, f"{each.field}: {each.message}")
            return ()
        for spelled in (query.search, query.order, query.archived):
            if spelled:
                self._wrong("when", "unknown", "Conditions only, such as country:DE.")
        asker = {Word("me"), Word("team")}
        if any(term.value in asker for each in query.conditions for term in each.terms):
            self._wrong("when", "choice", "A rule has nobody to call me.")
        return query.conditions

    def _number(
        self, raw: Mapping[object, object], key: str, least: float, most: float
    ) -> float | None:
        value = raw.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            self._wrong(key, "type", "Must be a number.")
        elif not least <= value <= most:
            self._wrong(key, "range", f"Must be from {least:g} to {most:g}.")
        else:
            return float(value)
        return None

    def _named(
        self, raw: Mapping[object, object], key: str, kinds: set[str]
    ) -> str | None:
        value = raw.get(key)
        if value is None:
            return None
        field = self.fields.named(value) if isinstance(value, str) else None
        if field is None or field.kind.name not in kinds:
            what = " or ".join(sorted(kinds))
            self._wrong(key, "choice", f"Must be the name of a {what} field.")
            return None
        return field.name
