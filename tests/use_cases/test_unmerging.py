"""
Taking merges apart again, in memory and on PostgreSQL.
"""

from operator import attrgetter

import pytest

from crm_core.changes import AlreadyUndone, list_change_sets, undo_change_set
from crm_core.companies import (
    add_company,
    archive_company,
    purge_company,
)
from crm_core.contacts import (
    add_contact,
    archive_contact,
    edit_contact,
    get_contact,
    purge_contact,
)
from crm_core.custom_fields import add_custom_field
from crm_core.duplicates import (
    SurvivorMerged,
    list_duplicates,
    list_merges,
    merge_companies,
    merge_contacts,
    unmerge,
)
from crm_core.privacy import erase_person
from crm_core.shared import Forbidden, NotFound, Permission, Visibility
from tests.builders import a_colleague, names_found
from tests.storage import unchanged

STORED = attrgetter(
    "id",
    "first_name",
    "last_name",
    "emails",
    "phones",
    "title",
    "company_id",
    "affiliations",
    "tags",
    "notes",
    "social_profiles",
    "custom",
    "consents",
    "do_not_contact",
    "assigned_to",
    "archived_at",
    "created_at",
    "created_by",
)


def add(crm, actor, **given):
    return crm.run(actor, add_contact, **given)


def get(crm, actor, record):
    return crm.run(actor, get_contact, record.id)


@pytest.fixture
def pair(crm, actor):
    """
    Two contacts with something in every list.
    """
    crm.run(actor, add_custom_field, record="contact", name="size", kind="text")
    return [
        add(
            crm,
            actor,
            first_name=name,
            emails=[{"address": f"{name}@example.com"}],
            phones=[{"number": f"+49 30 555 {number}"}],
            title=title,
            tags=[name, "both"],
            notes=f"Notes of {name}",
            custom={"size": number},
            social_profiles={"x": f"https://x.example/{name}"},
            do_not_contact=number == "2",
        )
        for name, number, title in (("ann", "1", None), ("anna", "2", "CEO"))
    ]


def merge(crm, actor, records, **more):
    return crm.run(actor, merge_contacts, [each.id for each in records], **more)


def told(undone):
    return {(each.record.id, each.field): each for each in undone.kept}


def test_all_are_back_as_they_were(crm, actor, pair):
    """
    Without any write in between, every record is again what it was, under its id,
    and the merge is gone from the list.
    """
    before = [STORED(get(crm, actor, each)) for each in pair]
    merged = merge(crm, actor, pair)
    assert [merged.merge_id] == [m.id for m in crm.run(actor, list_merges).items]

    undone = crm.run(actor, unmerge, merged.merge_id)

    assert before == [STORED(get(crm, actor, each)) for each in pair]
    assert ((pair[1].id,), (), 0) == (
        undone.restored_ids,
        undone.kept,
        undone.kept_unseen,
    )
    assert [] == crm.run(actor, list_merges).items


def test_later_writes_stay_and_are_told(crm, actor, pair):
    """
    What was edited after the merge stays on the survivor, field by field; the rest
    goes back. Of lists only what the merge brought goes.
    """
    merged = merge(crm, actor, pair)
    emails = [{"address": each.address} for each in merged.record.emails]
    crm.run(
        actor,
        edit_contact,
        pair[0].id,
        title="Chair",
        department="Board",
        emails=[*emails, {"address": "new@example.com"}],
        tags=["ann", "both", "anna", "newer"],
        custom={"size": "9"},
        notes="Rewritten",
    )

    undone = crm.run(actor, unmerge, merged.merge_id)

    ann, anna = (get(crm, actor, each) for each in pair)
    assert ("Chair", "Board", "Rewritten") == (ann.title, ann.department, ann.notes)
    assert ["ann@example.com", "new@example.com"] == [e.address for e in ann.emails]
    assert ["anna@example.com"] == [e.address for e in anna.emails]
    assert ("ann", "both", "newer") == ann.tags
    assert {"size": "9"} == ann.custom
    assert not ann.do_not_contact
    kept = told(undone)
    assert {(ann.id, "title"), (ann.id, "notes")} == {*kept}
    assert (None, "Chair") == (
        kept[ann.id, "title"].before,
        kept[ann.id, "title"].now,
    )


