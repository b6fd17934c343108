"""
One round through a mailbox: each message is taken in by a transaction of its own, which
also notes how far the folder is read, so that a crash at any moment loses and doubles
none.
"""

from collections.abc import Callable

from attrs import frozen

from ...emails import MessageRefused
from ...shared import Actor, CrmError, Unavailable
from ..model import (
    Fetched,
    FolderMissing,
    OpenMailbox,
    Position,
    SomebodyElseReads,
)
from ..use_cases import Plan, put_aside, take_in
from .reading import Reading, Run, Synced, keeping

AT_ONCE = 200


@frozen
class Round:
    """
    One visit to a mailbox.
    """

    run: Run
    actor: Actor
    reading: Reading
    plan: Plan
    opened: OpenMailbox
    done: Synced
    ending: Callable[[], bool]

    def read(self) -> None:
        """
        Every folder to its end, unless asked to leave off.
        """
        mailbox = self.plan.mailbox
        sent = self.opened.sent_folder() if mailbox.sent else None
        for folder in dict.fromkeys((*mailbox.folders, *([sent] if sent else ()))):
            try:
                self._read_folder(folder, outgoing=folder == sent)
            except FolderMissing:
                self.done.reason = f"There is no folder {folder}."

    def _read_folder(self, folder: str, *, outgoing: bool) -> None:
        position = self.plan.positions.get(folder)
        while not self.ending():
            count = 0
            for fetched in self.opened.new(
                folder, after=position, since=self.plan.mailbox.since, most=AT_ONCE
            ):
                self._take(folder, position, fetched, outgoing=outgoing)
                position, count = fetched.position, count + 1
                if self.ending():
                    return
            if count < AT_ONCE:
                return

    def _take(
        self, folder: str, before: Position | None, fetched: Fetched, *, outgoing: bool
    ) -> None:
        """
        One message, or why it was set aside. What the CRM cannot store at the moment
        is not the fault of the message.
        """
        mailbox = self.plan.mailbox
        if fetched.raw is None:
            reason = f"It is too large: {fetched.size:,} bytes."
            self._put_aside(folder, before, fetched, None, reason, outgoing=outgoing)
            return
        keep = keeping(self.reading.storage, self.actor.organization_id)
        raw_key = keep(fetched.raw).key
        try:
            read = self.reading.reader(fetched.raw)
            if isinstance(read, MessageRefused):
                reason = read.reason
                self._put_aside(
                    folder, before, fetched, raw_key, reason, outgoing=outgoing
                )
                return
            values = (mailbox, folder, before, fetched, read, raw_key, keep)
            how = {"outgoing": outgoing, "limits": self.reading.limits}
            new = self.run(self.actor, take_in, *values, **how)
        except (Unavailable, SomebodyElseReads):
            raise
        except Exception as poison:  # noqa: BLE001 - it must not hold up the others
            reason = str(poison) if isinstance(poison, CrmError) else repr(poison)
            self._put_aside(folder, before, fetched, raw_key, reason, outgoing=outgoing)
            return
        self.done.taken += 1
        self.done.known += not new

    def _put_aside(
        self,
        folder: str,
        before: Position | None,
        fetched: Fetched,
        raw_key: str | None,
        reason: str,
        *,
        outgoing: bool,
    ) -> None:
        mailbox = self.plan.mailbox
        run, actor = self.run, self.actor
        values = (mailbox, folder, before, fetched, raw_key, reason)
        run(actor, put_aside, *values, outgoing=outgoing)
        self.done.aside += 1
