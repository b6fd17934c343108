"""
Activities in timelines: whose they are told of, and what those that are planned hold
back.
"""

from functools import partial

import pytest

from crm_core.access import save_user
from crm_core.activities import (
    add_activity,
    archive_activity,
    complete_activity,
    edit_activity,
)
from crm_core.changes import undo_change_set
from crm_core.companies import add_company
from crm_core.contacts import add_contact, edit_contact
from crm_core.duplicates import merge_contacts
from crm_core.leads import add_lead, convert_lead, prioritised_leads
from crm_core.opportunities import (
    add_opportunity,
    opportunity_board,
    unattended_opportunities,
)
from crm_core.shared import NotFound, PageRequest, RecordRef, UserId, Visibility
from crm_core.timelines import feed, timeline
from tests.builders import a_colleague, an_actor
from tests.taking_in import taken_at_once

from .planning import at
from .sales import in_change_set

ENTRIES = ("call", "meeting", "note", "task")


@pytest.fixture
def actor():
    """
    Somebody with a name.
    """
    return an_actor(name="Ann")


def said(crm, actor, kind, id):
    """
    The activities that are told of a record, latest first.
    """
    found = crm.run(actor, timeline, RecordRef(kind, id), kinds=ENTRIES)
    return [each.title for each in found.items]


def log(crm, actor, subject, *about, kind="note", **fields):
    """
    Something that was done about records.
    """
    refs = [{"kind": kind, "id": str(id)} for kind, id in about]
    return crm.run(
        actor, add_activity, type=kind, subject=subject, about=refs, **fields
    )


def test_a_contact_is_told_of_at_its_company(crm, actor):
    """
    Also above that company; there each entry once, though it is about several there; and
    it goes along when the contact moves.
    """
    top = crm.run(actor, add_company, name="Top")
    acme = crm.run(actor, add_company, name="Acme", parent_id=top.id)
    other = crm.run(actor, add_company, name="Other")
    lee, kim = (
        crm.run(actor, add_contact, first_name=n, company_id=acme.id)
        for n in ("Lee", "Kim")
    )
    both = (("contact", lee.id), ("contact", kim.id), ("company", top.id))
    log(crm, actor, "Both", *both)
    log(crm, actor, "Lee alone", ("contact", lee.id))

    assert ["Lee alone", "Both"] == said(crm, actor, "company", acme.id)
    assert ["Lee alone", "Both"] == said(crm, actor, "company", top.id)
    assert ["Both"] == said(crm, actor, "contact", kim.id)

    crm.run(actor, edit_contact, lee.id, company_id=other.id)

    assert ["Both"] == said(crm, actor, "company", acme.id)
    assert ["Lee alone", "Both"] == said(crm, actor, "company", other.id)


def test_an_entry_says_what_it_is(crm, actor):
    """
    When, by whom, about whom by name, and where there is more.
    """
    lee = crm.run(actor, add_contact, first_name="Lee")
    note = log(crm, actor, "Likes boats", ("contact", lee.id))

    entry = crm.run(actor, timeline, RecordRef("contact", lee.id)).items[0]

    assert ("note", "Likes boats", "Ann", False) == (
        entry.kind,
        entry.title,
        entry.user,
        entry.open,
    )
    assert RecordRef("activity", note.id) == entry.source
    assert [("contact", lee.id, "Lee")] == [(e.kind, e.id, e.name) for e in entry.about]
    assert ("Status", "completed") in {(e.label, e.now) for e in entry.details}


def test_what_a_lead_became(crm, actor):
    """
    What was done about a lead follows its conversion, to all that it became, and comes
    back when that is undone.
    """
    lead = crm.run(actor, add_lead, title="Boat", last_name="Lee", company_name="Acme")
    log(crm, actor, "First talk", ("lead", lead.id))
    became, change_set = in_change_set(crm, actor, convert_lead, lead.id)

    made = {
        "contact": became.contact_id,
        "company": became.company_id,
        "opportunity": became.opportunity_id,
    }
    for kind, id in made.items():
        assert ["First talk"] == said(crm, actor, kind, id), kind

    crm.run(actor, undo_change_set, change_set)

    assert ["First talk"] == said(crm, actor, "lead", lead.id)
    with pytest.raises(NotFound):
        said(crm, actor, "company", became.company_id)


def test_merged_and_in_the_archive(crm, actor):
    """
    Entries of merged contacts are those of the one that is left; one in the archive is
    told of no more.
    """
    lee, twin = (crm.run(actor, add_contact, first_name=n) for n in ("Lee", "Li"))
    note = log(crm, actor, "Of the twin", ("contact", twin.id))
    crm.run(actor, merge_contacts, [lee.id, twin.id])
    assert ["Of the twin"] == said(crm, actor, "contact", lee.id)

    crm.run(actor, archive_activity, note.id)

    assert [] == said(crm, actor, "contact", lee.id)


