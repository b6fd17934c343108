"""
Mail goes out once to each, or it is known what is not known; a relay may do anything
at any point (EML-10).
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from io import BytesIO
from threading import Event
from typing import Any

import psycopg
import pytest

from crm_adapters.smtp import LetterWriter, Relays, SmtpRelay
from crm_core import Crm
from crm_core.emails import (
    Delivered,
    DeliveryState,
    EmailState,
    NothingToRetry,
    Outcome,
    Verdict,
    claim_parcels,
    deliver_some,
    post_actor,
    retry_email,
    settle_email,
    settle_parcel,
    show_email,
    show_outbox,
    write_email,
)
from crm_core.shared import Actor, Invalid
from tests.builders import an_actor

from .sinks import Answer, Sink, at, usual

pytestmark = pytest.mark.postgres
ALL = ("ann@example.com", "bob@example.net", "cem@example.org")


@pytest.fixture
def sink() -> Iterator[Sink]:
    sink = Sink(usual).start()
    yield sink
    sink.stop()


@pytest.fixture
def actor() -> Actor:
    return an_actor(name="Ann Lee", email="ann.lee@example.com")


@pytest.fixture
def database(database_url: str) -> Iterator[psycopg.Connection[Any]]:
    """
    Who can turn the clock of envelopes.
    """
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def deliver(crm: Crm, actor: Actor, sink: Sink) -> Callable[..., Delivered]:
    """
    One round of the post.
    """

    def act(*, most: int = 50, **limits: Any) -> Delivered:
        relays = Relays(relay=sink.url, timeout=limits.pop("timeout", 5))
        with SmtpRelay(relays, **limits) as relay:
            return deliver_some(
                crm.run,
                post_actor(actor.organization_id),
                relay,
                LetterWriter(lambda _: BytesIO()),
                most=most,
            )

    return act


@pytest.fixture
def wait(database: psycopg.Connection[Any], actor: Actor) -> Callable[..., None]:
    """
    Let time go by for all envelopes of the organization.
    """

    def act(**span: float) -> None:
        database.execute(
            "update crm.email_deliveries set due_at = due_at - %(s)s::interval,"
            " leased_until = leased_until - %(s)s::interval,"
            " queued_at = queued_at - %(s)s::interval where organization_id = %(o)s",
            {"s": timedelta(**span), "o": actor.organization_id},
        )
        database.execute(
            "update crm.email_domains set open_at = open_at - %s::interval"
            " where organization_id = %s",
            [timedelta(**span), actor.organization_id],
        )

    return act


def write(crm: Crm, actor: Actor, *to: str, **fields: Any) -> Any:
    known = {"subject": "Grüße", "text": ".dot first\nHello"}
    return crm.run(actor, write_email, to=list(to or ALL), **{**known, **fields})


def states(crm: Crm, actor: Actor, email: Any) -> list[str]:
    return [d.state.value for d in crm.run(actor, show_email, email.id).deliveries]


def state(crm: Crm, actor: Actor, email: Any) -> EmailState:
    return crm.run(actor, show_email, email.id).email.state


def test_each_recipient_gets_the_message_once_in_one_conversation(
    crm: Crm, actor: Actor, sink: Sink, deliver: Callable[..., Delivered]
) -> None:
    """
    Three envelopes go over one connection; what arrives is what was written, with one
    Message-ID, and nobody learns who gets a blind copy; nothing goes a second time.
    """
    email = write(crm, actor, ALL[0], cc=["Bob B <bob@example.net>"], bcc=[ALL[2]])

    done = deliver()

    assert (3, 1) == (done.sent, sink.conversations)
    assert sorted(ALL) == sorted(sink.recipients())
    assert EmailState.SENT is state(crm, actor, email)
    for _, raw in sink.taken:
        message = message_from_bytes(raw, policy=default)
        assert f"<{email.message_id}>" == message["Message-ID"]
        assert "Grüße" == message["Subject"]
        assert [".dot first", "Hello"] == message.get_content().splitlines()
        assert "bob@example.net" == message["Cc"].addresses[0].addr_spec
        assert "ann.lee@example.com" == message["Reply-To"].addresses[0].addr_spec
        assert b"cem@" not in raw
    assert 0 == deliver().taken
    assert 3 == len(sink.taken)


@pytest.mark.parametrize(
    ("point", "answer", "expected", "tried"),
    [
        ("rcpt", b"450 4.2.0 greylisted", "queued", 1),
        ("rcpt", b"451 4.3.0 later", "queued", 1),
        ("rcpt", b"452 4.2.2 full", "queued", 1),
        ("rcpt", b"421 4.7.0 too many", "queued", 1),
        ("rcpt", b"550 5.1.1 no such user", "refused", 1),
        ("rcpt", b"552 5.2.2 too large", "refused", 1),
        ("mail", b"452 4.3.1 no room", "queued", 1),
        ("mail", b"552 5.3.4 too large", "refused", 1),
        ("dot", b"451 4.3.0 later", "queued", 1),
        ("dot", b"554 5.7.1 spam", "refused", 1),
        ("mail", b"530 5.7.0 sign in first", "queued", 0),
        ("mail", b"421 4.3.2 closing", "queued", 0),
        ("body", None, "uncertain", 1),
        ("dot", None, "uncertain", 1),
    ],
)
def test_what_the_relay_says_of_one_concerns_that_one(
    crm: Crm,
    actor: Actor,
    sink: Sink,
    deliver: Callable[..., Delivered],
    wait: Callable[..., None],
    point: str,
    answer: Answer,
    expected: str,
    tried: int,
) -> None:
    """
    Of three recipients the second one's envelope meets each answer that a relay can
    give: only that one is put off, refused or in doubt. What is put off goes later,
    once; what the relay could not be used for does not count as a try.
    """
    email = write(crm, actor)
    sink.says = at(point, answer, only="bob@example.net" if point != "mail" else "")

    deliver()
    shown = crm.run(actor, show_email, email.id).deliveries
    met = shown[0 if point == "mail" else 1]

    assert (expected, tried) == (met.state.value, met.attempts)
    assert met.reason
    wait(hours=5)
    deliver()
    twice = (point, answer) == ("dot", None)
    assert 3 - (expected == "refused") + twice == len(sink.taken)
    if expected != "refused" and not twice:
        assert sorted(ALL) == sorted(sink.recipients())
        assert EmailState.SENT is state(crm, actor, email)


def test_a_refused_mailbox_gets_no_mail_any_more(
    crm: Crm, actor: Actor, sink: Sink, deliver: Callable[..., Delivered]
) -> None:
    """
    Who does not exist at the relay is spared, with what it said: the next message to
    that address is refused by name before it is queued; spam refusals spare nobody.
    """
    sink.says = at("rcpt", b"550 5.1.1 no such user")
    write(crm, actor, "gone@example.com")
    deliver()
    sink.says = at("dot", b"554 5.7.1 spam")
    write(crm, actor, "ann@example.com")
    deliver()

    with pytest.raises(Invalid) as refused:
        write(crm, actor, "ann@example.com", "Gone@Example.com")

    assert ["to.1"] == [error.field for error in refused.value.errors]
    assert "suppressed" == refused.value.errors[0].code


def test_one_in_doubt_is_tried_once_more_and_then_left_to_people(
    crm: Crm,
    actor: Actor,
    sink: Sink,
    deliver: Callable[..., Delivered],
    wait: Callable[..., None],
) -> None:
    """
    When the relay hangs up after the end of a message twice, it is not sent a third
    time: it stays uncertain until somebody says that it arrived or sends it again;
    all copies have the same Message-ID.
    """
    email = write(crm, actor, "ann@example.com")
    sink.says = at("dot", None, None)

    for _ in range(4):
        deliver()
        wait(hours=5)

    assert 2 == len(sink.taken)
    assert EmailState.UNCERTAIN is state(crm, actor, email)
    crm.run(actor, retry_email, email.id)
    deliver()
    assert EmailState.SENT is state(crm, actor, email)
    ids = {message_from_bytes(raw)["Message-ID"] for _, raw in sink.taken}
    assert {f"<{email.message_id}>"} == ids
    with pytest.raises(NothingToRetry):
        crm.run(actor, settle_email, email.id)


def test_a_killed_worker_leaves_at_most_one_duplicate(
    crm: Crm,
    actor: Actor,
    sink: Sink,
    deliver: Callable[..., Delivered],
    wait: Callable[..., None],
) -> None:
    """
    What a worker had taken comes back when its lease ends, marked as in doubt; a
    second worker that dies with it ends that: nobody sends it a third time.
    """
    email = write(crm, actor, "ann@example.com")
    post = post_actor(actor.organization_id)
    for expected in (1, 1, 0):
        assert expected == len(crm.run(post, claim_parcels, most=9))
        assert 0 == deliver().taken
        wait(minutes=6)

    shown = crm.run(actor, show_email, email.id).deliveries[0]
    assert (DeliveryState.UNCERTAIN, 2, None) == (
        shown.state,
        shown.doubts,
        shown.due_at,
    )
    assert [] == sink.taken


def test_a_worker_that_was_away_too_long_writes_nothing(
    crm: Crm, actor: Actor, wait: Callable[..., None]
) -> None:
    """
    The verdict of one whose lease has ended is not believed once another one has the
    envelope, whatever it says.
    """
    email = write(crm, actor, "ann@example.com")
    post = post_actor(actor.organization_id)
    (old,) = crm.run(post, claim_parcels, most=1)
    wait(minutes=6)
    (new,) = crm.run(post, claim_parcels, most=1)

    refused = Verdict(outcome=Outcome.REFUSED, code=550, reason="late")
    assert not crm.run(post, settle_parcel, old.claimed, refused, 0.5)
    assert ["sending"] == states(crm, actor, email)
    sent = Verdict(outcome=Outcome.SENT, code=250)
    assert crm.run(post, settle_parcel, new.claimed, sent, 0.5)
    assert ["sent"] == states(crm, actor, email)


def test_a_relay_that_is_away_costs_no_tries_and_no_mails(
    crm: Crm,
    actor: Actor,
    sink: Sink,
    deliver: Callable[..., Delivered],
    wait: Callable[..., None],
) -> None:
    """
    While nobody listens all stays queued with the reason; then it drains in the order
    in which it came. After three days a message is a dead letter, and a person can
    still have it sent.
    """
    emails = [write(crm, actor, f"a{n}@example.com") for n in range(5)]
    sink.says = at("banner", None, None, b"554 no service", None)
    for _ in range(4):
        assert deliver().reason

    out = crm.run(actor, show_outbox)
    assert {"queued": 5} == out.by_state
    assert all("relay" in reason for reason in out.reasons)
    wait(hours=1)
    assert 5 == deliver().sent
    assert [f"a{n}@example.com" for n in range(5)] == sink.recipients()

    late = write(crm, actor, "late@example.com")
    sink.says = at("rcpt", b"450 later")
    deliver()
    wait(days=3)
    assert 0 == deliver().taken
    assert EmailState.FAILED is state(crm, actor, late)
    crm.run(actor, retry_email, late.id)
    assert 1 == deliver().sent
    assert EmailState.SENT is state(crm, actor, emails[0])


def test_a_slow_relay_is_left_in_time(
    crm: Crm, actor: Actor, sink: Sink, deliver: Callable[..., Delivered]
) -> None:
    """
    A relay that answers nothing, or a letter at a time for ever, is hung up on; the
    message is put off, not lost and not sent twice.
    """
    email = write(crm, actor, "ann@example.com")
    over = Event()

    def dawdle() -> None:
        over.wait(20)

    sink.says = at("rcpt", dawdle)
    done = deliver(timeout=30, longest=0.2)
    over.set()

    assert (1, 0) == (done.put_off, done.sent)
    assert ["queued"] == states(crm, actor, email)


def test_a_domain_that_takes_nothing_is_left_alone(
    crm: Crm,
    actor: Actor,
    sink: Sink,
    deliver: Callable[..., Delivered],
    wait: Callable[..., None],
) -> None:
    """
    After three put-offs in a row nothing more goes to a domain for a while, though
    much waits for it; other domains get theirs, and all arrives in the end.
    """
    for n in range(6):
        write(crm, actor, f"a{n}@busy.example")
    other = write(crm, actor, "b@free.example")

    def says(point: str, recipient: str) -> Answer:
        busy = point == "rcpt" and recipient.endswith("busy.example")
        return b"451 4.7.1 slow down" if busy else b"250 ok"

    sink.says = says
    for _ in range(7):
        deliver(most=1)

    asked = [line for line in sink.asked if "busy.example" in line]
    assert 3 == len(asked)
    assert ["sent"] == states(crm, actor, other)
    sink.says = usual
    wait(hours=9)
    assert 6 == deliver().sent
