"""
Several records made one, in memory and on PostgreSQL.
"""

from uuid import uuid4

import pytest

from crm_core.changes import (
    list_change_sets,
    record_history,
    show_change_set,
    undo_change_set,
)
from crm_core.contacts import (
    EmailTaken,
    add_contact,
    archive_contact,
    edit_contact,
    get_contact,
    list_contacts,
    record_consent,
    show_contact,
)
from crm_core.custom_fields import add_custom_field
from crm_core.duplicates import merge_contacts
from crm_core.shared import (
    Forbidden,
    Invalid,
    NotFound,
    Permission,
    RecordRef,
    Visibility,
)
from tests.builders import a_colleague, names_found
from tests.storage import unchanged


@pytest.fixture
def ada(crm, actor):
    """
    The contact that is left in the end.
    """
    return crm.run(
        actor,
        add_contact,
        first_name="Ada",
        last_name="Lovelace",
        emails=[{"address": "ada@example.com"}],
        title="Countess",
        tags=["vip"],
        notes="Met in London.",
        social_profiles={"linkedin": "https://l.example/ada"},
    )


@pytest.fixture
def double(crm, actor):
    """
    The same person again.
    """
    return crm.run(
        actor,
        add_contact,
        first_name="A.",
        last_name="Lovelace",
        emails=[{"address": "lovelace@example.com"}, {"address": "a@work.example"}],
        phone="+44 20 7946 0000",
        title="Programmer",
        department="Engines",
        tags=["VIP", "press"],
        notes="Wrote first.",
        do_not_contact=True,
        social_profiles={
            "linkedin": "https://l.example/al",
            "x": "https://x.example/a",
        },
    )


def merge(crm, actor, *records, **more):
    return crm.run(actor, merge_contacts, [each.id for each in records], **more)


def test_one_is_left_with_all_that_was_known(crm, actor, ada, double):
    """
    The survivor keeps its values and gets those it lacks; lists are joined; whoever
    asked not to be contacted is not; what the two disagreed on is told.
    """
    merged = merge(crm, actor, ada, double)

    left = crm.run(actor, get_contact, ada.id)
    assert left == merged.record
    assert ("Ada", "Lovelace", "Countess", "Engines") == (
        left.first_name,
        left.last_name,
        left.title,
        left.department,
    )
    addresses = [each.address for each in left.emails]
    assert ["ada@example.com", "lovelace@example.com", "a@work.example"] == addresses
    assert "+44 20 7946 0000" == left.phone
    assert ("vip", "press") == left.tags
    assert "Met in London.\n\nWrote first." == left.notes
    assert left.do_not_contact
    assert {
        "linkedin": "https://l.example/ada",
        "x": "https://x.example/a",
    } == left.social_profiles
    conflicts = {each.field: each for each in merged.conflicts}
    assert {"first_name", "title", "social_profiles.linkedin"} == {*conflicts}
    assert "Countess" == conflicts["title"].kept
    [other] = conflicts["title"].others
    assert (double.id, "Programmer") == (other.id, other.value)
    assert ["Ada"] == names_found(crm, actor)


def test_each_field_can_be_chosen(crm, actor, ada, double):
    """
    A field takes the value of a certain record, or one given outright; a chosen
    e-mail address comes first.
    """
    merged = merge(
        crm,
        actor,
        ada,
        double,
        into=double.id,
        take={
            "first_name": ada.id,
            "email": ada.id,
            "tags": ada.id,
            "social_profiles.linkedin": ada.id,
        },
        title="Analyst",
    )

    left = merged.record
    assert (double.id, "Ada", "Analyst") == (left.id, left.first_name, left.title)
    assert ["ada@example.com", "lovelace@example.com", "a@work.example"] == [
        each.address for each in left.emails
    ]
    assert ("vip",) == left.tags
    assert "https://l.example/ada" == left.social_profiles["linkedin"]
    assert () == merged.conflicts