def test_who_sees_one_record_sees_the_entry(crm, actor):
    """
    An entry is told to whoever sees one of its records, or did it; the names of the
    others are not.
    """
    mine = UserId(a_colleague(actor).user_id)
    rep = a_colleague(actor, user_id=mine, visibility=Visibility.OWN)
    crm.run(actor, save_user, mine, name="Rep")
    acme = crm.run(actor, add_company, name="Acme", assigned_to=mine)
    lee, secret = (
        crm.run(actor, add_contact, first_name=n, company_id=acme.id, assigned_to=o)
        for n, o in (("Lee", mine), ("Secret", actor.user_id))
    )
    log(crm, actor, "Hidden", ("contact", secret.id))
    log(crm, actor, "Shared", ("contact", secret.id), ("contact", lee.id))

    found = crm.run(rep, timeline, RecordRef("company", acme.id), kinds=ENTRIES).items

    assert [("Shared", ["Lee"])] == [
        (each.title, [a.name for a in each.about]) for each in found
    ]
    assert ["Shared"] == [e.title for e in crm.run(rep, feed, kinds=ENTRIES).items]
    assert 2 == len(crm.run(actor, feed, kinds=ENTRIES).items)


def test_pages_of_changes_and_activities(crm, actor):
    """
    Both streams, page by page, are the whole, each entry once, in one order.
    """
    acme = crm.run(actor, add_company, name="Acme")
    lee = crm.run(actor, add_contact, first_name="Lee", company_id=acme.id)
    for n in range(9):
        log(crm, actor, f"No. {n}", ("contact", lee.id))
        crm.run(actor, edit_contact, lee.id, title=f"No. {n}")
    record = RecordRef("company", acme.id)
    whole = crm.run(actor, timeline, record).items
    pages, cursor = [], None
    while len(pages) < 40:
        page = crm.run(actor, timeline, record, PageRequest(size=2, cursor=cursor))
        pages, cursor = [*pages, *page.items], page.next_cursor
        if cursor is None:
            break

    assert 20 == len(whole) == len({each.id for each in whole})
    assert whole == pages
    assert [each.at for each in whole] == sorted((e.at for e in whole), reverse=True)


def test_a_planned_activity_defers(crm, actor):
    """
    A deal that has stood too long is not stale while an activity about it is planned;
    done, or moved into the past, it holds nothing back.
    """
    begun = at(crm, "2026-01-01 09:00")
    deal = begun.run(actor, add_opportunity, name="Boat", value=5)
    later = at(crm, "2026-06-01 09:00")

    def stale():
        columns = later.run(actor, opportunity_board).columns
        (card,) = [card for column in columns for card in column.cards]
        listed = later.run(actor, unattended_opportunities)
        assert card.stale == bool(listed)
        return card.stale, card.planned_at

    assert (True, None) == stale()
    call = later.run(
        actor,
        add_activity,
        type="call",
        subject="Ring",
        starts_at="2026-06-03T09:00:00Z",
        opportunity_id=str(deal.id),
    )
    held, planned_at = stale()
    assert (False, call.starts_at) == (held, planned_at)
    later.run(actor, edit_activity, call.id, starts_at="2026-05-30T09:00:00Z")
    assert (True, None) == stale()
    later.run(actor, edit_activity, call.id, starts_at="2026-06-01T07:00:00Z")
    assert not stale()[0]
    later.run(actor, complete_activity, call.id)
    assert (True, None) == stale()


def test_a_lead_that_waits_for_its_day(crm, actor):
    """
    A lead with an activity planned for later is less urgent, and says so.
    """
    monday = at(crm, "2026-03-02 09:00")
    calm, other = (monday.run(actor, add_lead, title=n) for n in ("Calm", "Other"))
    before = {e.lead.id: e.urgency for e in monday.run(actor, prioritised_leads)}
    monday.run(
        actor,
        add_activity,
        type="task",
        subject="Ask again",
        due_at="2026-03-20T09:00:00Z",
        lead_id=str(calm.id),
    )
    after = {e.lead.id: e for e in monday.run(actor, prioritised_leads)}

    assert before[calm.id] > after[calm.id].urgency
    assert before[other.id] == after[other.id].urgency
    assert any("planned for 2026-03-20" in why for why in after[calm.id].why)


def test_an_import_says_so(crm, actor):
    """
    What a file brought was imported; in the feed it is one entry.
    """
    acme = crm.run(actor, add_company, name="Acme")
    text = "First Name,Last Name,Company\nAda,Lovelace,Acme\nKim,Lee,Acme\n"
    taken_at_once(partial(crm.run, actor), text)

    found = crm.run(actor, timeline, RecordRef("company", acme.id), kinds=["imported"])
    told = crm.run(actor, feed).items[0]

    assert ["Contact imported"] * 2 == [each.title for each in found.items]
    assert ("imported", "2") == (told.kind, told.details[-1].now)
