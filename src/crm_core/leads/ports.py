"""
What leads ask of storage.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from ..contacts import ContactId
from ..opportunities import OpportunityWork
from ..pipelines import PipelineId, Standings
from ..routing import Load, RoutingWork
from ..scoring import ScoringWork
from ..shared import Facts, Page, PageRequest, Query, Repository, UserId
from .model import (
    CapturedLead,
    ClosedLead,
    Lead,
    LeadId,
    LeadRow,
    SalesSettings,
    Scoring,
)


class Leads(Repository[LeadId, Lead], Protocol):
    """
    The leads of the organization at work that the actor may see.
    """

    def row(self, id: LeadId, /) -> LeadRow:
        """
        A live lead as a record shows it.

        Raises:
            NotFound: No such live lead in this organization, or not visible.
        """
        ...

    def shown(self, lead: Lead, /) -> LeadRow:
        """
        A lead that was just written, as a record shows it.
        """
        ...

    def page(self, query: Query, request: PageRequest, /) -> Page[LeadRow]: ...

    def matching(self, query: Query, /, *, most: int) -> list[LeadId]:
        """
        The ids that *query* finds, at most *most* + 1 of them.
        """
        ...

    def many(self, ids: Iterable[LeadId], /) -> list[Lead]:
        """
        Those of the ids that exist and are visible, locked, in order of id.
        """
        ...

    def open_of(self, email_key: str, contact_id: ContactId | None, /) -> list[LeadId]:
        """
        Live open leads of one person, visible or not, oldest first: those of the
        contact or of the e-mail address, unless that is empty. Who else captures this
        address waits until this transaction has ended.
        """
        ...

    def all_of(
        self, email_keys: Iterable[str], contact_id: ContactId, /
    ) -> list[LeadId]:
        """
        All leads of one person, visible or not, those in the archive too: of the
        contact, or of one of the e-mail addresses.
        """
        ...

    def by_email(
        self, keys: Iterable[str], open_ones: Iterable[str], /
    ) -> Mapping[str, list[LeadId]]:
        """
        The live leads of these e-mail addresses, visible or not: those of the states
        *open_ones* first, then the latest.
        """
        ...

    def by_name(self, names: Iterable[str], /) -> Mapping[str, list[LeadId]]:
        """
        The live leads of these folded titles, visible or not, oldest first, at most
        1,000 of each.
        """
        ...

    def by_custom(
        self, name: str, values: Iterable[str], /
    ) -> Mapping[str, list[LeadId]]:
        """
        The live leads with these values of a custom field, visible or not.
        """
        ...

    def standings(
        self,
        pipeline_id: PipelineId,
        query: Query,
        /,
        *,
        stages: Iterable[str],
        most: int,
    ) -> Mapping[str, Standings[LeadRow]]:
        """
        What stands in each of these stages: sums over all that *query* finds, and
        the first *most* cards of each by rank.
        """
        ...

    def pressing(self, *, most: int) -> list[LeadRow]:
        """
        Open leads that may be next: the *most* best-scored ones of all, of those whose
        first answer is overdue, and of those whose next step is due.
        """
        ...

    def tag_spellings(self, tags: Iterable[str], /) -> tuple[str, ...]:
        """
        *tags* in the spelling that the organization uses: the first one wins.
        """
        ...


class AllLeads(Protocol):
    """
    The leads of the organization at work, visible to the actor or not, as routing and
    scoring need them.
    """

    def loads(self) -> Mapping[UserId, Load]:
        """
        Everybody's live open leads, and when they were last given one.
        """
        ...

    def captured(self, since: datetime, /) -> list[CapturedLead]:
        """
        The leads that came since then and are still there, as they came.
        """
        ...

    def open_at(self, moment: datetime, /) -> list[tuple[UserId, datetime | None]]:
        """
        Whose each lead is that came before *moment* and was open then, and when it was
        closed.
        """
        ...

    def closed(self, *, most: int) -> list[ClosedLead]:
        """
        The *most* leads that were closed last, as they were before that.
        """
        ...

    def open_facts(
        self, behind: LeadId | None, names: Collection[str], /, *, most: int
    ) -> list[tuple[LeadId, Facts]]:
        """
        What is known of live open leads in order of id, those behind *behind*: at
        least the facts called *names*.
        """
        ...

    def keep_scores(
        self, scored: Sequence[tuple[LeadId, Scoring]], /, *, at: datetime
    ) -> None:
        """
        Store scores; they are no changes of the leads.
        """
        ...


class LeadActivities(Protocol):
    """
    What was done about the leads of the organization at work, whoever did it.
    """

    def facts(self, ids: Collection[LeadId], /) -> Mapping[LeadId, Facts]:
        """
        Of each of these leads that anything was done about, the facts that
        ``ACTIVITY_FACTS`` names.
        """
        ...


class SalesSettingsStore(Protocol):
    """
    How the organization at work deals with its leads.
    """

    def get(self) -> SalesSettings:
        """
        The usual settings where the organization has none of its own.
        """
        ...

    def save(self, settings: SalesSettings, /) -> None: ...


class LeadWork(OpportunityWork, RoutingWork, ScoringWork, Protocol):
    """
    What the use cases of leads need.
    """

    @property
    def all_leads(self) -> AllLeads: ...

    @property
    def lead_activities(self) -> LeadActivities: ...

    @property
    def leads(self) -> Leads: ...

    @property
    def sales_settings(self) -> SalesSettingsStore: ...
