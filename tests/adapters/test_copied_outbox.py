"""
What waits in a copy of the database stays there.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import psycopg
import pytest

from crm_adapters.postgres.mail import organizations_with_mail
from crm_adapters.smtp import LetterWriter, Relays, SmtpRelay
from crm_core import Crm
from crm_core.emails import (
    Delivered,
    deliver_some,
    post_actor,
    retry_email,
    show_email,
    show_outbox,
    write_email,
)
from crm_core.shared import Actor
from tests.builders import an_actor

from .sinks import Sink

pytestmark = pytest.mark.postgres


@pytest.fixture
def sink() -> Iterator[Sink]:
    sink = Sink().start()
    yield sink
    sink.stop()


def test_a_copy_sends_nothing_by_itself(
    crm: Crm, sink: Sink, database_url: str, engine: Any
) -> None:
    """
    What was queued in another database is held here, and seen to be; what is queued
    here goes. A person who knows that it never went has it sent.
    """
    actor: Actor = an_actor()
    letter = {"subject": "Hi", "text": "x"}

    def deliver() -> Delivered:
        with SmtpRelay(Relays(relay=sink.url)) as relay:
            written = LetterWriter(lambda _: BytesIO())
            post = post_actor(actor.organization_id)
            return deliver_some(crm.run, post, relay, written)

    held = crm.run(actor, write_email, to=["ann@example.com"], **letter)
    with psycopg.connect(database_url, autocommit=True) as database:
        database.execute(
            "update crm.email_deliveries set epoch = 'another/1'"
            " where organization_id = %s",
            [actor.organization_id],
        )
    assert actor.organization_id not in organizations_with_mail(engine)
    assert 0 == deliver().taken
    assert 1 == crm.run(actor, show_outbox).held
    assert crm.run(actor, show_email, held.id).deliveries[0].held

    crm.run(actor, write_email, to=["bob@example.com"], **letter)
    assert actor.organization_id in organizations_with_mail(engine)
    assert 1 == deliver().sent
    crm.run(actor, retry_email, held.id)
    assert 1 == deliver().sent
    assert ["bob@example.com", "ann@example.com"] == sink.recipients()
