"""
The records that rows point at by name: owners by e-mail, companies by domain or name.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from attrs import Factory, define, evolve

from ...companies import COMPANY_FIELDS, Company, CompanyId
from ...custom_fields import CustomField, parse_record
from ...shared import (
    Invalid,
    Permission,
    UserId,
    domain_key,
    email_key,
    fold,
)
from ..model import Draft, Tally
from ..ports import TransferWork


@define
class Owners:
    """
    The active people of the organization, by e-mail and by name.
    """

    work: TransferWork
    _known: dict[str, set[UserId]] | None = None
    _told: set[str] = Factory(set)

    def put(self, draft: Draft, values: dict[str, Any]) -> None:
        """
        Set the owner that a row names; an unknown one is remarked once, and refused
        where a person mapped the column.

        Raises:
            Invalid: No such person here.
        """
        if not draft.owner:
            return
        found = self._people.get(_owner_key(draft.owner), set())
        if len(found) == 1:
            values["assigned_to"] = next(iter(found))
            return
        message = f"Nobody here is known as {draft.owner[:100]!r}."
        if draft.owner_chosen:
            raise Invalid.of("assigned_to", "unknown", message)
        header = draft.column_of("assigned_to")
        draft.unused.append(header)
        if draft.owner not in self._told:
            self._told.add(draft.owner)
            draft.remarks.append(f"{header}: {message}")

    @property
    def _people(self) -> dict[str, set[UserId]]:
        if self._known is None:
            self._known = {}
            for user in self.work.users.all():
                for name in filter(None, (user.email, user.name)):
                    if user.active:
                        key = _owner_key(name)
                        self._known.setdefault(key, set()).add(user.id)
        return self._known


def _owner_key(name: str) -> str:
    bare = name.rpartition("<")[2].rstrip("> ") if "@" in name else name
    return email_key(bare) if "@" in bare and bare.isascii() else fold(bare)


def tried_domain(text: str) -> str:
    """
    *text* as the key of a domain, or empty when it is none.
    """
    try:
        return domain_key(text).removeprefix("www.") if text else ""
    except Invalid:
        return ""


@define
class CompanyBook:
    """
    The companies that rows name: found by domain, then by name, made when absent.
    """

    work: TransferWork
    tally: Tally
    new: list[Company] = Factory(list)
    by_domain: dict[str, list[CompanyId]] = Factory(dict)
    by_name: dict[str, list[CompanyId]] = Factory(dict)
    ids: set[CompanyId] = Factory(set)
    custom: list[CustomField] = Factory(list)

    def load(self, drafts: Sequence[Draft], ids: Iterable[CompanyId]) -> None:
        """
        Look up at once all that *drafts* name and nobody asked for before.
        """
        named = [(each.domain, each.company) for each in drafts]
        domains = {tried_domain(domain) for domain, _ in named} - {""}
        further = (name for each in drafts for name in each.joined.values())
        names = {fold(name) for name in (*further, *(n for _, n in named))} - {""}
        self.look_up(domains, names)
        unknown = {*ids} - self.ids
        if unknown:
            found = self.work.companies.many(unknown)
            self.ids.update(each.id for each in found if each.archived_at is None)

    def look_up(self, domains: Iterable[str], names: Iterable[str]) -> None:
        companies = self.work.companies
        for known, keys, ask in (
            (self.by_domain, domains, companies.by_domain),
            (self.by_name, names, companies.by_name),
        ):
            new = [key for key in keys if key not in known]
            if new:
                found = ask(new)
                known.update({key: list(found.get(key, ())) for key in new})
                self.ids.update(id for ids in found.values() for id in ids)

    def find(self, domain: str, name: str) -> CompanyId | None:
        """
        The one company of that domain, else of that name.

        Raises:
            Invalid: Several companies are meant equally.
        """
        key, folded = tried_domain(domain), fold(name)
        by_domain = self.by_domain.get(key, [])
        by_name = self.by_name.get(folded, []) if folded else []
        both = [each for each in by_domain if each in by_name]
        found = both or by_domain or by_name
        if len(found) > 1:
            message = f"{len(found)} companies are called {(name or domain)[:100]!r}."
            raise Invalid.of("company", "ambiguous", message)
        return found[0] if found else None

    def find_or_add(self, draft: Draft, more: dict[str, object]) -> CompanyId:
        """
        The company that a row names, made with *more* when there is none.

        Raises:
            Invalid: Ambiguous, or no company can be made of it.
        """
        return self.named(draft.company, draft.domain, more)

    def named(self, name: str, domain: str, more: dict[str, object]) -> CompanyId:
        """
        The company of that name or domain, made with *more* when there is none.

        Raises:
            Invalid: Ambiguous, or no company can be made of it.
        """
        found = self.find(domain, name)
        if found is not None:
            return found
        key = tried_domain(domain)
        fields = {**more, "name": name or key, "domain": key or None}
        try:
            return self.add(fields, {}).id
        except Invalid as error:
            raise Invalid(errors=error.under("company")) from None

    def add(self, fields: dict[str, object], values: dict[str, Any]) -> Company:
        """
        A new company from raw *fields* and clean *values*.
        """
        parsed = parse_record(
            COMPANY_FIELDS, fields, own=lambda: self.custom, before={}
        )
        return self.keep_new(
            {"assigned_to": self.work.actor.user_id, **parsed, **values}
        )

    def keep_new(self, values: dict[str, Any]) -> Company:
        """
        Make a company of clean *values*, to be stored with the next ``store``.
        """
        self.work.actor.require(Permission.COMPANY_WRITE)
        work = self.work
        company = Company(
            id=CompanyId(work.new_id()),
            created_by=work.actor.user_id,
            created_at=work.now,
            updated_at=work.now,
            **{"name": "", **values},
        ).checked()
        if company.tags:
            spelled = work.companies.tag_spellings(company.tags)
            company = evolve(company, tags=spelled)
        self.new.append(company)
        self.remember(company)
        self.tally.companies_created += 1
        return company

    def store(self) -> None:
        """
        Write the new companies.
        """
        self.work.companies.add_many(self.new)
        self.new.clear()

    def remember(self, company: Company) -> None:
        """
        Let later rows find *company*.
        """
        self.ids.add(company.id)
        for known, key in (
            (self.by_domain, company.domain or ""),
            (self.by_name, fold(company.name)),
        ):
            if key and company.id not in known.setdefault(key, []):
                known[key].append(company.id)
