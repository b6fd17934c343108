"""
Visits to mailboxes: one round, or as long as somebody is to watch.
"""

from collections.abc import Callable

from ...emails import MailboxId
from ...shared import Actor, SealBroken, SealMissing
from ..model import MailboxRefused, MailboxUnreachable
from ..use_cases import Plan, note_failure, note_success, plan_reading
from .reading import Reading, Run, Synced
from .rounds import Round


def sync_mailbox(
    run: Run,
    actor: Actor,
    reading: Reading,
    mailbox_id: MailboxId,
    *,
    ending: Callable[[], bool] = lambda: False,
) -> Synced:
    """
    Take in all that is new in a mailbox, and note how that went. What goes wrong with
    one message or one folder keeps no other from coming in.

    Raises:
        Unavailable: The CRM itself cannot store anything now; nothing is lost.
        SomebodyElseReads: Another one reads this mailbox at the moment.
    """
    return _visit(run, actor, reading, mailbox_id, ending, pause=None)


def watch_mailbox(
    run: Run,
    actor: Actor,
    reading: Reading,
    mailbox_id: MailboxId,
    *,
    ending: Callable[[], bool],
    pause: float,
) -> Synced:
    """
    Take in all that is new, and then what arrives: at once where the server tells, and
    after so many seconds otherwise. It ends when it is *ending*, when something fails,
    and when the mailbox is changed; answers what came in.

    Raises:
        Unavailable: The CRM itself cannot store anything now; nothing is lost.
        SomebodyElseReads: Another one reads this mailbox at the moment.
        NotFound: The mailbox is there no more.
    """
    return _visit(run, actor, reading, mailbox_id, ending, pause=pause)


def _visit(
    run: Run,
    actor: Actor,
    reading: Reading,
    mailbox_id: MailboxId,
    ending: Callable[[], bool],
    *,
    pause: float | None,
) -> Synced:
    done = Synced()
    try:
        plan: Plan = run(actor, plan_reading, mailbox_id, reading.tokens)
        with reading.servers.open(plan.server) as opened:
            while True:
                Round(run, actor, reading, plan, opened, done, ending).read()
                if done.reason is not None:
                    break
                run(actor, note_success, mailbox_id)
                if pause is None or ending():
                    return done
                opened.wait(plan.mailbox.folders[0], seconds=pause, ending=ending)
                before = plan
                plan = run(actor, plan_reading, mailbox_id, reading.tokens)
                if plan.mailbox != before.mailbox:
                    return done
    except (MailboxRefused, MailboxUnreachable, SealBroken, SealMissing) as failed:
        done.reason = str(failed)
        refused = isinstance(failed, MailboxRefused)
        run(actor, note_failure, mailbox_id, done.reason, needs_sign_in=refused)
    else:
        run(actor, note_failure, mailbox_id, done.reason, needs_sign_in=False)
    return done
