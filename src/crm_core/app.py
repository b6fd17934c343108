"""
The door of the CRM.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from attrs import frozen

from .analytics import AnalyticsWork
from .forecasting import ForecastWork
from .mailboxes import MailboxWork
from .matching import Suspected
from .privacy import PrivacyWork
from .shared import Actor, Contended, IdempotencyKeys
from .timelines import TimelineWork
from .transfers import TransferWork

P = ParamSpec("P")
R = TypeVar("R")

ATTEMPTS = 4


class CrmWork(
    PrivacyWork,
    MailboxWork,
    TimelineWork,
    TransferWork,
    ForecastWork,
    AnalyticsWork,
    Protocol,
):
    """
    Everything that any use case asks of a unit of work.
    """

    @property
    def idempotency_keys(self) -> IdempotencyKeys: ...


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
