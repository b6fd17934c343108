"""
What every repository promises, in memory and on PostgreSQL.
"""

from uuid import uuid4

import pytest
from attrs import evolve

from crm_core.companies import Company, CompanyId
from crm_core.contacts import Affiliation, Consent, ContactEmail, ContactPhone
from crm_core.custom_fields import CustomFieldTaken
from crm_core.files import File, FileId
from crm_core.shared import Invalid, NotFound, RecordRef, Stale, tag_key
from tests.builders import MOMENT, a_contact, a_custom_field


@pytest.fixture
def company(actor):
    return Company(
        id=CompanyId(uuid4()),
        name="Harbor",
        industry="Trade",
        website="https://harbor.example",
        domain="harbor.example",
        address={"city": "Berlin"},
        tags=("VIP",),
        custom={"a": ["b"], "c": True},
        created_by=actor.user_id,
        created_at=MOMENT,
        updated_at=MOMENT,
    )


@pytest.fixture
def contact(actor, company):
    return a_contact(
        emails=(ContactEmail("ada@b.co", "home"), ContactEmail("Ada@c.co")),
        phones=(ContactPhone("+49 30 1"), ContactPhone("0171", "mobile")),
        title="CEO",
        company_id=company.id,
        affiliations=(Affiliation(company.id, "Owner"),),
        address={"street": "A 1\nB", "city": "Rome"},
        social_profiles={"linkedin": "https://linkedin.com/in/ada"},
        tags=("VIP", "Gold"),
        notes="Two\nlines",
        do_not_contact=True,
        consents=(Consent(purpose="news", granted=True, source="form", at=MOMENT),),
        custom={"size": "42.5", "list": ["x", "y"], "flag": False},
        created_by=actor.user_id,
        archived_at=MOMENT,
    )


@pytest.fixture
def custom_field():
    return a_custom_field(options=("Red", "Größe"))


@pytest.fixture
def file(actor):
    return File(
        id=FileId(uuid4()),
        name="Größe 1.pdf",
        content_type="application/pdf",
        size=5_000_000_000,
        digest="0" * 64,
        about=(RecordRef("contact", uuid4()), RecordRef("lead", uuid4())),
        activity_id=uuid4(),
        description="Two\nlines",
        created_by=actor.user_id,
        created_at=MOMENT,
        updated_at=MOMENT,
        archived_at=MOMENT,
    )


@pytest.fixture(params=["company", "contact", "custom_field", "file"])
def record(request, works, actor, company):
    """
    A stored record of each kind, with the name of its repository.
    """
    record = request.getfixturevalue(request.param)
    name = {"company": "companies"}.get(request.param, f"{request.param}s")
    with works.open(actor) as work:
        if request.param == "contact":
            work.companies.add(company)
        getattr(work, name).add(record)
    return name, record


def stored(works, actor, name, id):
    with works.open(actor) as work:
        return getattr(work, name).get(id)


def test_round_trip(works, actor, record):
    """
    What was added is what is read, down to the last value.
    """
    name, added = record

    assert added == stored(works, actor, name, added.id)


def test_save(works, actor, record):
    """
    What was saved is read, at the next version.
    """
    name, added = record
    with works.open(actor) as work:
        saved = getattr(work, name).save(evolve(added, updated_at=work.now))

    assert 2 == saved.version
    assert saved == stored(works, actor, name, added.id)


def test_save_twice(works, actor, record):
    """
    One transaction can save a record again and again.
    """
    name, added = record
    with works.open(actor) as work:
        repository = getattr(work, name)
        saved = repository.save(repository.save(added))

    assert 3 == saved.version
    assert saved == stored(works, actor, name, added.id)


def test_unsaved_changes_are_lost(works, actor, record):
    """
    A record read and changed, but not saved, stays as it was.
    """
    name, added = record
    read = stored(works, actor, name, added.id)
    for value in (getattr(read, "custom", None), getattr(read, "address", None)):
        if isinstance(value, dict):
            value["city"] = "changed"

    assert added == stored(works, actor, name, added.id)


def test_stale(works, actor, record):
    """
    A record saved by someone else in the meantime is not overwritten.
    """
    name, added = record
    with works.open(actor) as work:
        saved = getattr(work, name).save(added)
    with pytest.raises(Stale), works.open(actor) as work:
        getattr(work, name).save(added)

    assert saved == stored(works, actor, name, added.id)