def test_an_address_that_another_has_now_stays_there(crm, actor, pair):
    """
    An e-mail address that went to a third person since is not taken from them: the
    record is back without it, and that is told.
    """
    merged = merge(crm, actor, pair)
    crm.run(actor, edit_contact, pair[0].id, emails=[{"address": "ann@example.com"}])
    add(crm, actor, first_name="Third", email="ANNA@example.com")

    undone = crm.run(actor, unmerge, merged.merge_id)

    assert () == get(crm, actor, pair[1]).emails
    assert {(pair[1].id, "emails")} == {*told(undone)}


def test_of_a_survivor_merged_again_the_later_merge_is_undone_first(crm, actor, pair):
    """
    The refusal names that merge; after it has been undone, this one can be.
    """
    third = add(crm, actor, first_name="Third")
    before = [STORED(get(crm, actor, each)) for each in (*pair, third)]
    first = merge(crm, actor, pair)
    second = merge(crm, actor, [third, pair[0]])

    with pytest.raises(SurvivorMerged) as refused:
        crm.run(actor, unmerge, first.merge_id)
    assert second.merge_id == refused.value.details["merge_id"]
    crm.run(actor, unmerge, second.merge_id)
    crm.run(actor, unmerge, first.merge_id)

    assert before == [STORED(get(crm, actor, each)) for each in (*pair, third)]


def test_merges_into_the_same_record_come_apart_in_any_order(crm, actor, pair):
    """
    Two merges into one survivor: the earlier can be taken back before the later.
    """
    third = add(crm, actor, first_name="Third", email="third@example.com", tags=["t"])
    before = [STORED(get(crm, actor, each)) for each in (*pair, third)]
    first = merge(crm, actor, pair)
    second = merge(crm, actor, [pair[0], third])

    crm.run(actor, unmerge, first.merge_id)
    assert {"ann@example.com", "third@example.com"} == {
        each.address for each in get(crm, actor, pair[0]).emails
    }
    crm.run(actor, unmerge, second.merge_id)

    now = [STORED(get(crm, actor, each)) for each in (*pair, third)]
    assert before[1:] == now[1:]
    assert before[0][3:5] == now[0][3:5]


def test_old_pointers_follow_what_was_merged_since(crm, actor, pair):
    """
    A record comes back into a CRM that has moved on: its company was merged, so it
    belongs to the one left; a company that is gone is told.
    """
    names = ("Old", "Now", "Doomed")
    old, now, doomed = (crm.run(actor, add_company, name=name) for name in names)
    crm.run(
        actor,
        edit_contact,
        pair[1].id,
        company_id=old.id,
        affiliations=[{"company_id": doomed.id}],
    )
    merged = merge(crm, actor, pair, take={"company_id": pair[0].id})
    crm.run(actor, edit_contact, pair[0].id, affiliations=[])
    crm.run(actor, merge_companies, [now.id, old.id])
    crm.run(actor, archive_company, doomed.id)
    crm.run(actor, purge_company, doomed.id)

    undone = crm.run(actor, unmerge, merged.merge_id)

    anna = get(crm, actor, pair[1])
    assert (now.id, ()) == (anna.company_id, anna.affiliations)
    assert {(anna.id, "affiliations")} == {*told(undone)}


def test_a_survivor_that_is_gone_or_filed_stays_so(crm, actor, pair):
    """
    The others come back all the same.
    """
    merged = merge(crm, actor, pair)
    crm.run(actor, archive_contact, pair[0].id)
    crm.run(actor, purge_contact, pair[0].id)

    undone = crm.run(actor, unmerge, merged.merge_id)

    assert ["anna@example.com"] == [e.address for e in get(crm, actor, pair[1]).emails]
    assert (pair[1].id,) == undone.restored_ids
    assert 1 == len(undone.kept) + undone.kept_unseen


