"""
TEN through every door: ids, addresses and cursors of another organization mean nothing,
and who may not write has written nothing.
"""

import pytest

from crm_core.contacts import add_contact, archive_contact
from tests.query_cases import wrong
from tests.value_cases import LeftOut, Refused, kept, refused

from .asking import ASKED
from .doors import DOORS

pytestmark = pytest.mark.postgres

UNMAPPED = {"file": LeftOut()}  # no header means the id of a parent or an owner


def foreign_cases(theirs):
    """
    Values that are right, but of another organization.
    """
    company, user = str(theirs.company), str(theirs.admin.actor.user_id)
    nobody = Refused(
        frozenset({("assigned_to", "Nobody here has this id or e-mail address.")})
    )
    affiliation = [{"company_id": company}]
    email = f"{theirs.canary.lower()}@canary.example"
    return {
        "TEN-04-company": refused("", "contacts.company_id", company, "unknown"),
        "TEN-04-affiliation": refused(
            "", "contacts.affiliations", affiliation, "unknown"
        ),
        "TEN-04-parent": refused(
            "", "companies.parent_id", company, "unknown", **UNMAPPED
        ),
        "TEN-04-owner": refused(
            "", "contacts.assigned_to", user, "unknown", cli=nobody, **UNMAPPED
        ),
        "TEN-11-address": kept("", "contacts.email", email),
    }


FOREIGN = (
    "TEN-04-company",
    "TEN-04-affiliation",
    "TEN-04-parent",
    "TEN-04-owner",
    "TEN-11-address",
)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
@pytest.mark.parametrize("id", FOREIGN)
def test_foreign_value(cleared, theirs, door, id):
    """
    A reference into another organization is refused by its field, and an address that
    is taken there is free here.
    """
    case = foreign_cases(theirs)[id]
    expected = door.expected(case)
    record = cleared.record(case) if door.edits else None

    most = 0 if isinstance(expected, Refused) else 1
    with cleared.ledger.written_at_most(most, beside=door.keeps):
        assert expected == door.give(cleared, case, record)


@pytest.mark.parametrize("door", ASKED, ids=lambda door: door.name)
def test_foreign_cursor(world, theirs, door):
    """
    TEN-15: a cursor that another organization was given is refused.
    """
    theirs.admin.add("contacts", last_name="Second")
    cursor = theirs.admin.get("contacts/?page_size=1").json()["next_cursor"]
    case = wrong("TEN-15", "cursor", cursor, "cursor")

    if door.takes(case):
        assert door.expected(case) == door.ask(world, "contacts", case)


@pytest.fixture(scope="module")
def viewer(world):
    """
    The e-mail address of somebody who may read and no more.
    """
    world.house.user("viewer@parity.example", "viewer")
    return "viewer@parity.example"


@pytest.mark.parametrize(
    "words",
    [
        "contacts add last_name=x",
        "contacts edit {id} title=x",
        "contacts archive {id}",
        "contacts restore {id}",
        "contacts purge {id}",
        "contacts erase {id} --yes",
        "contacts consent {id} news --source x",
        "contacts bulk archive --id {id}",
        "contacts import -",
        "companies add name=x",
        "companies import -",
        "custom-fields add contact x text",
        "users invite x@parity.example --name x --role admin",
        "changes undo {id}",
    ],
)
def test_viewer(cleared, viewer, words):
    """
    TEN-09: a command of somebody who may only read is refused before it writes.
    """
    id = cleared.crm.run(cleared.actor, add_contact, last_name="Parity").id
    asked = words.format(id=id).split()

    with cleared.ledger.unchanged():
        said = cleared.house.run(*asked, "--as", viewer, input=b"Name\nx\n")

    assert (1, "") == (said.code, said.out), said.err


@pytest.mark.parametrize(
    "words",
    [
        "contacts show {id}",
        "contacts show gone@parity.example",
        "contacts edit {id} title=x",
        "contacts archive {id}",
        "contacts consent {id} news --source x",
        "contacts bulk archive --id {id}",
    ],
)
def test_archived(cleared, words):
    """
    TEN-28: a command finds no archived record, by its id or its address.
    """
    email = "gone@parity.example"
    id = cleared.crm.run(cleared.actor, add_contact, email=email).id
    cleared.crm.run(cleared.actor, archive_contact, id)

    with cleared.ledger.unchanged():
        said = cleared.house.run(*words.format(id=id).split())

    assert (1, "") == (said.code, said.out)


def test_archived_is_in_no_list(cleared):
    """
    TEN-28: nor do lists, searches and exports; a file makes it anew.
    """
    email, house = "listed@parity.example", cleared.house
    id = cleared.crm.run(cleared.actor, add_contact, email=email).id
    cleared.crm.run(cleared.actor, archive_contact, id)

    assert [] == house("contacts", "list", "--json").json["items"]
    assert [] == house("contacts", "search", email, "--json").json["items"]
    assert email not in house("contacts", "export").out
    assert (
        "1 created" in house("contacts", "import", "-", input=f"Email\n{email}\n").out
    )
