"""
News of events for whoever listens right now.
"""

import json
from contextlib import suppress

from attrs import frozen

from crm_core.shared import News

from .link import Away, Link


@frozen
class RedisPublisher:
    """
    Tells the listeners of an organization that an event has happened.

    A message holds no values: who may see the record reads it. What is not heard is
    in the events table, and ``link.failures`` counts what could not be told.
    """

    link: Link
    prefix: str = "crm:events:"

    def channel(self, news: News) -> str:
        """
        The braces keep an organization on one node of a cluster.
        """
        return f"{self.prefix}{{{news.organization_id}}}"

    def publish(self, news: News) -> None:
        """
        Tell of *news*; never raises for Redis.
        """
        message = json.dumps(
            {
                "id": str(news.id),
                "kind": news.kind,
                "at": news.at.isoformat(),
            }
        )
        with suppress(Away):
            self.link.ask(lambda client: client.publish(self.channel(news), message))
