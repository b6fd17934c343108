"""
The post office: takes mails to the relay, beside all other jobs, so that a slow relay
holds up nothing else.
"""

import logging
from collections.abc import Callable
from functools import partial
from threading import Event, Thread

from attrs import field, frozen

from crm_core.emails import Delivered, deliver_some, post_actor
from crm_core.shared import CrmError, Unavailable

from ..postgres.mail import organizations_with_mail
from ..smtp import LetterWriter, SmtpRelay
from .application import Application, relays, storage

logger = logging.getLogger(__name__)

LANES = 4
"""
Conversations at once: one relay more or less slow is no more than that.
"""
LOOK_SECONDS = 1.0
LONGEST_PAUSE = 300.0


@frozen(kw_only=True)
class Office:
    """
    Delivers what waits in a database until it is asked to end.
    """

    application: Application
    ended: Event = field(factory=Event)

    def deliver_until_ended(self) -> None:
        """
        Deliver what waits, and then what comes. While the relay cannot be used it is
        asked again ever more seldom.
        """
        pause = LOOK_SECONDS
        with self._relay() as relay:
            while not self.ended.is_set():
                try:
                    done = self._round(relay)
                except Unavailable as away:
                    done = Delivered(reason=str(away))
                except CrmError:
                    logger.exception("A round of deliveries failed.")
                    done = Delivered(reason="failed")
                if done.reason is not None:
                    logger.warning("Mail waits: %s", done.reason)
                    pause = min(pause * 2, LONGEST_PAUSE)
                else:
                    pause = LOOK_SECONDS
                if done.reason is not None or not done.taken:
                    relay.rest()
                    self.ended.wait(pause)

    def deliver_all(self) -> Delivered:
        """
        Deliver what waits now, and no more; answers what came of it.
        """
        total = Delivered()
        with self._relay() as relay:
            while not self.ended.is_set():
                done = self._round(relay)
                total.add(done)
                if done.reason is not None or not done.taken:
                    return total
        return total

    def _relay(self) -> SmtpRelay:
        found = relays(self.application.settings)
        if found is None:
            raise Unavailable("No mail relay is configured: set CRM_SMTP_URL.")
        return SmtpRelay(found)

    def _round(self, relay: SmtpRelay) -> Delivered:
        """
        Some mails of every organization that has any, in turn.
        """
        total = Delivered()
        crm, kept = self.application.crm, storage(self.application.settings)
        for organization_id in organizations_with_mail(self.application.engine):
            written = LetterWriter(partial(kept.open, organization_id))
            done = deliver_some(
                crm.run,
                post_actor(organization_id),
                relay,
                written,
                ending=self.ended.is_set,
            )
            total.add(done)
            if done.reason is not None or self.ended.is_set():
                break
        return total


def open_office(application: Application, *, lanes: int = LANES) -> Callable[[], None]:
    """
    Deliver mails in the background, if a relay is configured; answers how to end that.
    """
    if application.settings.smtp_url is None:
        return lambda: None
    office = Office(application=application)
    threads = [
        Thread(target=office.deliver_until_ended, name=f"post-{n}", daemon=True)
        for n in range(lanes)
    ]
    for each in threads:
        each.start()

    def close() -> None:
        office.ended.set()
        for each in threads:
            each.join(timeout=10)

    return close


def deliver_now(application: Application) -> None:
    """
    Deliver what waits, if a relay is configured.
    """
    if application.settings.smtp_url is not None:
        Office(application=application).deliver_all()
