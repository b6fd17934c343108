"""
Rules of routing as data: which leads a rule takes, who may get them, and by turns how.
"""

from collections.abc import Iterable, Mapping

from attrs import evolve, field, frozen

from ...shared import (
    Condition,
    FieldError,
    Fields,
    Invalid,
    TeamId,
    UserId,
    Word,
    parse_text,
)
from .rule_fields import RULE_FIELDS, Method, NobodyFree, OutsideHours, RuleId


@frozen(kw_only=True)
class RoutingRule:
    """
    One rule: the first whose conditions a lead meets chooses its owner.

    Args:
        position: Rules are tried by it, lowest first.
        when: Conditions in the grammar of lists, ``country:DE,AT employees:>=50``;
            empty for every lead.
        users: Who may get the lead,
        teams: and the teams whose members may.
        weights: How many leads one gets for each that another gets; 1 unless said.
        skills: Fields of the lead whose value must be among a member's skills.
    """

    id: RuleId
    name: str
    position: int = 0
    active: bool = True
    when: str = ""
    users: tuple[UserId, ...] = ()
    teams: tuple[TeamId, ...] = ()
    method: Method = Method.ROUND_ROBIN
    weights: Mapping[UserId, int] = field(factory=dict)
    skills: tuple[str, ...] = ()
    outside_hours: OutsideHours = OutsideHours.ASSIGN
    nobody_free: NobodyFree = NobodyFree.NEXT

    def edited(self, raw: Mapping[str, object], fields: Fields) -> "RoutingRule":
        """
        The rule with other values, from plain data; *fields* are those of leads.

        Raises:
            Invalid: Naming every value that is wrong.
        """
        try:
            values = RULE_FIELDS.parse(raw)
        except Invalid as error:
            raise Invalid(errors=(*error.errors, *_unfit(raw, fields))) from None
        rule = evolve(self, **values)  # type: ignore[arg-type]
        errors = (*_unfit(rule.to_json(), fields), *_contradictions(rule))
        if errors:
            raise Invalid(errors=errors)
        return rule

    def to_json(self) -> dict[str, object]:
        """
        The rule but for its id, as plain data that ``edited`` reads.
        """
        return {
            "name": self.name,
            "position": self.position,
            "active": self.active,
            "when": self.when,
            "users": [str(each) for each in self.users],
            "teams": [str(each) for each in self.teams],
            "method": self.method.value,
            "weights": {str(each): weight for each, weight in self.weights.items()},
            "skills": [*self.skills],
            "outside_hours": self.outside_hours.value,
            "nobody_free": self.nobody_free.value,
        }


def new_rule(id: RuleId, raw: Mapping[str, object], fields: Fields) -> RoutingRule:
    """
    A rule from plain data; *fields* are those of leads.

    Raises:
        Invalid: Naming every value that is wrong.
    """
    given = {"name": "", "users": (), **raw}
    return RoutingRule(id=id, name="").edited(given, fields)


def stored_rule(id: RuleId, raw: Mapping[str, object]) -> RoutingRule:
    """
    A rule as it was stored. Its conditions may name fields that are gone since.
    """
    return RoutingRule(id=id, **RULE_FIELDS.parse(raw))  # type: ignore[arg-type]


def read_conditions(text: str, fields: Fields) -> tuple[Condition, ...]:
    """
    Conditions on a lead, from their spelling in the grammar of lists.

    Raises:
        Invalid: Naming every field that is unknown or wrong.
    """
    query = parse_text(text, fields)
    errors = [
        FieldError(each.field, "choice", "A rule has nobody who asks: name a user.")
        for each in query.conditions
        if any(term.value in (Word("me"), Word("team")) for term in each.terms)
    ]
    if query.search:
        message = f"Must name a field, as in country:DE; this does not: {query.search}"
        errors.append(FieldError("search", "choice", message))
    if query.order or query.archived is not False:
        message = "Rules have conditions only, no sort and no archived."
        errors.append(FieldError("sort", "choice", message))
    if errors:
        raise Invalid(errors=errors)
    return query.conditions


def _unfit(raw: Mapping[str, object], fields: Fields) -> tuple[FieldError, ...]:
    """
    What of conditions and skills does not fit the fields of leads.
    """
    errors: tuple[FieldError, ...] = ()
    when, skills = raw.get("when"), raw.get("skills")
    if isinstance(when, str):
        try:
            read_conditions(when, fields)
        except Invalid as error:
            errors += error.under("when")
    if isinstance(skills, list | tuple):
        errors += tuple(
            FieldError(f"skills.{index}", "unknown", "Leads have no such field.")
            for index, each in enumerate(skills)
            if isinstance(each, str) and each not in fields.by_name
        )
    return errors


def _contradictions(rule: RoutingRule) -> Iterable[FieldError]:
    if not rule.name:
        yield FieldError("name", "required", "Must not be empty.")
    if rule.method is Method.OWNER and (len(rule.users) != 1 or rule.teams):
        message = "The method owner takes one user, and no team."
        yield FieldError("users", "choice", message)
    elif not rule.users and not rule.teams:
        message = "Must name a user, unless there is a team."
        yield FieldError("users", "required", message)
    if rule.weights and rule.method is not Method.WEIGHTED:
        message = "Only the method weighted takes weights."
        yield FieldError("weights", "choice", message)
    if not rule.teams:
        for user in sorted(rule.weights.keys() - {*rule.users}):
            message = "Not one of the users of this rule."
            yield FieldError(f"weights.{user}", "choice", message)