def test_the_old_id_leads_to_the_one_left(crm, actor, ada, double):
    """
    Reading the old id answers the survivor, over several merges too; writing to it is
    refused and names the survivor: nobody changes a record they did not name.
    """
    third = crm.run(actor, add_contact, first_name="Third")
    merge(crm, actor, ada, double)
    merge(crm, actor, third, ada)

    for old in (ada.id, double.id):
        assert third.id == crm.run(actor, get_contact, old).id
        assert third.id == crm.run(actor, show_contact, old).id
        for write, more in ((edit_contact, {"title": "X"}), (archive_contact, {})):
            with pytest.raises(NotFound) as refused:
                crm.run(actor, write, old, **more)
            assert third.id == refused.value.details["merged_into"]


def test_who_may_not_see_the_one_left_is_told_nothing(crm, actor, ada, double):
    """
    The old id leads nowhere for people who may not see the survivor.
    """
    merge(crm, actor, ada, double)
    stranger = a_colleague(actor, visibility=Visibility.OWN)

    for read in (get_contact, show_contact):
        with pytest.raises(NotFound) as refused:
            crm.run(stranger, read, double.id)
        assert {"id": double.id} == refused.value.details


def test_a_merge_is_one_change_set_that_undo_takes_back(crm, actor, ada, double):
    """
    The trail shows the merge as one change set, and the plain undo restores all of it.
    """
    merged = merge(crm, actor, ada, double)

    [latest, *_] = crm.run(actor, list_change_sets).items
    assert merged.change_set_id == latest.id
    assert "Merge 2 contacts into Ada Lovelace" == latest.label
    shown, changes = crm.run(actor, show_change_set, merged.change_set_id)
    assert {RecordRef("contact", ada.id), RecordRef("contact", double.id)} <= {
        change.record for change in changes
    }
    assert shown.changes == len(changes)
    assert 2 == crm.run(actor, record_history, RecordRef("contact", ada.id)).total

    crm.run(actor, undo_change_set, merged.change_set_id)

    assert ["ada@example.com"] == [
        each.address for each in crm.run(actor, get_contact, ada.id).emails
    ]
    assert "A." == crm.run(actor, get_contact, double.id).first_name


def test_consents_and_own_fields_are_joined(crm, actor, ada, double):
    """
    Every consent stays on record, in order; own fields fill each other's gaps, one
    given outright wins, and one set to nothing is empty.
    """
    for name in ("shoe_size", "team", "motto"):
        crm.run(actor, add_custom_field, record="contact", name=name, kind="text")
    for person, purpose in ((double, "mail"), (ada, "phone")):
        crm.run(
            actor,
            record_consent,
            person.id,
            purpose=purpose,
            granted=True,
            source="fair",
        )
    crm.run(actor, edit_contact, ada.id, custom={"team": "Red", "motto": "Onwards"})
    crm.run(actor, edit_contact, double.id, custom={"team": "Blue", "shoe_size": "39"})

    merged = merge(crm, actor, ada, double, custom={"motto": None})

    assert ["mail", "phone"] == [each.purpose for each in merged.record.consents]
    assert {"team": "Red", "shoe_size": "39"} == merged.record.custom
    fields = [each.field for each in merged.conflicts]
    assert "custom.team" in fields
    assert "custom.motto" not in fields


REFUSED = [
    pytest.param({"take": {"nmae": 0}}, "nmae", id="unknown field"),
    pytest.param({"take": {"created_at": 0}}, "created_at", id="read-only"),
    pytest.param({"take": {"title": None}}, "title", id="another record"),
    pytest.param({"take": {"title": 0}, "title": "X"}, "title", id="twice"),
    pytest.param({"take": {"phone": 0}}, "phone", id="none to take"),
    pytest.param({"do_not_contact": False}, "do_not_contact", id="objection"),
    pytest.param({"email": "nobody"}, "email", id="wrong value"),
    pytest.param({"nmae": "x"}, "nmae", id="unknown value"),
    pytest.param({"into": None}, "into", id="into another"),
]


@pytest.mark.parametrize(("choices", "field"), REFUSED)
def test_a_choice_that_cannot_be_is_refused(
    crm, works, actor, ada, double, choices, field
):
    """
    Each wrong choice names its field, and nothing is written.
    """
    ids = {0: ada.id, None: uuid4()}
    given = dict(choices)
    if "take" in given:
        given["take"] = {name: ids[who] for name, who in given["take"].items()}
    if "into" in given:
        given["into"] = uuid4()

    with unchanged(works), pytest.raises(Invalid) as refused:
        merge(crm, actor, ada, double, **given)

    assert [field] == [error.field for error in refused.value.errors]


