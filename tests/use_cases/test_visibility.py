"""
Own, team and all: what an actor does not see does not exist for them.
"""

import pytest
from attrs import evolve, frozen

from crm_core.access import save_user
from crm_core.changes import (
    UndoRefused,
    list_change_sets,
    record_history,
    show_change_set,
    undo_change_set,
)
from crm_core.companies import (
    add_company,
    archive_company,
    company_tree,
    edit_companies,
    edit_company,
    get_company,
    list_companies,
    purge_company,
    restore_company,
    show_company,
)
from crm_core.contacts import (
    EmailTaken,
    add_contact,
    archive_contact,
    edit_contact,
    edit_contacts,
    get_contact,
    list_contacts,
    purge_contact,
    record_consent,
    restore_contact,
    show_contact,
)
from crm_core.privacy import erase_person, export_person
from crm_core.shared import NotFound, RecordRef, Visibility
from tests.builders import a_colleague, a_query, a_team, an_actor, names_found
from tests.storage import unchanged

SEEN = {
    "own": ["mine"],
    "team": ["mine", "mates", "nobodys"],
    "all": ["mine", "mates", "nobodys", "theirs"],
}


@frozen(repr=False)
class House:
    """
    A contact and a company of each: mine, my team mate's, someone's, nobody's.
    """

    boss: object
    me: object
    contacts: dict
    companies: dict


@pytest.fixture(params=SEEN)
def sight(request):
    return request.param


@pytest.fixture
def house(crm, sight):
    team = a_team()
    boss = an_actor(name="Boss")
    me = a_colleague(boss, teams=frozenset({team}), visibility=Visibility(sight))
    mate = a_colleague(boss, teams=frozenset({team}))
    other = a_colleague(boss, teams=frozenset({a_team()}))
    for someone in (me, mate, other):
        crm.run(boss, save_user, someone.user_id, teams=someone.teams)
    owners = {"mine": me, "mates": mate, "theirs": other, "nobodys": None}
    companies = {
        name: crm.run(
            boss,
            add_company,
            name=f"{name} company",
            assigned_to=owner and owner.user_id,
        )
        for name, owner in owners.items()
    }
    contacts = {
        name: crm.run(
            boss,
            add_contact,
            first_name=name,
            last_name="Lee",
            email=f"{name}@b.co",
            tags=["VIP"],
            company_id=companies["mine"].id,
            assigned_to=owner and owner.user_id,
        )
        for name, owner in owners.items()
    }
    return House(boss, me, contacts, companies)


def hidden(sight):
    return [name for name in SEEN["all"] if name not in SEEN[sight]]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "lee",
        "le",
        "tag:vip",
        "last_name:lee",
        "-tag:gold",
        "company.name:mine",
        "vip lee",
        "email:any",
        'company.name:"mine company"',
        "tag:vip last_name:lee",
        "tag:vip created_at:today",
    ],
)
def test_lists(crm, house, sight, text):
    """
    Lists, searches and totals are of what one sees (TEN-23).
    """
    expected = {*SEEN[sight]} & {*names_found(crm, house.boss, text)}
    page = crm.run(house.me, list_contacts, a_query(text))

    assert expected == {row.first_name for row in page.items}
    assert (len(expected), True) == (page.total, page.total_exact)


@pytest.mark.parametrize("text", ["", "company", "mine"])
def test_companies(crm, house, sight, text):
    """
    Companies too.
    """
    rows = crm.run(house.me, list_companies, evolve(a_query(), search=text)).items
    known = {f"{name} company" for name in SEEN[sight] if text in f"{name} company"}

    assert known == {row.name for row in rows}


def test_words_of_owner(crm, house, sight):
    """
    The words me, team and none mean what they say.
    """
    seen = {*SEEN[sight]}

    assert ["mine"] == names_found(crm, house.me, "owner:me")
    assert {"mine", "mates"} & seen == {*names_found(crm, house.me, "owner:team")}
    assert {"nobodys"} & seen == {*names_found(crm, house.me, "owner:none")}
    assert seen - {"mine"} == {*names_found(crm, house.me, "-owner:me")}


CONTACT_CALLS = {
    "show": lambda crm, me, id: crm.run(me, show_contact, id),
    "get": lambda crm, me, id: crm.run(me, get_contact, id),
    "edit": lambda crm, me, id: crm.run(me, edit_contact, id, title="x"),
    "archive": lambda crm, me, id: crm.run(me, archive_contact, id),
    "consent": lambda crm, me, id: crm.run(
        me, record_consent, id, purpose="a", granted=True, source="b"
    ),
    "bulk": lambda crm, me, id: crm.run(me, edit_contacts, ids=[id], title="x"),
    "export": lambda crm, me, id: crm.run(me, export_person, id),
    "history": lambda crm, me, id: crm.run(
        me, record_history, RecordRef("contact", id)
    ),
    "erase": lambda crm, me, id: crm.run(me, erase_person, id),
}
COMPANY_CALLS = {
    "show": lambda crm, me, id: crm.run(me, show_company, id),
    "get": lambda crm, me, id: crm.run(me, get_company, id),
    "tree": lambda crm, me, id: crm.run(me, company_tree, id),
    "edit": lambda crm, me, id: crm.run(me, edit_company, id, size="x"),
    "archive": lambda crm, me, id: crm.run(me, archive_company, id),
    "bulk": lambda crm, me, id: crm.run(me, edit_companies, ids=[id], size="x"),
    "history": lambda crm, me, id: crm.run(
        me, record_history, RecordRef("company", id)
    ),
}


