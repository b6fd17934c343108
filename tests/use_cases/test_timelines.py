"""
Timelines, as people read them: what happened around a record, in words.
"""

import pytest

from crm_core.access import save_user
from crm_core.companies import add_company
from crm_core.contacts import (
    add_contact,
    archive_contact,
    edit_contact,
    edit_contacts,
    purge_contact,
    restore_contact,
)
from crm_core.custom_fields import add_custom_field
from crm_core.duplicates import merge_contacts, unmerge
from crm_core.leads import add_lead, convert_lead
from crm_core.opportunities import add_opportunity, move_opportunity
from crm_core.privacy import erase_person
from crm_core.shared import (
    Invalid,
    NotFound,
    PageRequest,
    Permission,
    RecordRef,
    UserId,
    Visibility,
)
from crm_core.timelines import feed, timeline
from tests.builders import a_colleague, an_actor


@pytest.fixture
def actor():
    """
    Somebody with a name.
    """
    return an_actor(name="Ann")


def titles(crm, actor, kind, id, **narrowed):
    """
    What is told of a record, latest first.
    """
    found = crm.run(actor, timeline, RecordRef(kind, id), **narrowed)
    return [each.title for each in found.items]


def test_changes_in_words(crm, actor):
    """
    Fields by their labels, from what to what; ids by the names that they stand for, the
    organization's own fields too; and nothing of what merely follows.
    """
    crm.run(
        actor,
        add_custom_field,
        record="contact",
        name="shoe",
        kind="number",
        label="Shoe size",
    )
    acme = crm.run(actor, add_company, name="Acme")
    lee = crm.run(actor, add_contact, first_name="Lee", email="lee@example.com")
    crm.run(
        actor,
        edit_contact,
        lee.id,
        company_id=acme.id,
        email="wong@example.com",
        custom={"shoe": 44},
        assigned_to=None,
    )
    edited, added = crm.run(actor, timeline, RecordRef("contact", lee.id)).items

    assert ("created", "Contact added", ()) == (added.kind, added.title, added.details)
    assert "edited" == edited.kind
    assert {
        ("Company", None, "Acme"),
        ("E-mails", "lee@example.com, work", "wong@example.com, work"),
        ("Shoe size", None, "44"),
        ("Owner", "Ann", None),
    } == {(each.label, each.was, each.now) for each in edited.details}
    assert [("contact", lee.id, "Lee")] == [
        (each.kind, each.id, each.name) for each in edited.about
    ]


def test_a_company_tells_of_all_below(crm, actor):
    """
    Its people, deals and leads, and the companies below with theirs; not of those above,
    or beside.
    """
    top = crm.run(actor, add_company, name="Top")
    below = crm.run(actor, add_company, name="Below", parent_id=top.id)
    crm.run(actor, add_company, name="Beside")
    crm.run(actor, add_contact, first_name="Lee", company_id=below.id)
    crm.run(actor, add_contact, first_name="Elsewhere")
    deal = crm.run(actor, add_opportunity, name="Boat", company_id=below.id)
    crm.run(actor, add_lead, title="Ship", company_id=top.id)

    assert [
        ("Ship", "Lead added"),
        ("Boat", "Opportunity added"),
        ("Lee", "Contact added"),
        ("Below", "Company added"),
        ("Top", "Company added"),
    ] == [
        (each.about[0].name, each.title)
        for each in crm.run(actor, timeline, RecordRef("company", top.id)).items
    ]
    assert 3 == len(titles(crm, actor, "company", below.id))
    assert ["Opportunity added"] == titles(crm, actor, "opportunity", deal.id)


def test_the_past_moves_along(crm, actor):
    """
    Whoever moves to another company takes all their past there.
    """
    old, new = (crm.run(actor, add_company, name=name) for name in ("Old", "New"))
    lee = crm.run(actor, add_contact, first_name="Lee", company_id=old.id)
    assert ["Contact added", "Company added"] == titles(crm, actor, "company", old.id)

    crm.run(actor, edit_contact, lee.id, company_id=new.id)

    assert ["Company added"] == titles(crm, actor, "company", old.id)
    assert ["Company changed", "Contact added", "Company added"] == titles(
        crm, actor, "company", new.id
    )


def test_a_way_through_stages(crm, actor):
    """
    Moves from stage to stage by the names of the stages.
    """
    deal = crm.run(actor, add_opportunity, name="Boat", value=5)
    crm.run(actor, move_opportunity, deal.id, stage="proposal")

    moved, _ = crm.run(actor, timeline, RecordRef("opportunity", deal.id)).items

    assert ("stage", "Moved from Qualification to Proposal") == (
        moved.kind,
        moved.title,
    )


def test_a_conversion(crm, actor):
    """
    A conversion is told of the lead, and of the company that it became.
    """
    lead = crm.run(actor, add_lead, title="Boat", last_name="Lee", company_name="Acme")
    became = crm.run(actor, convert_lead, lead.id)

    told = crm.run(actor, timeline, RecordRef("lead", lead.id), kinds=["converted"])
    assert ["Lead converted"] == [each.title for each in told.items]
    assert {
        ("lead", "converted"),
        ("lead", "created"),
        ("contact", "created"),
        ("company", "created"),
        ("opportunity", "created"),
    } == {
        (each.about[0].kind, each.kind)
        for each in crm.run(
            actor, timeline, RecordRef("company", became.company_id)
        ).items
    }


