"""
CON between doors: who comes second is told, whichever door either came by.
"""

from itertools import product

import pytest
from attrs import frozen

from crm_core.changes import record_history
from crm_core.companies import add_company, archive_company
from crm_core.contacts import (
    add_contact,
    archive_contact,
    edit_contact,
    get_contact,
    restore_contact,
)
from crm_core.shared import CrmError, RecordRef

pytestmark = pytest.mark.postgres


@frozen
class Hand:
    """
    Somebody at one door; each act says whether it was done.
    """

    name: str

    def edit(self, world, id, version, field):
        if self.name == "api":
            place, match = f"contacts/{id}/", f'"{version}"'
            body = {field: self.name}
            return world.person.patch(place, json=body, match=match).status_code == 200
        if self.name == "command":
            words = (f"{field}={self.name}", "--version", version)
            return world.house.run("contacts", "edit", id, *words).code == 0
        fields = {field: self.name, "version": version}
        return self._did(world, edit_contact, id, **fields)

    def archive(self, world, id):
        if self.name == "api":
            return world.person.delete(f"contacts/{id}/").status_code == 204
        if self.name == "command":
            return world.house.run("contacts", "archive", id).code == 0
        return self._did(world, archive_contact, id)

    def restore(self, world, id):
        if self.name == "api":
            return world.person.post(f"contacts/{id}/restore/").status_code == 200
        if self.name == "command":
            return world.house.run("contacts", "restore", id).code == 0
        return self._did(world, restore_contact, id)

    @staticmethod
    def _did(world, use_case, id, **fields):
        try:
            world.crm.run(world.actor, use_case, id, **fields)
        except CrmError:
            return False
        return True


HANDS = [Hand(name) for name in ("library", "api", "command")]
PAIRS = pytest.mark.parametrize(
    ("first", "second"),
    [pytest.param(a, b, id=f"{a.name}-{b.name}") for a, b in product(HANDS, HANDS)],
)


@pytest.fixture
def contact(cleared):
    return cleared.crm.run(cleared.actor, add_contact, last_name="Parity")


@PAIRS
def test_stale_edit(cleared, contact, first, second):
    """
    CON-06: of two who saw one version the second is refused, though they change
    different fields; what the first wrote stays, and history shows who did it.
    """
    assert first.edit(cleared, contact.id, contact.version, "title")
    with cleared.ledger.unchanged():
        assert not second.edit(cleared, contact.id, contact.version, "department")

    now = cleared.crm.run(cleared.actor, get_contact, contact.id)
    assert (first.name, None) == (now.title, now.department)
    assert second.edit(cleared, contact.id, now.version, "department")
    record = RecordRef("contact", contact.id)
    history = cleared.crm.run(cleared.actor, record_history, record).items
    sources = {"library": "library", "api": "api", "command": "cli"}
    assert [sources[second.name], sources[first.name], "library"] == [
        entry.change_set.source for entry in history
    ]


@PAIRS
def test_gone_already(cleared, contact, first, second):
    """
    CON-13: what one has archived the other finds gone, and what one has restored is
    there already; neither leaves a second change.
    """
    assert first.archive(cleared, contact.id)
    with cleared.ledger.unchanged():
        assert not second.archive(cleared, contact.id)

    assert second.restore(cleared, contact.id)
    with cleared.ledger.unchanged():
        assert not first.restore(cleared, contact.id)


@pytest.fixture
def company(cleared):
    """
    A company in the archive, at which a contact still points.
    """
    company = cleared.crm.run(cleared.actor, add_company, name="Pointed at")
    fields = {"last_name": "Parity", "company_id": company.id}
    cleared.crm.run(cleared.actor, add_contact, **fields)
    cleared.crm.run(cleared.actor, archive_company, company.id)
    return company


def test_company_in_use(cleared, company):
    """
    CON-09: a command purges no company that a contact points at.
    """
    with cleared.ledger.unchanged():
        said = cleared.house.run("companies", "purge", company.id)

    assert (1, "crm: Other records still point at this company.\n") == (
        said.code,
        said.err,
    )


def test_file_about_a_company_that_is_gone(cleared, company):
    """
    CON-09: a row that names an archived company by its id is refused with its column.
    """
    file = f"Last Name,company_id\nNew,{company.id}\n".encode()

    with cleared.ledger.written_at_most(0, beside="transfer"):
        answer = cleared.person.send("contacts/import/", file, media="text/csv")

    (row,) = answer.json()["refused"]
    assert [("company_id", "unknown")] == [
        (reason["field"], reason["code"]) for reason in row["reasons"]
    ]
