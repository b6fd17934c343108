"""
Units of work: one database transaction each, or a savepoint in the host's own.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID

from attrs import Factory, frozen
from sqlalchemy import Engine

from crm_core.activities import NoRecurrences, Recurrences
from crm_core.calendars import CalendarFiles, NoCalendarFiles
from crm_core.contacts import EmailTaken
from crm_core.emails import PlainStationery, Stationery
from crm_core.matching import Likeness, PlainLikeness
from crm_core.shared import Actor, News, NoSeal, Seal, new_uuid7

from .acquaintance import Acquaintance
from .context import Context
from .joining import Host, JoinedTransaction, host_wire
from .pool import pooled
from .recent import CompanyNames, LongLists
from .sight import Sight
from .tags import KnownTags, TagSpellings
from .trail import Trail
from .transaction import Transaction
from .unit import PostgresWork
from .vocabulary import KnownWords, Vocabulary
from .wire import PATIENCE_SECONDS

Source = Engine | Host


def _utc_now() -> datetime:
    return datetime.now(UTC)


@frozen
class PostgresWorks:
    """
    Opens units of work on PostgreSQL.

    Args:
        source: An engine, for transactions of one's own; or a SQLAlchemy or psycopg
            connection inside a transaction that the host began and will end: then
            each unit of work is a savepoint in it.
        clock: The moment of a transaction.
        prepare: Whether statements stay prepared on pooled connections; switch off
            behind a pooler in transaction mode.
        patience: Seconds to wait for an answer of the database.
        announce: Told of each event once it is committed, for who listens right now;
            it must not raise. In a host's transaction nobody is told.
        likeness: How words are compared that may be mistyped.
        recurrences: When recurring activities take place.
        calendar_files: Reads and writes calendar files.
        stationery: Whom mails come from, and what may stand in their HTML.
        seal: Seals the secrets of others that are kept.
    """

    source: Source
    clock: Callable[[], datetime] = _utc_now
    new_id: Callable[[], UUID] = new_uuid7
    prepare: bool = True
    patience: float = PATIENCE_SECONDS
    announce: Callable[[News], None] | None = None
    likeness: Likeness = Factory(PlainLikeness)
    recurrences: Recurrences = Factory(NoRecurrences)
    calendar_files: CalendarFiles = Factory(NoCalendarFiles)
    stationery: Stationery = Factory(PlainStationery)
    seal: Seal = Factory(NoSeal)
    _acquaintance: Acquaintance = Factory(Acquaintance)
    _words: KnownWords = Factory(KnownWords)
    _tags: KnownTags = Factory(KnownTags)
    _long_lists: LongLists = Factory(LongLists)
    _company_names: CompanyNames = Factory(CompanyNames)

    @contextmanager
    def open(
        self, actor: Actor, /, *, rehearsal: bool = False
    ) -> Iterator[PostgresWork]:
        """
        One transaction for *actor*; of a *rehearsal* nothing is kept.

        Raises:
            Unavailable: The database cannot be reached, or takes too long.
        """
        work: PostgresWork | None = None
        try:
            with self._transaction(actor) as transaction:
                work = self._work(transaction, actor)
                yield work
                self._finish(work)
                if rehearsal:
                    transaction.undo()
        except EmailTaken as taken:
            raise self._explained(taken, work) from taken
        kept = isinstance(self.source, Engine) and not rehearsal
        if kept:  # else the host may still undo it
            work.context.introduce.committed()
            work.context.vocabulary.committed()
            work.context.tags.committed()
            if self.announce is not None:
                for news in work.context.trail.news:
                    self.announce(news)

    def _work(self, transaction: Transaction, actor: Actor) -> PostgresWork:
        now = self.clock()
        context = Context(
            transaction=transaction,
            trail=Trail(transaction, actor, now, self.new_id),
            actor=actor,
            sight=Sight(actor, self._acquaintance.members_of(transaction, actor)),
            now=now,
            vocabulary=Vocabulary(self._words, actor.organization_id),
            tags=TagSpellings(self._tags, transaction, actor.organization_id),
            long_lists=self._long_lists,
            company_names=self._company_names,
            introduce=self._acquaintance.introduction(transaction, actor, now),
        )
        return PostgresWork(
            context,
            self.new_id,
            self.likeness,
            self.recurrences,
            self.calendar_files,
            self.stationery,
            self.seal,
        )

    def _finish(self, work: PostgresWork) -> None:
        context = work.context
        context.trail.finish()
        context.vocabulary.write(context.transaction)

    @contextmanager
    def _transaction(self, actor: Actor) -> Iterator[Transaction]:
        if isinstance(self.source, Engine):
            with pooled(
                self.source, prepare=self.prepare, patience=self.patience
            ) as connect:
                yield from _ended(Transaction(connect, actor.organization_id))
        else:
            wire = host_wire(self.source, patience=self.patience)
            joined = JoinedTransaction(lambda: wire, actor.organization_id)
            joined.begin()
            yield from _ended(joined)

    def _explained(self, taken: EmailTaken, work: PostgresWork | None) -> EmailTaken:
        """
        The same refusal, naming the contact in the way when the actor may see it.
        """
        claimed = work.contacts.claimed if work else frozenset()
        if not claimed or work is None:
            return taken
        with self._transaction(work.actor) as transaction:
            contacts = self._work(transaction, work.actor).contacts
            for key, owner in contacts.by_email(claimed).items():
                seen = contacts.visible([owner])
                known = {"contact_id": owner} if seen else {}
                return EmailTaken(field="email", email=key, **known)
        return taken


def _ended(transaction: Transaction) -> Iterator[Transaction]:
    try:
        yield transaction
    except BaseException:
        transaction.rollback()
        raise
    try:
        transaction.commit()
    except BaseException:
        transaction.rollback()
        raise