def test_every_wrong_choice_is_named(crm, actor, ada, double):
    """
    Not only the first.
    """
    with pytest.raises(Invalid) as refused:
        merge(crm, actor, ada, double, take={"a": ada.id, "b": ada.id})

    assert {"a", "b"} == {error.field for error in refused.value.errors}


@pytest.mark.parametrize("count", [0, 1, 6])
def test_two_to_five(crm, actor, ada, count):
    """
    One alone is no merge, however often it is named, and six are too many.
    """
    others = [
        crm.run(actor, add_contact, first_name=f"N{n}").id for n in range(count - 1)
    ]
    ids = [ada.id, ada.id, *others][: count + 1] if count else []

    with pytest.raises(Invalid) as refused:
        crm.run(actor, merge_contacts, ids)

    assert ["ids"] == [error.field for error in refused.value.errors]


def test_lists_too_long_together_are_refused(crm, actor):
    """
    Nothing is cut off: the refusal names the list, and a choice settles it.
    """
    both = [
        crm.run(
            actor,
            add_contact,
            first_name="A",
            emails=[{"address": f"{side}{n}@example.com"} for n in range(15)],
        )
        for side in "ab"
    ]

    with pytest.raises(Invalid) as refused:
        merge(crm, actor, *both)
    merged = merge(crm, actor, *both, take={"emails": both[1].id})

    assert ["emails"] == [error.field for error in refused.value.errors]
    assert 15 == len(merged.record.emails)


def test_an_address_of_another_is_not_taken(crm, works, actor, ada, double):
    """
    An e-mail address given outright may not be a third person's.
    """
    crm.run(actor, add_contact, first_name="Third", email="third@example.com")

    with unchanged(works), pytest.raises(EmailTaken):
        merge(crm, actor, ada, double, email="third@example.com")


def test_only_what_one_sees_is_merged(crm, works, actor, other_actor, ada, double):
    """
    Another organization's record, a hidden one, one in the archive and one that was
    merged already are not found.
    """
    foreign = crm.run(other_actor, add_contact, first_name="Foreign")
    filed = crm.run(actor, add_contact, first_name="Filed")
    crm.run(actor, archive_contact, filed.id)
    gone = crm.run(actor, add_contact, first_name="Gone")
    merge(crm, actor, double, gone)
    own = a_colleague(actor, visibility=Visibility.OWN)
    mine = crm.run(own, add_contact, first_name="Mine")

    with unchanged(works):
        for other in (foreign, filed, gone):
            with pytest.raises(NotFound):
                merge(crm, actor, ada, other)
        with pytest.raises(NotFound):
            merge(crm, own, mine, ada)


@pytest.mark.parametrize(
    "lacking", [Permission.CONTACT_MERGE, Permission.CONTACT_WRITE]
)
def test_merging_needs_its_permission(crm, works, actor, ada, double, lacking):
    """
    Who may not write contacts, or not merge them, merges none.
    """
    clerk = a_colleague(actor, without=[lacking])

    with unchanged(works), pytest.raises(Forbidden):
        merge(crm, clerk, ada, double)


def test_a_rehearsal_tells_all_and_writes_nothing(crm, works, actor, ada, double):
    """
    A preview is the merge itself, undone: the same answer, and the same refusals.
    """
    ids = [ada.id, double.id]

    with unchanged(works):
        shown = crm.rehearse(actor, merge_contacts, ids)
    done = crm.run(actor, merge_contacts, ids)

    assert shown.record.emails == done.record.emails
    assert (shown.conflicts, shown.moved) == (done.conflicts, done.moved)


def test_search_finds_the_one_left_by_all_its_words(crm, actor, ada, double):
    """
    The search index follows.
    """
    merge(crm, actor, ada, double)

    assert ["Ada"] == names_found(crm, actor, "a@work.example")
    assert ["Ada"] == names_found(crm, actor, "engines")
    assert 1 == crm.run(actor, list_contacts).total
