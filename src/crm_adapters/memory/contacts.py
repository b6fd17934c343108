"""
Contacts in memory.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from uuid import UUID

from crm_core.contacts import (
    CONTACT_FIELDS,
    Contact,
    ContactId,
    ContactRow,
    EmailTaken,
)
from crm_core.shared import (
    NotFound,
    Page,
    PageRequest,
    Query,
    email_key,
    words,
)

from ..rows import CONTACT_ROWS, Row
from .custom_fields import with_custom
from .finding import Finder, Listing
from .matching import email_fold, part_of, phone_fold
from .references import check_reference
from .repository import MemoryRepository
from .tables import copied
from .tags import tag_spellings

_SOURCES: Mapping[str, Callable[[Row], str | None]] = {
    "name": lambda row: f"{row['first_name']} {row['last_name']}".strip(),
    "email": lambda row: row["email_key"],
    "city": partial(part_of, part="city"),
    "country": partial(part_of, part="country"),
}
_KEYS = {"name": "name_key", "email": "email_key"}
_FOLDS = {"email": email_fold, "phone": phone_fold, "mobile": phone_fold}
MOST_ALIKE = 20


class MemoryContacts(MemoryRepository[ContactId, Contact]):
    """
    Contacts; no two live ones share an e-mail address.
    """

    mapping = CONTACT_ROWS

    def row(self, id: ContactId, /) -> ContactRow:
        row = self._visible(id)
        if row["archived_at"] is not None:
            raise NotFound(id=id)
        return self._shown(row)

    def page(self, query: Query, request: PageRequest, /) -> Page[ContactRow]:
        return self._finder(query).page(request)

    def matching(self, query: Query, /, *, most: int) -> list[ContactId]:
        return [ContactId(row["id"]) for row in self._finder(query).rows()][: most + 1]

    def by_email(self, keys: Iterable[str], /) -> Mapping[str, ContactId]:
        wanted = set(keys)
        return {
            key: ContactId(row["id"])
            for row in self.rows.values()
            for key in _keys(row) & wanted
        }

    def by_name(self, names: Iterable[str], /) -> Mapping[str, list[ContactId]]:
        live = self._live()
        return {
            name: [ContactId(row["id"]) for row in found[:MOST_ALIKE]]
            for name in names
            if (found := [row for row in live if row["name_key"] == name])
        }

    def by_number(self, numbers: Iterable[str], /) -> Mapping[str, list[ContactId]]:
        bare = [row for row in self._live() if not row["name_key"] + row["email_key"]]
        return {
            number: [ContactId(row["id"]) for row in found]
            for number in numbers
            if (found := [r for r in bare if number in (r["phone"], r["mobile"])])
        }

    def by_name_and_number(
        self, keys: Iterable[tuple[str, str]], /
    ) -> Mapping[tuple[str, str], list[ContactId]]:
        found: dict[tuple[str, str], list[ContactId]] = {}
        for row in self._live():
            for tail in {row["phone_key"], row["mobile_key"]} - {""}:
                key = (row["name_key"], tail)
                found.setdefault(key, []).append(ContactId(row["id"]))
        return {key: found[key] for key in keys if key in found}

    def by_custom(
        self, name: str, values: Iterable[str], /
    ) -> Mapping[str, list[ContactId]]:
        found: dict[str, list[ContactId]] = {}
        for row in self._live():
            if name in row["custom"]:
                key = str(row["custom"][name])
                found.setdefault(key, []).append(ContactId(row["id"]))
        return {value: found[value] for value in values if value in found}

    def _live(self) -> list[Row]:
        rows = sorted(self.rows.items())
        return [row for _, row in rows if row["archived_at"] is None]

    def company_name(self, contact: Contact, /) -> str | None:
        if contact.company_id is None:
            return None
        name: str = self.context.tables.companies[contact.company_id]["name"]
        return name

    def tag_spellings(self, tags: Iterable[str], /) -> tuple[str, ...]:
        return tag_spellings(self.context.tables, tags)

    def check(self, contact: Contact, /) -> None:
        tables = self.context.tables
        check_reference("company_id", contact.company_id, tables.companies, "company")
        check_reference("assigned_to", contact.assigned_to, tables.users, "user")
        for each in contact.affiliations:
            check_reference(
                "affiliations", each.company_id, tables.companies, "company"
            )
        owners = self.by_email(_keys(self.mapping.to_row(contact)))
        taken = {key: id for key, id in owners.items() if id != contact.id}
        if taken:
            key, owner = min(taken.items())
            seen = self._sees(self.rows[owner])
            raise EmailTaken(
                field="email", email=key, **({"contact_id": owner} if seen else {})
            )
        for name in (contact.first_name, contact.last_name):
            tables.words.update(words(name))

    def pointed_at(self, ids: Collection[UUID], /) -> set[UUID]:
        leads = self.context.tables.leads.values()
        deals = self.context.tables.opportunities.values()
        pointing = {
            *(row["contact_id"] for row in (*leads, *deals)),
            *(UUID(e["contact_id"]) for row in deals for e in row["contact_roles"]),
        }
        return pointing.intersection(ids)

    def _finder(self, query: Query) -> Finder[ContactRow]:
        fields = with_custom(CONTACT_FIELDS, "contact", self.context.tables)
        return Finder(
            context=self.context,
            query=query.checked(fields),
            listing=Listing(
                kind="contact",
                fields=fields,
                rows=[row for row in self.rows.values() if self._sees(row)],
                value=self._value,
                words=self._words,
                keys=_KEYS,
                folds=_FOLDS,
                shown=self._shown,
            ),
        )

    def _company(self, row: Row) -> Row | None:
        return self.context.tables.companies.get(row["company_id"])

    def _value(self, row: Row, field: str) -> object:
        if field in _SOURCES:
            return _SOURCES[field](row)
        if not field.startswith("company."):
            return row[field]
        part = field.removeprefix("company.")
        company = self._company(row)
        if company is None:
            return None
        return part_of(company, part) if part in ("city", "country") else company[part]

    def _words(self, row: Row) -> set[str]:
        company = self._company(row)
        own = self._entity(row).search_words
        return {*own, *(company["name_words"] if company else ())}

    def _shown(self, row: Row) -> ContactRow:
        company = self._company(row)
        row = copied(row) | {"company_name": company["name"] if company else None}
        names = [each.name for each in ContactRow.__attrs_attrs__]
        return ContactRow(**{name: row[name] for name in names})


def _keys(row: Row) -> set[str]:
    if row["archived_at"] is not None:
        return set()
    return {email_key(each["address"]) for each in row["emails"]}
