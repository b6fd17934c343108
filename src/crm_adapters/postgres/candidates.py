"""
Which records the search index is asked for, before row-level security reads them.

Search operators are not leakproof, so under a policy PostgreSQL would not use their
index first. The ids therefore come from ``crm.search_records``, which takes the
organization as an argument that it checks; the rows are then read under the policy.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from attrs import evolve, frozen

from crm_core.shared import (
    Condition,
    Fields,
    Operator,
    Query,
    Term,
    fold,
    ids_of,
    tag_key,
)
from crm_core.shared import words as words_of

from .lexemes import LONGEST_FACT, NOBODY, custom_value, fact
from .sight import Sight

FACTS: Mapping[str, Callable[[str], str]] = {
    "assigned_to": str,
    "category": fold,
    "company_id": str,
    "industry": fold,
    "lead_source": fold,
    "tags": tag_key,
}
EXACT = frozenset({"assigned_to", "company_id", "tags"})
"""
Facts that need no second look at the row.
"""
ALONE = frozenset({"assigned_to"})
"""
Facts with a B-tree of their own: not worth the search index when nothing else asks.
"""
SHORTEST_BEGINNING = 3
SPOKEN = frozenset({"first_name", "last_name", "title", "department", "name"})
"""
Fields whose words are all in the index.
"""


@frozen(kw_only=True)
class Candidates:
    """
    What to ask the index: records with every *exact* word come first, then those
    with the *loose* ones. Each is the text of a tsquery.
    """

    exact: str | None
    loose: str


def candidates(
    query: Query,
    fields: Fields,
    *,
    words: Sequence[Sequence[str]],
    keys: Sequence[str],
    sight: Sight,
    owned: bool = True,
) -> Candidates | None:
    """
    What *query* asks of the index, if anything.

    Args:
        words: The words that must all be found, each in any of its spellings.
        keys: The lexeme prefixes to look under: live records, archived ones, or both.
        owned: Whether the owner of a record decides alone who sees it.
    """
    narrow = [c for c in query.conditions if _covers(c, fields)]
    if not words and all(c.field in ALONE for c in narrow):
        return None
    seen = sight.facts if owned else ()
    each = [_under(key, narrow, words, sight, seen) for key in keys]
    return Candidates(
        exact=_any(part.exact for part in each if part.exact) if words else None,
        loose=_any(part.loose for part in each),
    )


def _under(
    key: str,
    narrow: Sequence[Condition],
    words: Sequence[Sequence[str]],
    sight: Sight,
    seen: Sequence[str],
) -> Candidates:
    asked = [part for c in narrow if (part := _asked(c, key, sight))]
    if seen:
        asked.append(_any(quoted(key + each) for each in seen))
    exact = [_any(quoted(key + word) for word in each) for each in words]
    loose = [_any(_begun(key + word, word, words) for word in each) for each in words]
    return Candidates(exact=_all([*exact, *asked]), loose=_all([*loose, *asked]))


def residual(query: Query, fields: Fields) -> Query:
    """
    The conditions that the index does not answer for good.
    """
    left = tuple(c for c in query.conditions if not _settles(c, fields))
    return evolve(query, conditions=left, search="")


def _settles(condition: Condition, fields: Fields) -> bool:
    whole = all(
        len(FACTS[condition.field](str(term.value))) < LONGEST_FACT
        for term in condition.terms
        if condition.field in EXACT
    )
    return condition.field in EXACT and whole and _covers(condition, fields)


def _covers(condition: Condition, fields: Fields) -> bool:
    field = fields.named(condition.field)
    if field is None or condition.negated:
        return False
    known = field.name in FACTS or field.name in SPOKEN
    custom = field.name.startswith("custom.") and field.kind.name in {
        "choice",
        "flag",
        "tags",
        "text",
    }
    if field.name in SPOKEN and not all(
        words_of(str(t.value)) for t in condition.terms
    ):
        return False  # a value without words, as "%", is only in the row
    return (known or custom) and all(
        term.operator is Operator.IS
        or (term.operator is Operator.NONE and field.name == "assigned_to")
        for term in condition.terms
    )


def _asked(condition: Condition, key: str, sight: Sight) -> str | None:
    name = condition.field
    if name in SPOKEN:
        alternatives = []
        for term in condition.terms:
            spoken = [quoted(key + word) for word in words_of(str(term.value))]
            if not spoken:
                return None
            alternatives.append(_all(spoken))
        return _any(alternatives)
    values = [value for term in condition.terms for value in _values(name, term, sight)]
    return _any(quoted(key + fact(name, value)) for value in values)


def _values(name: str, term: Term, sight: Sight) -> Iterable[str]:
    if term.operator is Operator.NONE:
        return [NOBODY]
    if name == "assigned_to":
        return [str(each) for each in ids_of(term, me=sight.me, team=sight.team)]
    as_held = FACTS.get(name, custom_value)
    value = term.value
    return [as_held(value if isinstance(value, str) else str(value).lower())]


def _any(parts: Iterable[str]) -> str:
    return "(" + " | ".join(parts) + ")"


def _begun(lexeme: str, word: str, words: Sequence[Sequence[str]]) -> str:
    """
    What begins with *lexeme*. Among others, a word of one or two letters stands for
    itself: too much begins with it.
    """
    short = len(word) < SHORTEST_BEGINNING and len(words) > 1
    return quoted(lexeme) + ("" if short else ":*")


def _all(parts: Iterable[str]) -> str:
    return "(" + " & ".join(parts) + ")"


def quoted(lexeme: str) -> str:
    """
    A lexeme as the text of a tsquery has it.
    """
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