def test_remove(works, actor, record):
    """
    What was removed is not there.
    """
    name, added = record
    with works.open(actor) as work:
        getattr(work, name).remove(getattr(work, name).get(added.id))
    with pytest.raises(NotFound):
        stored(works, actor, name, added.id)


def test_missing(works, actor, other_actor, record):
    """
    What does not exist, or is another organization's, cannot be read or saved.
    """
    name, added = record
    with pytest.raises(NotFound):
        stored(works, actor, name, uuid4())
    with pytest.raises(NotFound):
        stored(works, other_actor, name, added.id)
    with pytest.raises((NotFound, Stale)), works.open(other_actor) as work:
        getattr(work, name).save(added)

    assert added == stored(works, actor, name, added.id)


def test_many(works, actor, other_actor, record):
    """
    Of many ids, those that exist and are the organization's, each once, by id.
    """
    name, added = record
    second = evolve(
        added, id=uuid4(), **({"name": "other"} if name != "contacts" else {})
    )
    with works.open(actor) as work:
        getattr(work, name).add(second)
    ids = [second.id, uuid4(), added.id, second.id]
    expected = sorted([added, second], key=lambda each: each.id)

    with works.open(actor) as work:
        assert expected == getattr(work, name).many(ids)
    with works.open(other_actor) as work:
        assert [] == getattr(work, name).many(ids)


def test_rolls_back(works, actor, record):
    """
    When the block raises, nothing that it wrote stays.
    """
    name, added = record
    with pytest.raises(ZeroDivisionError), works.open(actor) as work:
        getattr(work, name).save(added)
        raise ZeroDivisionError

    assert added == stored(works, actor, name, added.id)


def test_reads_own_writes(works, actor, company):
    """
    Inside a transaction, what it wrote is there.
    """
    with works.open(actor) as work:
        work.companies.add(company)
        saved = work.companies.save(evolve(company, name="Port"))

        assert saved == work.companies.get(company.id)
        assert {"port": [company.id]} == work.companies.by_name(["port", "harbor"])


def test_now(works, actor):
    """
    A transaction has one moment, one change set, and ids of its own.
    """
    with works.open(actor) as work:
        assert work.now == work.now
        assert work.change_set_id == work.change_set_id
        assert 3 == len({work.new_id(), work.new_id(), work.change_set_id})


def test_finders(works, actor, other_actor, company, contact):
    """
    Live records of the organization are found by key, whoever they belong to.
    """
    with works.open(actor) as work:
        work.companies.add(company)
        work.contacts.add(evolve(contact, archived_at=None))
        archived = evolve(contact, id=uuid4(), emails=(ContactEmail("old@b.co"),))
        work.contacts.add(archived)

    asked = ["ada@b.co", "ada@c.co", "old@b.co", "x@b.co"]
    with works.open(actor) as work:
        assert dict.fromkeys(asked[:2], contact.id) == work.contacts.by_email(asked)
        assert {"harbor.example": [company.id]} == work.companies.by_domain(
            ["harbor.example", "x.example"]
        )
    with works.open(other_actor) as work:
        assert {} == work.contacts.by_email(asked)
        assert {} == work.companies.by_domain(["harbor.example"])


def test_tag_spellings(works, actor):
    """
    The first spelling of a tag wins, for good.
    """
    with works.open(actor) as work:
        assert ("Café", "New") == work.contacts.tag_spellings(["Café", "New"])
    with works.open(actor) as work:
        spelled = work.companies.tag_spellings(["NEW", "cafe", "Other"])

    assert ("New", "Café", "Other") == spelled
    assert ["new", "cafe", "other"] == [*map(tag_key, spelled)]


def test_custom_field_taken(works, actor):
    """
    Two custom fields of one kind of record never share a name.
    """
    with works.open(actor) as work:
        work.custom_fields.add(a_custom_field())
        work.custom_fields.add(a_custom_field(record="company"))
    with pytest.raises(CustomFieldTaken), works.open(actor) as work:
        work.custom_fields.add(a_custom_field())
    with works.open(actor) as work:
        assert ["shoe_size"] == [each.name for each in work.custom_fields.of("contact")]


def test_unknown_owner(works, actor, company):
    """
    A record cannot be assigned to someone whom the organization does not know.
    """
    with pytest.raises(Invalid) as caught, works.open(actor) as work:
        work.companies.add(evolve(company, assigned_to=uuid4()))

    assert ["assigned_to"] == [error.field for error in caught.value.errors]