def test_merged_records_have_one_past(crm, actor):
    """
    Who was merged brings their past along, under either id, and takes it away again.
    """
    lee, twin = (crm.run(actor, add_contact, first_name=n) for n in ("Lee", "Li"))
    crm.run(actor, edit_contact, twin.id, phone="+49 30 123456")
    merge = crm.run(actor, merge_contacts, [lee.id, twin.id])

    past = titles(crm, actor, "contact", lee.id)
    assert past == titles(crm, actor, "contact", twin.id)
    assert ["Contact merged with others"] * 2 == past[:2]
    assert ["Phones changed", "Contact added", "Contact added"] == past[2:]

    crm.run(actor, unmerge, merge.merge_id)

    assert 1 == titles(crm, actor, "contact", lee.id).count("Contact added")
    assert "Phones changed" in titles(crm, actor, "contact", twin.id)


def test_the_erased_stay_erased(crm, actor):
    """
    Nothing is left of a person in the timeline of their company, not even that they were
    there; the id leads nowhere.
    """
    acme = crm.run(actor, add_company, name="Acme")
    lee = crm.run(actor, add_contact, first_name="Lee", company_id=acme.id)
    crm.run(actor, edit_contact, lee.id, phone="+49 30 123456")
    crm.run(actor, erase_person, lee.id)

    assert ["Company added"] == titles(crm, actor, "company", acme.id)
    with pytest.raises(NotFound):
        titles(crm, actor, "contact", lee.id)


def test_archive_and_end(crm, actor):
    """
    Into the archive, out of it, and gone.
    """
    acme = crm.run(actor, add_company, name="Acme")
    lee = crm.run(actor, add_contact, first_name="Lee", company_id=acme.id)
    crm.run(actor, archive_contact, lee.id)
    assert "Contact archived" == titles(crm, actor, "contact", lee.id)[0]
    crm.run(actor, restore_contact, lee.id)
    crm.run(actor, archive_contact, lee.id)
    crm.run(actor, purge_contact, lee.id)

    assert [
        "Contact removed",
        "Contact archived",
        "Contact restored",
        "Contact archived",
        "Contact added",
        "Company added",
    ] == titles(crm, actor, "company", acme.id)


def test_what_is_not_visible_leaks_nothing(crm, actor):
    """
    Who sees their own records alone is told of those, and of what they did themselves;
    names of others are not told, and other organizations know nothing.
    """
    mine = UserId(a_colleague(actor).user_id)
    rep = a_colleague(actor, user_id=mine, visibility=Visibility.OWN)
    crm.run(actor, save_user, mine, name="Rep")
    acme = crm.run(actor, add_company, name="Acme", assigned_to=mine)
    secret = crm.run(actor, add_company, name="Secret")
    lee = crm.run(
        actor, add_contact, first_name="Lee", company_id=acme.id, assigned_to=mine
    )
    crm.run(actor, add_contact, first_name="Hidden", company_id=acme.id)
    crm.run(actor, edit_contact, lee.id, affiliations=[{"company_id": secret.id}])

    found = crm.run(rep, timeline, RecordRef("company", acme.id)).items
    assert ["Further companies changed", "Contact added", "Company added"] == [
        each.title for each in found
    ]
    assert "(not visible)" == found[0].details[0].now
    told = crm.run(rep, feed)
    assert {"Lee", "Acme"} == {each.about[0].name for each in told.items}
    with pytest.raises(NotFound):
        titles(crm, rep, "company", secret.id)
    with pytest.raises(NotFound):
        titles(crm, an_actor(), "company", acme.id)
    blind = a_colleague(actor, without={Permission.CONTACT_READ})
    assert ["Company added"] == titles(crm, blind, "company", acme.id)


def test_narrowed_and_page_by_page(crm, actor):
    """
    By kinds and people; every page goes on where the one before has ended, each entry
    once; a cursor is good for its own list.
    """
    colleague = a_colleague(actor)
    lee = crm.run(actor, add_contact, first_name="Lee")
    for n in range(7):
        crm.run((actor, colleague)[n % 2], edit_contact, lee.id, title=f"No. {n}")
    record = RecordRef("contact", lee.id)
    all_at_once = crm.run(actor, timeline, record)
    assert (8, None) == (len(all_at_once.items), all_at_once.next_cursor)

    pages, cursor = [], None
    while True:
        page = crm.run(actor, timeline, record, PageRequest(cursor=cursor, size=3))
        pages += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
        last = cursor
    assert all_at_once.items == pages

    theirs = crm.run(actor, timeline, record, people=[colleague.user_id])
    assert {colleague.user_id} == {each.user_id for each in theirs.items}
    assert 3 == len(theirs.items)
    assert ["Contact added"] == titles(crm, actor, "contact", lee.id, kinds=["created"])
    for wrong in (
        {"kinds": ["created"], "page": PageRequest(cursor=last)},
        {"kinds": ["nonsense"]},
        {"page": PageRequest(number=2)},
        {"page": PageRequest(cursor="x")},
    ):
        with pytest.raises(Invalid):
            crm.run(actor, timeline, record, **wrong)


def test_the_feed_has_one_entry_for_each_writing(crm, actor):
    """
    Thousands of records that one writing changed are one entry.
    """
    ids = [crm.run(actor, add_contact, first_name=f"No. {n}").id for n in range(3)]
    crm.run(actor, edit_contacts, ids=ids, title="Captain")

    first, *rest = crm.run(actor, feed).items

    assert ("Job title changed", "3") == (first.title, first.details[-1].now)
    assert ["Contact added"] * 3 == [each.title for each in rest]
