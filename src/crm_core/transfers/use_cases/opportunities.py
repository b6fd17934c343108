"""
Importing opportunities: a row is one that is known, or a new one.
"""

from collections.abc import Hashable, Mapping, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from attrs import define, field

from ...companies import CompanyId
from ...opportunities import (
    Opportunities,
    Opportunity,
    Teams,
    blank_opportunity,
    placed,
)
from ...shared import Invalid, Permission, fold, use_case
from ..model import Draft, ImportReport, Known, Tally
from ..model import Mapping as ColumnMapping
from ..ports import TransferWork
from .acquaintances import ContactBook, pointed_at
from .misses import Misses
from .placing import Place, leave
from .rows import Parsed, Rows
from .staged import UNMADE, StagedBatch


@use_case(requires=Permission.OPPORTUNITY_IMPORT)
def import_opportunities(
    work: TransferWork,
    rows: Rows,
    *,
    mapping: ColumnMapping,
    known: Known = Known.UPDATE,
    match: Sequence[str] = (),
    label: str = "",
) -> ImportReport:
    """
    Take opportunities in from the rows of a file, all in one transaction and change
    set.

    A row is about the opportunity of its id (as exports have it), or else of its name
    at its company; *match* names other keys. Several rows of one name are as many
    opportunities. Blank cells change nothing. Companies are found, or made; people are
    found.

    Raises:
        FileUnreadable: No column tells which opportunity a row is about.
        Forbidden: Companies must be made, which the actor may not.
    """
    batch = OpportunityBatch.of(work, Tally(mapping), known, match)
    return batch.take_all(rows, label=label)


@define
class OpportunityBatch(StagedBatch):
    """
    The opportunities of some rows.
    """

    record = "opportunity"
    people: ContactBook = field(init=False)
    teams: Teams = field(init=False)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        self.people = ContactBook(self.work, self.tally, Misses(self.tally))
        self.teams = Teams(self.work)

    @classmethod
    def matches(cls) -> tuple[str, ...]:
        return ("id", "name")

    @property
    def stored(self) -> Opportunities:
        return self.work.opportunities

    def settle_all(self, rows: Sequence[Parsed]) -> None:
        self.people.load(rows)
        super().settle_all(rows)

    def key_of(self, row: Parsed, key: str) -> Hashable:  # noqa: ARG002
        """
        Its name, if that is not made up, at its company or at any.
        """
        draft = row.draft
        name = fold(row.values.get("name", ""))
        if not name or "name" not in draft.origins:
            return ""
        company = row.values.get("company_id")
        if company not in self.companies.ids:
            company = None
            with suppress(Invalid):
                company = self.companies.find(draft.domain, draft.company)
            if company is None and (draft.domain or draft.company):
                return ""
        return name, company

    def asked(self, key: str, said: set[Any]) -> Mapping[Any, Sequence[UUID]]:  # noqa: ARG002
        return self.stored.by_name(said)

    def referred(self, row: Parsed, values: dict[str, Any], known: Any) -> None:
        own = {n: getattr(known, n) for n in ("contact_id", "contact_roles") if known}
        self.people.put(row.draft, values, pointed_at(own))
        self._put_company(row.draft, values, known)
        if values.get("team_id") and not self.teams.has(values["team_id"]):
            del values["team_id"]  # a file from elsewhere names teams of there
            leave(row.draft, "team_id")

    def _put_company(
        self, draft: Draft, values: dict[str, Any], known: Opportunity | None
    ) -> None:
        given: CompanyId | None = values.get("company_id")
        named = draft.company or draft.domain
        if given is not None and known is not None and given == known.company_id:
            return
        if given is not None and given not in self.companies.ids:
            if not named:
                raise Invalid.of("company_id", "unknown", "No such company here.")
            del values["company_id"]
        if named and values.get("company_id") is None:
            found = self.companies.find(draft.domain, draft.company)
            values["company_id"] = found or UNMADE

    def blank(self) -> Opportunity:
        return blank_opportunity(self.work, currency=self.currency)

    def placed(
        self, record: Opportunity, values: dict[str, Any], place: Place, *, new: bool
    ) -> Opportunity:
        if new:
            values = {"assigned_to": self.work.actor.user_id, **values}
        values = self.teams.settled(values, None if new else record)
        return placed(
            self.work, record, values, place, new=new, reopening=True, past_dates=True
        )
