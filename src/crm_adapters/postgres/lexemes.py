"""
What the search index holds: the words of a record and the facts lists ask for.

Each lexeme begins with a short key of the organization, so that one index serves
all of them without one reading the postings of another, and with a mark of whether
the record is live or in the archive.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import Protocol

from crm_core.activities import Activity
from crm_core.companies import Company
from crm_core.contacts import Contact
from crm_core.leads import Lead
from crm_core.opportunities import Opportunity
from crm_core.shared import OrganizationId, UserId, fold, tag_key

LIVE, ARCHIVED = ":", "~"
NOBODY = "none"
LONGEST_FACT = 60


@lru_cache(maxsize=1_000)
def organization_key(organization_id: OrganizationId) -> str:
    """
    Six characters that tell organizations apart in the index. Two that share them
    only share postings; row-level security and the query still part their rows.
    """
    return blake2b(organization_id.bytes, digest_size=3).hexdigest()


def prefix(organization_id: OrganizationId, *, archived: bool) -> str:
    """
    What every lexeme of a live, or archived, record begins with.
    """
    return organization_key(organization_id) + (ARCHIVED if archived else LIVE)


def fact(name: str, value: str) -> str:
    """
    A fact about a record as a lexeme, as in ``#tags=vip``; no word begins so.
    """
    return f"#{name}={value[:LONGEST_FACT]}"


@lru_cache(maxsize=1_000)
def owner_fact(user_id: object) -> str:
    """
    The fact of whom a record is assigned to.
    """
    return fact("assigned_to", NOBODY if user_id is None else str(user_id))


class Described(Protocol):
    """
    What every record has that lists ask for.
    """

    @property
    def assigned_to(self) -> UserId | None: ...

    @property
    def tags(self) -> tuple[str, ...]: ...

    @property
    def custom(self) -> Mapping[str, object]: ...


def facts_of(record: Described) -> Iterable[str]:
    """
    The facts that every kind of record has.
    """
    yield owner_fact(record.assigned_to)
    for tag in record.tags:
        yield fact("tags", tag_key(tag))
    yield from _custom_facts(record.custom)


def _category(record: Contact | Company) -> Iterable[str]:
    if record.category:
        yield fact("category", fold(record.category))


def _custom_facts(custom: Mapping[str, object]) -> Iterable[str]:
    for name, value in custom.items():
        for each in value if isinstance(value, list) else [value]:
            yield fact(f"custom.{name}", custom_value(each))


def custom_value(value: object) -> str:
    """
    A custom value as the index holds it.
    """
    return fold(str(value).lower() if isinstance(value, bool) else str(value))


def contact_lexemes(contact: Contact) -> set[str]:
    """
    A contact's words and facts, without those of its company.
    """
    found = contact.search_words
    found.update(facts_of(contact))
    found.update(_category(contact))
    if contact.company_id:
        found.add(fact("company_id", str(contact.company_id)))
    for each in contact.affiliations:
        found.add(fact("company_id", str(each.company_id)))
    if contact.lead_source:
        found.add(fact("lead_source", fold(contact.lead_source)))
    return found


def vector(lexemes: Iterable[str]) -> str:
    """
    *lexemes* as PostgreSQL spells a ``tsvector``.
    """
    spelled = "\n".join(lexemes)
    if "'" in spelled or "\\" in spelled:
        spelled = spelled.replace("\\", "\\\\").replace("'", "''")
    return "'" + spelled.replace("\n", "' '") + "'" if spelled else ""


def company_lexemes(company: Company) -> set[str]:
    """
    A company's words and facts.
    """
    found = company.search_words
    found.update(facts_of(company))
    found.update(_category(company))
    if company.industry:
        found.add(fact("industry", fold(company.industry)))
    return found


def opportunity_lexemes(opportunity: Opportunity) -> set[str]:
    """
    An opportunity's words and facts.
    """
    found = opportunity.search_words
    found.update(facts_of(opportunity))
    if opportunity.company_id:
        found.add(fact("company_id", str(opportunity.company_id)))
    return found


def lead_lexemes(lead: Lead) -> set[str]:
    """
    A lead's words and facts.
    """
    found = lead.search_words
    found.update(facts_of(lead))
    if lead.company_id:
        found.add(fact("company_id", str(lead.company_id)))
    return found


def activity_lexemes(activity: Activity) -> set[str]:
    """
    An activity's words and facts.
    """
    found = activity.search_words
    found.update(facts_of(activity))
    for each in activity.concerns:
        if each.kind == "company":
            found.add(fact("company_id", str(each.id)))
    return found
