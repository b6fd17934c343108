"""
Trying a mailbox, to say what exactly fails.
"""

from attrs import frozen

from ...emails import MailboxId
from ...shared import Actor, SealBroken, SealMissing
from ..model import MailboxRefused, MailboxUnreachable
from ..use_cases import Plan, plan_check
from .reading import Reading, Run


@frozen(kw_only=True)
class MailboxCheck:
    """
    Whether a mailbox can be read, and else the reason; which folders it has, the one of
    what was sent, and those that are to be read and are not there.
    """

    works: bool
    reason: str | None = None
    folders: tuple[str, ...] = ()
    sent_folder: str | None = None
    missing: tuple[str, ...] = ()


def check_mailbox(
    run: Run, actor: Actor, reading: Reading, mailbox_id: MailboxId
) -> MailboxCheck:
    """
    Sign in to a mailbox and look at its folders; no message is read.

    Raises:
        NotFound: There is none.
        Forbidden: It is not the actor's own.
    """
    try:
        plan: Plan = run(actor, plan_check, mailbox_id, reading.tokens)
        with reading.servers.open(plan.server) as opened:
            found = tuple(opened.folders())
            sent = opened.sent_folder()
    except (MailboxRefused, MailboxUnreachable, SealBroken, SealMissing) as failed:
        return MailboxCheck(works=False, reason=str(failed))
    missing = tuple(each for each in plan.mailbox.folders if each not in found)
    said = f"There is no folder {', '.join(missing)}." if missing else None
    return MailboxCheck(
        works=not missing,
        reason=said,
        folders=found,
        sent_folder=sent,
        missing=missing,
    )
