"""
Rules and availability as ``field=value`` words, and as tables.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import IO

from crm_core import CrmWork
from crm_core.leads import Replay, simulate_routing
from crm_core.shared import Invalid, NotFound, StoredRule, fold

from .assignments import split_assignments, user_named
from .output import Column, note, print_json, print_table, say
from .refusals import Refused
from .session import Session

_NUMBERS = frozenset({"cap", "capacity", "half_life_days", "points", "position"})
_LISTS = frozenset({"skills", "teams"})
_JSON = frozenset({"hours"})


def rule_values(work: CrmWork, words: Iterable[str]) -> dict[str, object]:
    """
    The values of words such as ``users=ada@example.com,ben@example.com``.

    Raises:
        Invalid: Naming a user whom nobody knows, or what is no JSON.
    """
    found: dict[str, object] = {}
    for name, text in split_assignments(words).items():
        try:
            found[name] = _value(work, name, text) if text else None
        except Invalid as error:
            raise Invalid(errors=error.under(name)) from None
    return found


def _value(work: CrmWork, name: str, text: str) -> object:
    if name == "users":
        return [str(user_named(work, each).id) for each in _parts(text)]
    if name == "weights":
        pairs = (each.rpartition(":") for each in _parts(text))
        return {
            str(user_named(work, who).id): _number(weight) for who, _, weight in pairs
        }
    if name in _LISTS:
        return _parts(text)
    if name in _JSON:
        return _json(text)
    return _number(text) if name in _NUMBERS else text


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _number(text: str) -> object:
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() else number


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Invalid.of("", "json", "Not JSON.") from None


def availability_values(work: CrmWork, words: Iterable[str]) -> dict[str, object]:
    """
    The values of words such as ``absences=2026-12-24..2026-12-31`` and
    ``skills.language=de,en``.
    """
    plain, skills = [], {}
    for word in words:
        name, _, text = word.partition("=")
        if name.startswith("skills."):
            skills[name.removeprefix("skills.")] = _parts(text)
        else:
            plain.append(word)
    values = rule_values(work, plain)
    if isinstance(values.get("absences"), str):
        values["absences"] = days(_parts(str(values["absences"])))
    return {**values, "skills": skills} if skills else values


def days(texts: Iterable[str]) -> list[dict[str, str]]:
    """
    Days off as data, from ``2026-12-24`` or ``2026-12-24..2026-12-31``.
    """
    spans = (text.partition("..") for text in texts)
    return [{"first": first, "last": last or first} for first, _, last in spans]


def rule_named(rules: Iterable[StoredRule], text: str) -> StoredRule:
    """
    The rule with this id or name.

    Raises:
        NotFound: There is none.
    """
    known = list(rules)
    for each in known:
        if fold(text) in (fold(each.name), str(each.id)):
            return each
    names = ", ".join(each.name for each in known) or "none"
    raise NotFound(f"No rule is called {text}. There are: {names}.")


def as_answer(stored: StoredRule) -> dict[str, object]:
    """
    A rule with the keys of the API.
    """
    return {"id": stored.id, **stored.rule, "version": stored.version}


def print_rules(session: Session, rules: Sequence[StoredRule], *names: str) -> None:
    """
    Rules as a table of some of their values; people by their names.
    """
    if session.as_json:
        print_json({"items": [as_answer(each) for each in rules]})
        return
    people = {str(id): name for id, name in session.names.items()}
    columns = [Column("ID", lambda each: each.id)]
    columns += [Column(name.upper(), partial(_told, people, name)) for name in names]
    print_table(columns, rules)


def _told(people: Mapping[str, str], name: str, stored: StoredRule) -> object:
    value = stored.rule.get(name)
    if name == "users" and isinstance(value, list):
        return [people.get(each, each) for each in value]
    return value


def print_replay(session: Session, *, file: IO[bytes] | None, days: int) -> None:
    """
    Who would have got what.
    """
    rules = None
    if file is not None:
        try:
            rules = json.load(file)
        except (ValueError, RecursionError):
            message = f"{file.name} is not JSON."
            raise Refused(message) from None
        if not isinstance(rules, list):
            message = f"{file.name} is not a list of rules."
            raise Refused(message)
    found = session.run(simulate_routing, rules=rules, days=days)
    if session.as_json:
        print_json(found)
        return
    _tell_replay(session, found)


def _tell_replay(session: Session, found: Replay) -> None:
    say(
        f"{found.leads:,} leads since {found.since:%Y-%m-%d}, of which"
        f" {found.differing:,} would have another owner."
    )
    say(
        f"Without an owner: {found.unassigned_before:.0%}, would be"
        f" {found.unassigned_after:.0%}. Outside working hours:"
        f" {found.outside_hours:.0%}."
    )
    print_table(
        (
            Column("MEMBER", lambda each: each.name),
            Column("GOT", lambda each: f"{each.before:,}"),
            Column("WOULD", lambda each: f"{each.after:,}"),
            Column("MOST OPEN", lambda each: f"{each.most_open:,}"),
        ),
        found.members,
    )
    names = session.names
    for each in found.differences[:20]:
        say("")
        before = names.get(each.before, each.before) or "nobody"
        after = names.get(each.after, each.after) or "nobody"
        say(f"{each.title}: {after} instead of {before}")
        for why in each.why:
            say(f"  {why}")
    if found.differing > 20:
        note(f"{found.differing - 20:,} more would differ; --json shows up to 200")