def test_an_unmerge_can_be_undone(crm, actor, pair):
    """
    Taking it back again merges anew, redirect included; and that comes apart again.
    """
    merged = merge(crm, actor, pair)
    merged_as = STORED(get(crm, actor, pair[0]))
    undone = crm.run(actor, unmerge, merged.merge_id)

    crm.run(actor, undo_change_set, undone.change_set_id)

    assert merged_as == STORED(get(crm, actor, pair[1]))
    crm.run(actor, unmerge, merged.merge_id)
    assert "anna" == get(crm, actor, pair[1]).first_name


def test_a_merge_is_taken_back_once(crm, works, actor, pair):
    """
    The second time there is no such merge; the plain undo knows of it too, and the
    other way round.
    """
    merged = merge(crm, actor, pair)
    crm.run(actor, unmerge, merged.merge_id)

    with unchanged(works):
        with pytest.raises(NotFound):
            crm.run(actor, unmerge, merged.merge_id)
        with pytest.raises(AlreadyUndone):
            crm.run(actor, undo_change_set, merged.change_set_id)

    again = merge(crm, actor, pair)
    crm.run(actor, undo_change_set, again.change_set_id)
    with unchanged(works), pytest.raises(NotFound):
        crm.run(actor, unmerge, again.merge_id)


def test_the_trail_says_who_unmerged(crm, actor, pair):
    """
    The unmerge is a change set that names the one it took back.
    """
    merged = merge(crm, actor, pair)
    crm.run(actor, unmerge, merged.merge_id)

    latest, before, *_ = crm.run(actor, list_change_sets).items
    assert "Unmerge: Merge 2 contacts into ann" == latest.label
    assert (merged.change_set_id, latest.id) == (latest.undoes, before.undone_by)


def test_who_may_take_a_merge_back(crm, works, actor, other_actor, pair):
    """
    One's own merge with the right to undo and to merge; that of others with the
    right to undo others' work; none that one does not see; never a foreign one.
    """
    merged = merge(crm, actor, pair)
    cases = [
        (a_colleague(actor, without=[Permission.CHANGE_UNDO]), Forbidden),
        (a_colleague(actor, without=[Permission.CHANGE_UNDO_ANY]), Forbidden),
        (a_colleague(actor, without=[Permission.CONTACT_MERGE]), Forbidden),
        (a_colleague(actor, visibility=Visibility.OWN), NotFound),
        (other_actor, NotFound),
    ]
    with unchanged(works):
        for someone, refusal in cases:
            with pytest.raises(refusal):
                crm.run(someone, unmerge, merged.merge_id)

    crm.run(a_colleague(actor), unmerge, merged.merge_id)


def test_unmerged_records_are_known_to_be_different(crm, actor, pair):
    """
    What was taken apart is not suggested again.
    """
    merged = merge(crm, actor, pair)
    crm.run(actor, unmerge, merged.merge_id)

    [known] = crm.run(actor, list_duplicates, apart=True).items
    assert {pair[0].id, pair[1].id} == {known.low_id, known.high_id}
    assert [] == crm.run(actor, list_duplicates).items


def test_an_erased_person_does_not_come_back(crm, actor, pair):
    """
    Erasing the one left forgets those merged into it: they are the same person.
    """
    merged = merge(crm, actor, pair)
    erasure = crm.run(actor, erase_person, pair[0].id)

    assert 4 <= erasure.wiped_changes
    for each in pair:
        with pytest.raises(NotFound):
            get(crm, actor, each)
    assert () == crm.run(actor, unmerge, merged.merge_id).restored_ids
    assert [] == names_found(crm, actor)
