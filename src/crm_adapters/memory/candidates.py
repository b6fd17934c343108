"""
Finding records that others may be duplicates of, in memory.
"""

from collections.abc import Collection
from uuid import UUID

from attrs import define, field

from crm_core.companies import company_profile
from crm_core.contacts import contact_profile
from crm_core.matching import (
    Candidate,
    LikelyMatch,
    MatchingRules,
    Profile,
    Spelling,
    Suspected,
    keys,
    suspicious,
)

from ..rows import COMPANY_ROWS, CONTACT_ROWS
from .context import Context


@define
class MemoryCandidates:
    """
    Looks at every record: there are few. Nobody else is at work meanwhile.
    """

    context: Context
    careful: bool = True
    warned: list[LikelyMatch] = field(factory=list)

    def guard(self, spelled: Spelling, /, *, id: UUID) -> None:
        others = (each for each in self._live("contact") if each.id != id)
        if any(suspicious(spelled, each.profile.spelled) for each in others):
            raise Suspected

    def similar(
        self, profile: Profile, /, *, id: UUID | None, most: int = 50
    ) -> list[Candidate]:
        wanted = set(keys(profile))
        found = [
            each
            for each in self._live(profile.noun)
            if each.id != id and not wanted.isdisjoint(keys(each.profile))
        ]
        return found[:most]

    def _live(self, noun: str) -> list[Candidate]:
        tables = self.context.tables
        identity = (tables.matching_rules or MatchingRules()).identity
        if noun == "company":
            companies = map(COMPANY_ROWS.from_row, tables.companies.values())
            return [
                Candidate(
                    company.id,
                    company.name,
                    self.context.sees(company.assigned_to),
                    company_profile(company, identity=identity),
                )
                for company in companies
                if company.archived_at is None
            ]
        contacts = map(CONTACT_ROWS.from_row, tables.contacts.values())
        return [
            Candidate(
                contact.id,
                contact.name,
                self.context.sees(contact.assigned_to),
                contact_profile(contact, identity=identity),
            )
            for contact in contacts
            if contact.archived_at is None
        ]

    def keep_apart(self, noun: str, id: UUID, /) -> Collection[UUID]:
        return {
            row["high_id"] if row["low_id"] == id else row["low_id"]
            for row in self.context.tables.pairs.values()
            if row["kind"] == noun
            and row["state"] == "apart"
            and id in (row["low_id"], row["high_id"])
        }


@define
class MemoryMatchingRules:
    """
    The rules of the organization at work.
    """

    context: Context

    def get(self) -> MatchingRules:
        return self.context.tables.matching_rules or MatchingRules()

    def save(self, rules: MatchingRules, /) -> None:
        self.context.introduce()
        self.context.tables.matching_rules = rules
