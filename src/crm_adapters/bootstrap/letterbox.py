"""
The letterbox: reads mailboxes beside all other jobs, each by one process at a time, at
once when something arrives.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from threading import Event, Thread

from attrs import Factory, define, field
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from crm_core.emails import MailboxId
from crm_core.mailboxes import (
    SomebodyElseReads,
    reading_actor,
    watch_mailbox,
)
from crm_core.shared import CrmError, NotFound, OrganizationId, Unavailable

from .application import Application
from .receiving import due, reading, reading_of

logger = logging.getLogger(__name__)

MOST_WATCHED = 50
"""
So many mailboxes one process keeps open; more are read by further workers.
"""
LOOK_SECONDS = 10.0
POLL_SECONDS = 300.0
_LOCK = text("SELECT pg_try_advisory_lock(hashtextextended(:id, 5))")
_UNLOCK = text("SELECT pg_advisory_unlock(hashtextextended(:id, 5))")

Known = tuple[OrganizationId, MailboxId]


@define
class Letterbox:
    """
    Reads the mailboxes of a database until it is asked to end.
    """

    application: Application
    ended: Event = field(factory=Event)
    watched: dict[Known, Thread] = Factory(dict)

    def read_until_ended(self) -> None:
        """
        Watch the mailboxes that nobody else watches; a database that is away is asked
        again.
        """
        while not self.ended.is_set():
            try:
                with self._guard() as guard:
                    self._watch_all(guard)
            except (DBAPIError, Unavailable) as away:
                logger.warning("Mailboxes wait: %s", away)
                self.ended.wait(LOOK_SECONDS)
        for thread in self.watched.values():
            thread.join(timeout=10)

    @contextmanager
    def _guard(self) -> Iterator[Connection]:
        """
        A connection that holds the locks of all mailboxes that this process watches;
        when it breaks, others may watch them.
        """
        with self.application.engine.connect() as connection:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")

    def _watch_all(self, guard: Connection) -> None:
        while not self.ended.is_set():
            self._let_go(guard)
            for known in due(self.application):
                if known not in self.watched and len(self.watched) < MOST_WATCHED:
                    self._watch(guard, known)
            self.ended.wait(LOOK_SECONDS)

    def _watch(self, guard: Connection, known: Known) -> None:
        if not guard.execute(_LOCK, {"id": str(known[1])}).scalar():
            return
        read = partial(self._read, known)
        thread = Thread(target=read, name=f"mailbox-{known[1]}", daemon=True)
        self.watched[known] = thread
        thread.start()

    def _let_go(self, guard: Connection) -> None:
        for known, thread in [*self.watched.items()]:
            if not thread.is_alive():
                del self.watched[known]
                guard.execute(_UNLOCK, {"id": str(known[1])})

    def _read(self, known: Known) -> None:
        organization_id, mailbox_id = known
        try:
            watch_mailbox(
                self.application.crm.run,
                reading_actor(organization_id),
                reading_of(self.application),
                mailbox_id,
                ending=self.ended.is_set,
                pause=POLL_SECONDS,
            )
        except (NotFound, SomebodyElseReads, Unavailable) as over:
            logger.info("Mailbox %s is left: %s", mailbox_id, over)
        except CrmError:
            logger.exception("Reading mailbox %s failed.", mailbox_id)


def open_letterbox(application: Application) -> Callable[[], None]:
    """
    Read mailboxes in the background, where the mail extra is installed; answers how to
    end that.
    """
    if reading(application) is None:
        return lambda: None
    letterbox = Letterbox(application)
    thread = Thread(target=letterbox.read_until_ended, name="letterbox", daemon=True)
    thread.start()

    def close() -> None:
        letterbox.ended.set()
        thread.join(timeout=15)

    return close
