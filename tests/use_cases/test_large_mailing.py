"""
A mailing to as many as there may be at once, with what goes wrong among so many.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from crm_core import Crm
from crm_core.contacts import (
    Contact,
    ContactEmail,
    ContactId,
    EmailTaken,
    add_contact,
)
from crm_core.emails import (
    Outcome,
    Verdict,
    add_suppression,
    deliver_some,
    post_actor,
    send_to_many,
    show_outbox,
)

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
PEOPLE = 10_000
INVALID, UNSUBSCRIBED, BOUNCED, TWICE = 3, 100, 50, 20


class Taker:
    """
    A relay that takes all, and counts.
    """

    def __init__(self):
        self.taken = Counter()

    def deliver(self, message, *, sender, recipient):
        self.taken[recipient.lower()] += 1
        return Verdict(outcome=Outcome.SENT, code=250)


def address(number):
    """
    The address of one of them: first come those whom a mailing leaves out.
    """
    if number < INVALID:
        return f"no reader {number}@example.com"
    return f"reader{number}@example.com"


def people(work):
    added = [
        Contact(
            id=ContactId(work.new_id()),
            first_name="Reader",
            last_name=f"Number {number}",
            emails=(ContactEmail(address(number)),),
            created_by=work.actor.user_id,
            created_at=work.now,
            updated_at=work.now,
        )
        for number in range(PEOPLE - TWICE)
    ]
    work.contacts.add_many(added)
    return [each.id for each in added]


def spared(work):
    numbers = range(INVALID, INVALID + UNSUBSCRIBED + BOUNCED)
    for number in numbers:
        reason = "unsubscribed" if number < INVALID + UNSUBSCRIBED else "bounced"
        add_suppression(work, address=address(number).upper(), reason=reason)


def test_ten_thousand_by_two_workers(postgres_works, actor):
    """
    Case EML-07: of 10,000, 20 that differ by case alone are refused or named twice, and
    get one; 3 wrong addresses, 100 who unsubscribed and 50 that bounced are left out
    and counted; all others get one, though two workers deliver at once.
    """
    crm = Crm(postgres_works)
    ids = crm.run(actor, people)
    for number in range(PEOPLE - 2 * TWICE, PEOPLE - TWICE):
        with pytest.raises(EmailTaken):
            crm.run(actor, add_contact, last_name="X", email=address(number).upper())
    crm.run(actor, spared)
    letter = {"subject": "News", "text": "Dear {{ contact.name }}"}
    mailing = crm.run(actor, send_to_many, ids=[*ids, *ids[-TWICE:]], **letter)
    left_out = {
        "invalid_address": INVALID,
        "unsubscribed": UNSUBSCRIBED,
        "bounced": BOUNCED,
    }
    rest = PEOPLE - TWICE - sum(left_out.values())
    assert (len(ids), rest, left_out) == (
        mailing.selected,
        mailing.queued,
        mailing.left_out,
    )

    taker = Taker()

    def work_off(_):
        post = post_actor(actor.organization_id)
        while deliver_some(crm.run, post, taker, lambda _: b"x").taken:
            pass

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work_off, range(2)))

    expected = range(INVALID + UNSUBSCRIBED + BOUNCED, PEOPLE - TWICE)
    assert {address(number): 1 for number in expected} == taker.taken
    assert {"sent": rest} == crm.run(actor, show_outbox).by_state
