"""
The door of the CRM.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from functools import partial
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from attrs import frozen

from .access import Organizations, Roles, SignInLinks, Users
from .analytics import Histories
from .changes import Changes, Records
from .companies import Companies
from .contacts import Contacts
from .currencies import ExchangeRates
from .custom_fields import CustomFields
from .duplicates import Everything, Merges, Pairs, Scans
from .forecasting import Deals, Goals, Submissions
from .forms import Forms, FormSubmissions, FormUses
from .leads import AllLeads, Leads, SalesSettingsStore
from .matching import Candidates, Likeness, MatchingRulesStore, Suspected
from .opportunities import Opportunities
from .pipelines import Pipelines, StageChanges, Standing
from .routing import Members, RoutingRules
from .scoring import Trainings
from .shared import Actor, Contended, IdempotencyKeys, Redirects, Rules, Work
from .transfers import Extracts, Transfers

P = ParamSpec("P")
R = TypeVar("R")

ATTEMPTS = 4


class CrmWork(Work, Protocol):
    """
    Everything that any use case asks of a unit of work.
    """

    @property
    def all_leads(self) -> AllLeads: ...

    @property
    def candidates(self) -> Candidates: ...

    @property
    def changes(self) -> Changes: ...

    @property
    def companies(self) -> Companies: ...

    @property
    def contacts(self) -> Contacts: ...

    @property
    def custom_fields(self) -> CustomFields: ...

    @property
    def deals(self) -> Deals: ...

    @property
    def everything(self) -> Everything: ...

    @property
    def exchange_rates(self) -> ExchangeRates: ...

    @property
    def extracts(self) -> Extracts: ...

    @property
    def histories(self) -> Histories: ...

    @property
    def form_submissions(self) -> FormSubmissions: ...

    @property
    def form_uses(self) -> FormUses: ...

    @property
    def forms(self) -> Forms: ...

    @property
    def goals(self) -> Goals: ...

    @property
    def idempotency_keys(self) -> IdempotencyKeys: ...

    @property
    def leads(self) -> Leads: ...

    @property
    def likeness(self) -> Likeness: ...

    @property
    def matching_rules(self) -> MatchingRulesStore: ...

    @property
    def members(self) -> Members: ...

    @property
    def merges(self) -> Merges: ...

    @property
    def opportunities(self) -> Opportunities: ...

    @property
    def organizations(self) -> Organizations: ...

    @property
    def pairs(self) -> Pairs: ...

    @property
    def pipelines(self) -> Pipelines: ...

    @property
    def records(self) -> Records: ...

    @property
    def redirects(self) -> Redirects: ...

    @property
    def roles(self) -> Roles: ...

    @property
    def routing_rules(self) -> RoutingRules: ...

    @property
    def sales_settings(self) -> SalesSettingsStore: ...

    @property
    def scans(self) -> Scans: ...

    @property
    def scoring_rules(self) -> Rules: ...

    @property
    def sign_in_links(self) -> SignInLinks: ...

    @property
    def stage_changes(self) -> StageChanges: ...

    @property
    def standing(self) -> Mapping[str, Standing]: ...

    @property
    def submissions(self) -> Submissions: ...

    @property
    def trainings(self) -> Trainings: ...

    @property
    def transfers(self) -> Transfers: ...

    @property
    def users(self) -> Users: ...


class Works(Protocol):
    """
    Opens units of work. The one port that a host must fill.
    """

    def open(
        self, actor: Actor, /, *, rehearsal: bool = False
    ) -> AbstractContextManager[CrmWork]:
        """
        One transaction for *actor*; it commits on leaving, and rolls back when
        the block raises. A *rehearsal* does all the same, and then rolls back.
        """
        ...


@frozen
class Crm:
    """
    Runs use cases, each in one transaction, for an actor the host vouches for.
    """

    works: Works

    def run(
        self,
        actor: Actor,
        use_case: Callable[Concatenate[CrmWork, P], R],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """
        Run one use case in a transaction of its own and answer its result.

        It is run again when the transaction was undone because others were changing
        the same records, or once more with care when what it adds may be there already;
        but not when an argument is an iterator, which is used up.
        """
        return self._run(self.works.open, actor, use_case, *args, **kwargs)

    def rehearse(
        self,
        actor: Actor,
        use_case: Callable[Concatenate[CrmWork, P], R],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """
        What ``run`` would answer or raise; all that it writes is undone.
        """
        open_ = partial(self.works.open, rehearsal=True)
        return self._run(open_, actor, use_case, *args, **kwargs)

    def _run(
        self,
        open_: Callable[[Actor], AbstractContextManager[CrmWork]],
        actor: Actor,
        use_case: Callable[Concatenate[CrmWork, P], R],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        once = any(isinstance(each, Iterator) for each in (*args, *kwargs.values()))
        left = 1 if once else ATTEMPTS
        careful = once
        while True:
            left -= 1
            try:
                with open_(actor) as work:
                    work.candidates.careful = careful
                    return use_case(work, *args, **kwargs)
            except Suspected:
                if not left or careful:
                    raise
                careful = True
            except Contended:
                if not left:
                    raise