@pytest.mark.parametrize("call", CONTACT_CALLS.values(), ids=CONTACT_CALLS)
def test_contact(works, crm, house, sight, call):
    """
    What one does not see cannot be read or changed; what one sees can.
    """
    for name in hidden(sight):
        with unchanged(works), pytest.raises(NotFound):
            call(crm, house.me, house.contacts[name].id)
    for name in SEEN[sight]:
        call(crm, house.me, house.contacts[name].id)


@pytest.mark.parametrize("call", COMPANY_CALLS.values(), ids=COMPANY_CALLS)
def test_company(works, crm, house, sight, call):
    """
    The same for companies.
    """
    for name in hidden(sight):
        with unchanged(works), pytest.raises(NotFound):
            call(crm, house.me, house.companies[name].id)
    for name in SEEN[sight]:
        call(crm, house.me, house.companies[name].id)


def test_archive(works, crm, house, sight):
    """
    The archive of others stays theirs.
    """
    for name in SEEN["all"]:
        crm.run(house.boss, archive_contact, house.contacts[name].id)
        crm.run(house.boss, archive_company, house.companies[name].id)
    for name in hidden(sight):
        for use_case, records in [
            (restore_contact, house.contacts),
            (purge_contact, house.contacts),
            (restore_company, house.companies),
            (purge_company, house.companies),
        ]:
            with unchanged(works), pytest.raises(NotFound):
                crm.run(house.me, use_case, records[name].id)

    assert {*SEEN[sight]} == {*names_found(crm, house.me, "", archived=True)}


def test_bulk(works, crm, house, sight):
    """
    A bulk edit over a filter reaches what one sees; ids that one does not see refuse
    the whole of it (TEN-03).
    """
    everyone = [contact.id for contact in house.contacts.values()]
    if hidden(sight):
        with unchanged(works), pytest.raises(NotFound) as caught:
            crm.run(house.me, edit_contacts, ids=everyone, title="x")
        missing = sorted(house.contacts[name].id for name in hidden(sight))
        assert tuple(missing) == caught.value.details["ids"]
    changed = crm.run(house.me, edit_contacts, query=a_query("tag:vip"), title="Boss")

    assert {house.contacts[name].id for name in SEEN[sight]} == {*changed}
    assert {*SEEN[sight]} == {*names_found(crm, house.boss, "title:boss")}


def test_tree(crm, house, sight):
    """
    A hierarchy shows the companies and counts the people that one sees.
    """
    top = house.companies["mine"].id
    for name in ("mates", "theirs"):
        crm.run(house.boss, edit_company, house.companies[name].id, parent_id=top)
    nodes = crm.run(house.me, company_tree, top)
    below = [name for name in ("mates", "theirs") if name in SEEN[sight]]

    assert ["mine company", *(f"{n} company" for n in below)] == [n.name for n in nodes]
    assert len(SEEN[sight]) == nodes[0].contacts == nodes[0].contacts_below


def test_change_set(crm, house, sight):
    """
    Of a change set one sees the changes to what one sees, also of what is gone.
    """
    ids = [contact.id for contact in house.contacts.values()]
    crm.run(house.boss, edit_contacts, ids=ids, title="x", archive=True)
    bulk = crm.run(house.boss, list_change_sets).items[0]

    def purge_all(work):
        for id in ids:
            purge_contact(work, id)

    _, shown = crm.run(house.me, show_change_set, bulk.id)
    expected = {house.contacts[name].id for name in SEEN[sight]}
    assert expected == {change.record.id for change in shown}

    crm.run(house.boss, purge_all)
    purge = crm.run(house.boss, list_change_sets).items[0]
    _, shown = crm.run(house.me, show_change_set, purge.id)
    assert expected == {change.record.id for change in shown}


@pytest.mark.parametrize("what", ["edit", "purge"])
def test_undo(works, crm, house, sight, what):
    """
    An undo leaves what one does not see as it is, and says so.
    """
    ids = [contact.id for contact in house.contacts.values()]
    crm.run(house.boss, edit_contacts, ids=ids, title="x", archive=True)
    if what == "purge":

        def purge_all(work):
            for id in ids:
                purge_contact(work, id)

        crm.run(house.boss, purge_all)
    done = crm.run(house.boss, list_change_sets).items[0]
    kept = {house.contacts[name].id for name in hidden(sight)}
    if kept:
        with unchanged(works), pytest.raises(UndoRefused) as caught:
            crm.run(house.me, undo_change_set, done.id)
        assert kept == {each.record.id for each in caught.value.details["kept"]}
    undone = crm.run(house.me, undo_change_set, done.id, keep_changed=True)

    assert kept == {each.record.id for each in undone.kept}
    assert len(SEEN[sight]) == undone.undone


def test_address_of_the_unseen(crm, house, sight):
    """
    An address of someone whom one does not see is taken, but not whose it is.
    """
    for name in SEEN["all"]:
        with pytest.raises(EmailTaken) as caught:
            crm.run(house.me, add_contact, first_name="A", email=f"{name}@B.CO")

        assert (name in SEEN[sight]) == ("contact_id" in caught.value.details)


def test_given_away(crm, house, sight):
    """
    What one gives to somebody else is gone for those who see only their own.
    """
    theirs = house.contacts["theirs"].assigned_to
    mine = house.contacts["mine"].id
    crm.run(house.me, edit_contact, mine, assigned_to=theirs)

    assert ("mine" in names_found(crm, house.me)) == (sight == "all")
