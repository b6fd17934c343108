"""
One message to many: who gets it, who does not and why, and how they get out.
"""

import pytest

from crm_core.changes import list_change_sets, undo_change_set
from crm_core.contacts import add_contact, record_consent
from crm_core.emails import (
    EmailFilter,
    EmailState,
    Outcome,
    Verdict,
    add_suppression,
    deliver_some,
    find_way_out,
    follow_link,
    list_emails,
    list_suppressions,
    note_bounce,
    post_actor,
    remove_suppression,
    send_to_many,
    show_email,
    spared_as,
    take_way_out,
    write_email,
)
from crm_core.shared import Invalid, NotFound, PageRequest, Query

PAGE = PageRequest(size=200)
LETTER = {"subject": "News", "text": "Dear {{ contact.first_name }}"}


class Taker:
    """
    A relay that takes all, and remembers what was said on the way.
    """

    def __init__(self):
        self.parcels = []

    def deliver(self, message, *, sender, recipient):
        return Verdict(outcome=Outcome.SENT, code=250)

    def written(self, parcel):
        self.parcels.append(parcel)
        return b"x"

    @property
    def recipients(self):
        return sorted(p.claimed.delivery.address for p in self.parcels)


@pytest.fixture
def deliver(crm, actor):
    def act():
        taker = Taker()
        post = post_actor(actor.organization_id)
        deliver_some(crm.run, post, taker, taker.written)
        return taker

    return act


@pytest.fixture
def people(crm, actor):
    """
    Somebody of each sort.
    """

    def person(name, address, **fields):
        known = {"first_name": name, "last_name": "Lee", **fields}
        if address:
            known["email"] = address
        return crm.run(actor, add_contact, allow_duplicates=True, **known).id

    found = {
        name: person(name, f"{name}@example.com")
        for name in ("ann", "bob", "gone", "left", "angry", "declined")
    }
    found["quiet"] = person("quiet", "quiet@example.com", do_not_contact=True)
    found["phone"] = person("phone", None, phone="+49 30 1234")
    found["nameless"] = person("", "nameless@example.com")
    for name, reason in (
        ("gone", "bounced"),
        ("left", "unsubscribed"),
        ("angry", "complained"),
    ):
        address = f"{name.upper()}@example.com"
        crm.run(actor, add_suppression, address=address, reason=reason)
    for name, granted in (("bob", True), ("declined", False)):
        crm.run(
            actor,
            record_consent,
            found[name],
            purpose="marketing",
            granted=granted,
            source="form",
        )
    return found


def test_everyone_gets_one_or_is_counted(crm, actor, people, deliver):
    """
    Who bounced, unsubscribed, complained, declined, is not to be contacted, has no
    address or no name for a variable gets none, and the counts add up; each of the
    others gets one of their own.
    """
    mailing = crm.run(actor, send_to_many, query=Query(), **LETTER)

    assert {
        "bounced": 1,
        "unsubscribed": 1,
        "complained": 1,
        "no_consent": 1,
        "do_not_contact": 1,
        "no_address": 1,
        "incomplete": 1,
    } == mailing.left_out
    assert (len(people), 2) == (mailing.selected, mailing.queued)
    assert mailing.selected == mailing.queued + sum(mailing.left_out.values())
    assert ["ann@example.com", "bob@example.com"] == deliver().recipients

    strict = crm.run(
        actor, send_to_many, ids=[*people.values()], purpose="marketing", **LETTER
    )
    assert 1 == strict.queued
    assert ["bob@example.com"] == deliver().recipients
    found = EmailFilter(campaign_id=strict.campaign_id)
    (email,) = crm.run(actor, list_emails, found, PAGE).items
    assert email.text.startswith("Dear bob")


