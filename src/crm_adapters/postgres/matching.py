"""
Finding records that others may be duplicates of, in PostgreSQL.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from hashlib import blake2b
from typing import Any
from uuid import UUID

import msgspec
from attrs import asdict, define, field, frozen
from sqlalchemy import Table

from crm_core.companies import company_profile
from crm_core.contacts import contact_profile
from crm_core.matching import (
    Candidate,
    LikelyMatch,
    MatchingRules,
    Profile,
    Spelling,
    firm_locks,
    name_keys,
    person_locks,
)
from crm_core.shared import words

from ..rows import COMPANY_ROWS, CONTACT_ROWS, Row
from .candidates import quoted
from .context import Context
from .lexemes import fact, prefix
from .schema import companies, contacts
from .statements import Statement, json, statement

_WATCH = statement(
    "SELECT crm.watch_contact($1::uuid, $2::uuid, $3::bigint[], $4::text[],"
    " $5::text[], $6::uuid, $7, $8::jsonb[])",
    (
        "organization_id",
        "id",
        "locks",
        "names",
        "numbers",
        "company_id",
        "street",
        "marks",
    ),
    reads=False,
)
_WAIT = statement(
    "SELECT pg_advisory_xact_lock(key) FROM unnest($1::bigint[]) AS key",
    ("locks",),
    reads=False,
)
_APART = statement(
    "SELECT CASE WHEN low_id = $3::uuid THEN high_id ELSE low_id END"
    " FROM crm.duplicate_pairs WHERE organization_id = $1::uuid AND kind = $2"
    " AND state = 'apart' AND (low_id = $3::uuid OR high_id = $3::uuid)",
    ("organization_id", "kind", "id"),
)
_RULES = statement(
    "SELECT rules FROM crm.matching_rules WHERE organization_id = $1::uuid",
    ("organization_id",),
)
_KEEP_RULES = statement(
    "INSERT INTO crm.matching_rules (organization_id, rules) VALUES ($1::uuid, $2)"
    " ON CONFLICT (organization_id) DO UPDATE SET rules = excluded.rules",
    ("organization_id", "rules"),
)
_SEARCHED = (
    "SELECT id FROM crm.search_records('{table}', $1::uuid, false, $3::tsquery,"
    " $4::tsquery, 'updated_at', true, NULL, NULL, NULL, $2::integer)"
)
# Of a common name those come first that share something else: none is left out unseen.
_SAME_NAME = (
    "(SELECT id FROM crm.contacts WHERE organization_id = $1::uuid"
    " AND archived_at IS NULL AND name_key = ANY ($5::text[])"
    " ORDER BY (company_id = $7::uuid) IS TRUE DESC,"
    " (phone_key = ANY ($6::text[]) OR mobile_key = ANY ($6::text[])) DESC,"
    " lower(address ->> 'street') = $8 DESC NULLS LAST, id LIMIT $2::integer)"
)
_SAME_NUMBER = (
    "(SELECT id FROM crm.contacts WHERE organization_id = $1::uuid"
    " AND archived_at IS NULL AND {key} <> '' AND {key} = ANY ($6::text[])"
    " LIMIT $2::integer)"
)


def _similar(table: Table, ids: Iterable[str], binds: tuple[str, ...]) -> Statement:
    columns = ", ".join(f"r.{name}" for name in _columns(table))
    return statement(
        f"WITH found AS ({' UNION '.join(ids)}) SELECT {columns} FROM crm.{table.name}"
        " AS r JOIN found USING (id) WHERE r.organization_id = $1::uuid",
        ("organization_id", "most", "exact", "loose", *binds),
    )


def _columns(table: Table) -> list[str]:
    left_out = {"organization_id", "search"}
    return [column.name for column in table.c if column.name not in left_out]


_SIMILAR = {
    "contact": _similar(
        contacts,
        [
            _SEARCHED.format(table="contacts"),
            _SAME_NAME,
            _SAME_NUMBER.format(key="phone_key"),
            _SAME_NUMBER.format(key="mobile_key"),
        ],
        ("names", "numbers", "company_id", "street"),
    ),
    "company": _similar(companies, [_SEARCHED.format(table="companies")], ()),
}


@define
class PostgresCandidates:
    """
    Asks the indexes of names and numbers, and the search index for the rest.
    """

    context: Context
    careful: bool = True
    warned: list[LikelyMatch] = field(factory=list)

    def guard(self, spelled: Spelling, /, *, id: UUID) -> None:
        if not (spelled.numbers or spelled.street or spelled.marks or spelled.firm_id):
            return  # a name alone makes nobody certain
        marks = [json({name: value}) for name, value in spelled.marks.items()]
        locks = self._locks("contact", person_locks(spelled))
        values = self._asked(spelled, id=id, marks=marks, locks=locks)
        self.context.transaction.tell(_WATCH, values)

    def similar(
        self, profile: Profile, /, *, id: UUID | None, most: int = 50
    ) -> list[Candidate]:
        person = profile.noun == "contact"
        locks = person_locks(profile.spelled) if person else firm_locks(profile)
        waiting = {"locks": self._locks(profile.noun, locks)}
        self.context.transaction.tell(_WAIT, waiting)
        key = prefix(self.context.organization_id, archived=False)
        exact, loose = _QUERIES[profile.noun](profile, key)
        values = self._asked(profile.spelled, exact=exact, loose=loose, most=most)
        rows = self.context.transaction.ask(_SIMILAR[profile.noun], values)
        table = contacts if person else companies
        known = (dict(zip(_columns(table), row, strict=True)) for row in rows)
        identity = PostgresMatchingRules(self.context).get().identity if rows else ()
        return [
            _candidate(profile.noun, row, identity, sees=self.context.sight.sees)
            for row in known
            if row["id"] != id
        ]

    def keep_apart(self, noun: str, id: UUID, /) -> Collection[UUID]:
        values = self.context.values(kind=noun, id=id)
        return {row[0] for row in self.context.transaction.ask(_APART, values)}

    def _asked(self, spelled: Spelling, **more: object) -> dict[str, object]:
        return self.context.values(
            names=name_keys(spelled),
            numbers=spelled.numbers,
            company_id=spelled.firm_id,
            street=spelled.street,
            **more,
        )

    def _locks(self, noun: str, keys: Iterable[str]) -> list[int]:
        """
        What two transactions that bring the same record both wait for, in one order.
        """
        begin = self.context.organization_id.bytes + noun.encode()
        digests = {
            blake2b(begin + k.encode(), digest_size=8).digest() for k in keys if k
        }
        return sorted(int.from_bytes(each, signed=True) for each in digests)


def _candidate(
    noun: str,
    row: Row,
    identity: Iterable[str],
    *,
    sees: Callable[[UUID | None], bool],
) -> Candidate:
    record: Any
    if noun == "contact":
        record = CONTACT_ROWS.from_row(row)
        profile = contact_profile(record, identity=identity)
    else:
        record = COMPANY_ROWS.from_row(row)
        profile = company_profile(record, identity=identity)
    return Candidate(record.id, record.name, sees(record.assigned_to), profile)


def _contact_queries(profile: Profile, key: str) -> tuple[str | None, str | None]:
    """
    Both names; or one of them at the same company; or the same mailbox.
    """
    last, first = words(profile.spelled.last), words(profile.spelled.first)
    asked = [_all(key, [*last, *first])] if last and first else []
    if profile.firm_id and (last or first):
        company = quoted(key + fact("company_id", str(profile.firm_id)))
        asked.append(f"{company} & ({_any(key, [*last, *first])})")
    for box in profile.mailboxes:
        local = words(box.local)
        if local and not box.role:
            asked.append(_all(key, [*local, f"@{box.domain}"]))
    return None, " | ".join(f"({each})" for each in asked) or None


def _company_queries(profile: Profile, key: str) -> tuple[str | None, str | None]:
    """
    First those with the whole name; then a word of it, the domain, or the number.
    """
    own = [
        word
        for word in words(profile.spelled.last)
        if any(word.startswith(each[:3]) for each in profile.firm.words)
    ]
    own = own or list(words(profile.spelled.last))
    others = [f"@{domain}" for domain in profile.domains]
    others += [phone[-7:] for phone in profile.phones]
    return _all(key, own) if own else None, _any(key, [*own, *others]) or None


_QUERIES: Mapping[str, Callable[[Profile, str], tuple[str | None, str | None]]] = {
    "contact": _contact_queries,
    "company": _company_queries,
}


def _all(key: str, lexemes: Iterable[str]) -> str:
    return " & ".join(quoted(key + each[:60]) for each in lexemes)


def _any(key: str, lexemes: Iterable[str]) -> str:
    return " | ".join(quoted(key + each[:60]) for each in lexemes)


@frozen
class PostgresMatchingRules:
    """
    The rules of the organization at work.
    """

    context: Context

    def get(self) -> MatchingRules:
        rows = self.context.transaction.ask(_RULES, self.context.values())
        return msgspec.convert(rows[0][0], MatchingRules) if rows else MatchingRules()

    def save(self, rules: MatchingRules, /) -> None:
        self.context.introduce()
        values = self.context.values(rules=json(asdict(rules)))
        self.context.transaction.tell(_KEEP_RULES, values)
