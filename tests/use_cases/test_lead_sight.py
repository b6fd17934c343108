"""
Leads of others: what one may not see is not told, and not touched.
"""

import pytest
from attrs import evolve

from crm_core.contacts import add_contact
from crm_core.duplicates import merge_contacts, unmerge
from crm_core.leads import (
    add_lead,
    archive_lead,
    convert_lead,
    disqualify_lead,
    edit_lead,
    edit_leads,
    get_lead,
    list_leads,
    move_lead,
    purge_lead,
    rank_lead,
    respond_to_lead,
    restore_lead,
    show_lead,
)
from crm_core.matching import LikelyDuplicate
from crm_core.pipelines import stage_history
from crm_core.shared import Forbidden, NotFound, Permission, RecordRef, Visibility
from tests.builders import a_colleague
from tests.storage import unchanged

ACTS = [
    (show_lead, {}, Permission.LEAD_READ),
    (get_lead, {}, Permission.LEAD_READ),
    (edit_lead, {"title": "X"}, Permission.LEAD_WRITE),
    (move_lead, {"stage": "contacted"}, Permission.LEAD_WRITE),
    (disqualify_lead, {"lost_reason": "Other"}, Permission.LEAD_WRITE),
    (respond_to_lead, {}, Permission.LEAD_WRITE),
    (rank_lead, {}, Permission.LEAD_WRITE),
    (archive_lead, {}, Permission.LEAD_WRITE),
    (restore_lead, {}, Permission.LEAD_WRITE),
    (purge_lead, {}, Permission.LEAD_PURGE),
    (convert_lead, {}, Permission.LEAD_CONVERT),
]


@pytest.mark.parametrize(
    ("use_case", "fields", "permission"),
    ACTS,
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_nobody_gets_through(
    works, crm, actor, other_actor, use_case, fields, permission
):
    """
    Another organization, and a colleague who sees only their own, find nothing; without
    the permission it is forbidden; nothing is written.
    """
    lead = crm.run(actor, add_lead, title="Boat")
    blind = a_colleague(actor, visibility=Visibility.OWN)
    with unchanged(works):
        for who in (other_actor, blind):
            with pytest.raises(NotFound):
                crm.run(who, use_case, lead.id, **fields)
        with pytest.raises(Forbidden):
            crm.run(
                a_colleague(actor, without={permission}), use_case, lead.id, **fields
            )


def test_lists_and_histories_are_blind_too(crm, actor, other_actor):
    """
    What one may not see is in no list, no bulk edit and no history.
    """
    lead = crm.run(actor, add_lead, title="Boat")
    blind = a_colleague(actor, visibility=Visibility.OWN)
    for who in (other_actor, blind):
        assert [] == crm.run(who, list_leads).items
        with pytest.raises(NotFound):
            crm.run(who, edit_leads, ids=[lead.id], add_tags=["x"])
        with pytest.raises(NotFound):
            crm.run(who, stage_history, RecordRef("lead", lead.id))


def test_a_hidden_lead_is_counted_not_told(crm, actor):
    """
    Who adds the lead of a person whose open lead is hidden learns that there is one.
    """
    crm.run(actor, add_lead, title="Secret", email="ada@example.com")
    blind = a_colleague(actor, visibility=Visibility.OWN)
    with pytest.raises(LikelyDuplicate) as refused:
        crm.run(blind, add_lead, title="Mine", email="ada@example.com")

    assert {"candidates": [], "hidden": 1} == refused.value.details


def test_a_hidden_contact_is_not_linked(crm, actor):
    """
    A lead is linked only to whom its capturer sees.
    """
    contact = crm.run(actor, add_contact, last_name="Lee", email="lee@example.com")
    blind = a_colleague(actor, visibility=Visibility.OWN)
    hidden = crm.run(blind, add_lead, email="lee@example.com")
    seen = crm.run(actor, add_lead, email="lee@example.com", allow_duplicates=True)

    assert (None, contact.id) == (hidden.contact_id, seen.contact_id)


def test_giving_a_lead_away(crm, actor):
    """
    Who gives a lead to somebody else sees what they wrote, and then no longer.
    """
    other = a_colleague(actor)
    crm.run(other, add_lead, title="To be known")
    mine = evolve(actor, visibility=Visibility.OWN)
    lead = crm.run(mine, add_lead, title="Boat")
    given = crm.run(mine, edit_lead, lead.id, assigned_to=other.user_id)

    assert other.user_id == given.assigned_to
    with pytest.raises(NotFound):
        crm.run(mine, get_lead, lead.id)


def test_leads_follow_a_merge_and_come_back(crm, actor):
    """
    Leads of a contact that goes into another one point at that, converted ones too, and
    at their own again when the merge is taken back.
    """
    here, there = (crm.run(actor, add_contact, last_name=n) for n in ("A", "B"))
    leads = [
        crm.run(actor, add_lead, title=n, contact_id=there.id, allow_duplicates=True)
        for n in "XY"
    ]
    crm.run(actor, convert_lead, leads[1].id)
    merged = crm.run(actor, merge_contacts, [here.id, there.id])
    after = {crm.run(actor, get_lead, lead.id).contact_id for lead in leads}
    crm.run(actor, unmerge, merged.merge_id)
    back = {crm.run(actor, get_lead, lead.id).contact_id for lead in leads}

    assert ({here.id}, {there.id}) == (after, back)