def test_who_unsubscribes_gets_nothing_that_waits(crm, actor, people, deliver):
    """
    The link in a message shows what it would do and changes nothing; following it
    through spares the address at once, also for what is queued; a personal message
    still comes. A link that was tampered with does nothing.
    """
    crm.run(actor, send_to_many, ids=[people["ann"]], **LETTER)
    first = deliver().parcels[0]
    token = first.unsubscribe.rpartition("/")[2]
    assert token in first.email.text
    crm.run(actor, send_to_many, ids=[people["ann"], people["bob"]], **LETTER)

    for _ in range(2):
        way_out = find_way_out(crm.run, token)
        assert ("ann@example.com", False) == (way_out.address, way_out.done)
    for wrong in (
        token[:-1],
        token[:-2] + "AA",
        "x",
        "",
        "é",
        token + "A",
        token[::-1],
    ):
        with pytest.raises(NotFound):
            take_way_out(crm.run, wrong)
    for _ in range(2):
        take_way_out(crm.run, token)

    assert find_way_out(crm.run, token).done
    assert ["bob@example.com"] == deliver().recipients
    cancelled = EmailFilter(state=EmailState.CANCELLED)
    (stopped,) = crm.run(actor, list_emails, cancelled, PAGE).items
    assert "ann@example.com" == stopped.recipients[0].address
    crm.run(actor, write_email, to=["ann@example.com"], subject="Hi", text="x")
    assert ["ann@example.com"] == deliver().recipients


def test_links_of_another_organization_do_nothing(
    crm, actor, other_actor, people, deliver
):
    """
    A link is bound to the organization and the recipient that it was made for.
    """
    from crm_core.emails import LinkKind, SignedLink, read_link

    crm.run(actor, send_to_many, ids=[people["ann"]], **LETTER)
    crm.run(other_actor, add_contact, first_name="X", email="x@example.com")
    link = read_link(deliver().parcels[0].unsubscribe.rpartition("/")[2])
    forged = SignedLink(
        LinkKind.UNSUBSCRIBE, other_actor.organization_id, link.delivery_id
    )
    for secret in (b"", b"guess"):
        with pytest.raises(NotFound):
            take_way_out(crm.run, forged.token(secret))
    with pytest.raises(NotFound):
        follow_link(crm.run, link.token(b"guess"), "Browser")
    assert 0 == crm.run(other_actor, list_suppressions, PAGE).total


def test_spared_addresses_are_records(crm, actor):
    """
    The graver of two reasons stays, whatever the case of the address; taken away it can
    be brought back.
    """
    for reason in ("unsubscribed", "complained", "bounced"):
        crm.run(actor, add_suppression, address="A@Example.com", reason=reason)
    (known,) = crm.run(actor, list_suppressions, PAGE).items
    assert "complained" == known.reason.value

    crm.run(actor, remove_suppression, known.id)
    with pytest.raises(NotFound):
        crm.run(actor, spared_as, "a@example.com")
    removed = crm.run(actor, list_change_sets, PAGE).items[0]
    crm.run(actor, undo_change_set, removed.id)
    assert known.id == crm.run(actor, spared_as, "a@example.com").id
    with pytest.raises(Invalid) as refused:
        crm.run(actor, add_suppression, address="x", reason="why")
    assert {"address", "reason"} == {error.field for error in refused.value.errors}


def test_a_bounce_spares_the_address(crm, actor, people, deliver):
    """
    What came back for good is bounced and its address spared; for a while only, it is
    bounced and no more. Nobody else's message is touched.
    """
    for name, permanent in (("ann", True), ("bob", False)):
        address = f"{name}@example.com"
        email = crm.run(actor, write_email, to=[address], subject="Hi", text="x")
        assert not crm.run(actor, note_bounce, email.id, address, "no", permanent=True)
        deliver()
        assert crm.run(
            actor, note_bounce, email.id, address.upper(), "no", permanent=permanent
        )
        assert EmailState.BOUNCED is crm.run(actor, show_email, email.id).email.state

    spared = {s.address for s in crm.run(actor, list_suppressions, PAGE).items}
    assert "ANN@EXAMPLE.COM" in spared
    assert "BOB@EXAMPLE.COM" not in spared
