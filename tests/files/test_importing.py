import pytest
from attrs import evolve

from crm_core.access import save_user
from crm_core.changes import list_change_sets, undo_change_set
from crm_core.companies import add_company
from crm_core.contacts import add_contact, edit_contact
from crm_core.custom_fields import add_custom_field
from crm_core.shared import Forbidden, Invalid, Permission, Visibility
from crm_core.transfers import (
    FileUnreadable,
    Known,
    import_companies,
)
from tests.builders import a_colleague

from .parts import exported_rows
from .samples import companies, contacts, imported, told


def figures(report):
    """
    What the report counts, without what differs from run to run.
    """
    return evolve(report, change_set_id=None)


PEOPLE = (
    "First Name,Last Name,Email,Company,Tags\n"
    "Ann,Lee,ann@x.example,Acme,VIP\n"
    "Bob,Ray,bob@x.example,acme,\n"
    ",,not an address,,\n"
    "Cy,Doe,,Other,\n"
)


def test_people_are_imported_and_taken_back(crm, actor):
    """
    One change set holds contacts and companies; undoing it leaves nothing.
    """
    report = imported(crm, actor, PEOPLE, label="people.csv")

    assert (4, 3, 2, 1) == (
        report.rows, report.created, report.companies_created, len(report.refused),
    )  # fmt: skip
    assert [(4, "Email: Not an e-mail address.")] == told(report.refused)
    assert {"Ann", "Bob", "Cy"} == set(contacts(crm, actor))
    assert "Acme" == contacts(crm, actor)["Bob"].company_name
    assert "Import people.csv" == crm.run(actor, list_change_sets).items[0].label

    crm.run(actor, undo_change_set, report.change_set_id)

    assert ({}, {}) == (contacts(crm, actor), companies(crm, actor))


def test_the_same_file_again_changes_nothing(crm, actor):
    """
    IMP-10: no row is new the second time, with an e-mail address or without.
    """
    imported(crm, actor, PEOPLE)
    again = imported(crm, actor, PEOPLE)

    assert (0, 0, 3) == (again.created, again.updated, again.unchanged)
    assert 1 == len(crm.run(actor, list_change_sets).items)


def test_a_rehearsal_reports_the_same_and_writes_nothing(crm, actor):
    """
    The figures of a dry run are those of the run, over several chunks.
    """
    lines = [
        f"P{n},Doe,p{n % 700}@x.example,Firm {n % 7},t{n % 3}" for n in range(1_200)
    ]
    data = PEOPLE + "\n".join(lines)
    rehearsed = imported(crm, actor, data, dry_run=True)
    assert {} == contacts(crm, actor)

    done = imported(crm, actor, data)

    assert figures(rehearsed) == figures(done)
    assert (703, 500) == (done.created, done.repeated)


def test_one_person_in_many_rows_is_one_person(crm, actor):
    """
    IMP-11: the address in other spellings, in the same chunk and in a later one; the
    first row counts, later ones fill what is blank.
    """
    filler = "".join(f"F{n},,f{n}@x.example\n" for n in range(600))
    data = (
        "First Name,Job Title,Email\nAnn,,a@x.example\n"
        " Anna ,Boss, A@X.EXAMPLE \n" + filler + "Annie,Chief,mailto:a@x.example\n"
    )
    report = imported(crm, actor, data)

    assert (601, 2) == (report.created, report.repeated)
    assert [3, 604] == [remark.line for remark in report.remarks]
    found = exported_rows(crm, actor)[0]
    assert ("Ann", "Boss") == (found["first_name"], found["title"])


def test_two_equal_rows_are_one_person(crm, actor):
    """
    Without an address too; who says something new is someone else.
    """
    data = "Name,Phone\nAnn Lee,1234\nAnn Lee,1234\nAnn Lee,5678\n,9999\n,9999\n"
    report = imported(crm, actor, data)

    assert (3, 2) == (report.created, report.repeated)
    assert 0 == imported(crm, actor, data).created


@pytest.mark.parametrize(
    ("known", "title", "phone"),
    [
        (Known.UPDATE, "Boss", "111"),
        (Known.FILL, "Clerk", "111"),
        (Known.SKIP, "Clerk", None),
    ],
)
def test_what_becomes_of_known_people_is_chosen(crm, actor, known, title, phone):
    """
    Update, fill or skip; IMP-20: a blank cell never erases.
    """
    crm.run(actor, add_contact, first_name="Ann", email="a@x.example", title="Clerk")
    data = "First Name,Email,Job Title,Phone\n,A@x.example,Boss,111\n"
    imported(crm, actor, data, known=known)

    ann = contacts(crm, actor)["Ann"]
    assert (title, phone) == (ann.title, ann.phone)


def test_lists_grow_and_a_cell_can_clear(crm, actor):
    """
    Addresses, numbers and tags are added; "[clear]" empties a field.
    """
    crm.run(
        actor, add_contact, first_name="Ann", emails=[{"address": "a@x.example"}],
        tags=["VIP"], title="Clerk", notes="kept",
    )  # fmt: skip
    data = "Email,E-mail 2,Tags,Title,Notes\na@x.example,b@x.example,vip;New,[clear],\n"
    report = imported(crm, actor, data)

    ann = contacts(crm, actor)["Ann"]
    assert 1 == report.updated
    assert ["a@x.example", "b@x.example"] == [each["address"] for each in ann.emails]
    assert (["VIP", "New"], None, "kept") == (list(ann.tags), ann.title, ann.notes)


def test_an_import_is_undone_around_later_edits(crm, actor):
    """
    IMP-22: updated people are restored; who was edited since is reported and kept.
    """
    old = crm.run(actor, add_contact, first_name="Old", email="old@x.example")
    report = imported(
        crm, actor, "First Name,Email\nNew,n@x.example\nNewer,old@x.example\n"
    )
    new = contacts(crm, actor)["New"]
    crm.run(actor, edit_contact, new.id, title="Edited")

    undone = crm.run(actor, undo_change_set, report.change_set_id, keep_changed=True)

    assert {"New", "Old"} == set(contacts(crm, actor))
    assert [new.id] == [kept.record.id for kept in undone.kept]
    assert old.id == contacts(crm, actor)["Old"].id


def test_companies_are_resolved_once(crm, actor):
    """
    IMP-19: by domain, then by name, created once; an ambiguous name refuses the row.
    """
    known = crm.run(actor, add_company, name="Acme Ltd", domain="acme.example")
    for _ in range(2):
        crm.run(actor, add_company, name="Twin")
    report = imported(
        crm,
        actor,
        "Name,Email,Company,Company Domain\n"
        "Ann,a@x.example,Whatever,www.acme.example\n"
        "Bob,b@x.example,ACME ltd,\n"
        "Cy,c@x.example,Twin,\n"
        "Di,d@x.example,Fresh,fresh.example\n"
        "Eve,e@x.example,,fresh.example\n",
    )

    found = contacts(crm, actor)
    assert known.id == found["Ann"].company_id == found["Bob"].company_id
    assert found["Di"].company_id == found["Eve"].company_id
    assert [(4, "Company: 2 companies are called 'Twin'.")] == told(report.refused)
    assert 1 == report.companies_created


def test_rows_about_companies_alone_make_companies(crm, actor):
    """
    An address book holds firms too; they are no people.
    """
    card = (
        "BEGIN:VCARD\nVERSION:3.0\nFN:Acme\nORG:Acme\nTEL:+49 30 123\n"
        "URL:acme.example\nX-ABShowAs:COMPANY\nEND:VCARD\n"
    )
    report = imported(crm, actor, card)

    acme = companies(crm, actor)["Acme"]
    assert (0, 1) == (report.created, report.companies_only)
    assert ("+49 30 123", "acme.example") == (acme.phone, acme.domain)
    assert {} == contacts(crm, actor)


def test_owners_are_people_of_the_organization(crm, actor, other_actor):
    """
    IMP-14, IMP-15: by e-mail or name; an unknown one is remarked and never linked,
    and refused when a person mapped the column.
    """
    sam = a_colleague(actor)
    crm.run(actor, save_user, sam.user_id, name="Sam Sales", email="sam@x.example")
    crm.run(other_actor, save_user, other_actor.user_id, email="spy@y.example")
    data = (
        "Name,Email,Contact owner\nAnn,a@x.example,SAM@x.example\n"
        "Bob,b@x.example,sam sales\nCy,c@x.example,spy@y.example\n"
    )
    report = imported(crm, actor, data)
    strict = imported(crm, actor, data, map={"Contact owner": "owner"})

    owners = {name: row.assigned_to for name, row in contacts(crm, actor).items()}
    assert {"Ann": sam.user_id, "Bob": sam.user_id, "Cy": actor.user_id} == owners
    assert [4] == [remark.line for remark in report.remarks]
    assert [(4, "Contact owner: Nobody here is known as 'spy@y.example'.")] == told(
        strict.refused
    )


def test_companies_of_others_are_out_of_reach(crm, actor, other_actor):
    """
    IMP-15: an id of another organization refuses the row; foreign numbers mean
    nothing.
    """
    theirs = crm.run(other_actor, add_company, name="Theirs")
    data = f"Name,company_id\nAnn,{theirs.id}\nBob,4711\n"
    report = imported(crm, actor, data)

    assert [(2, "company_id: No such company here.")] == told(report.refused)
    assert {"Bob"} == set(contacts(crm, actor))
    assert {"company_id": 1} == report.unused


def test_people_whom_one_may_not_see_stay_untouched(crm, actor):
    """
    A row about someone else's contact is refused; no second person gets the address.
    """
    crm.run(actor, add_contact, first_name="Hidden", email="h@x.example")
    rep = a_colleague(actor, visibility=Visibility.OWN)
    report = imported(crm, rep, "Name,Email\nEve,h@x.example\n")

    assert [(2, "Email: A contact that you may not see has this address.")] == told(
        report.refused
    )
    assert {"Hidden"} == set(contacts(crm, actor))


def test_custom_fields_are_filled(crm, actor):
    """
    The organization's own fields, each checked as its kind wants.
    """
    for name, kind in (("budget", "number"), ("vip", "flag"), ("langs", "tags")):
        crm.run(actor, add_custom_field, record="contact", name=name, kind=kind)
    data = "Name,Budget,VIP,Langs\nAnn,12.5,yes,de;en\nBob,a lot,no,\n"
    choices = {"Budget": "custom.budget", "VIP": "custom.vip", "Langs": "custom.langs"}
    report = imported(crm, actor, data, map=choices)

    assert {"budget": "12.5", "vip": True, "langs": ["de", "en"]} == (
        contacts(crm, actor)["Ann"].custom
    )
    assert [(3, "Budget: Not a number.")] == told(report.refused)


def test_a_file_about_something_else_is_refused(crm, actor):
    """
    Deals and tickets have no column that names a person.
    """
    with pytest.raises(FileUnreadable, match="No column tells"):
        imported(crm, actor, "Deal Name,Amount\nBig,5\n")


def test_importing_needs_its_permission(crm, actor):
    """
    Writing one contact is less than writing a file of them; a company is made only
    by who may.
    """
    with pytest.raises(Forbidden):
        imported(crm, a_colleague(actor, without=[Permission.CONTACT_IMPORT]), PEOPLE)
    with pytest.raises(Forbidden):
        imported(crm, a_colleague(actor, without=[Permission.COMPANY_WRITE]), PEOPLE)
    assert {} == contacts(crm, actor)


def test_companies_are_imported(crm, actor):
    """
    By domain, then by name; parents are found or made, and never stand below.
    """
    data = (
        "Company name,Website,Parent Company,Number of Employees\n"
        "Acme,https://acme.example,Group,50\n"
        "ACME,,,\nGroup,,,900\nOther Acme,acme.example,,\nSelf,,Self,\nGroup,,Acme,\n"
    )
    report = imported(crm, actor, data, use_case=import_companies)

    found = companies(crm, actor)
    assert {"Acme", "Group"} == set(found)
    assert found["Group"].id == found["Acme"].parent_id
    assert ("50", "900") == (found["Acme"].size, found["Group"].size)
    assert [
        (6, "Parent Company: A company is not its own parent."),
        (7, "Parent Company: This parent stands below the company itself."),
    ] == told(report.refused)
    assert 0 == imported(crm, actor, data, use_case=import_companies).created


def test_people_can_be_known_by_the_rules_for_duplicates(crm, actor):
    """
    A person spelled otherwise is the same one, also in the file itself; relatives and
    colleagues are not.
    """
    crm.run(actor, add_contact, first_name="Robert", last_name="Smithson",
            phones=[{"number": "+49 30 1234567"}])  # fmt: skip
    data = (
        "First Name,Last Name,Phone,Job Title\n"
        "Bob,Smithson,030 1234567,Boss\n"
        "Rob,Smithson,+49301234567,Chief\n"
        "Anna,Smithson,030 1234567,\n"
        "Bob,Miller,030 1234567,\n"
    )
    report = imported(crm, actor, data, match=["duplicates"])

    assert (2, 1, 1) == (report.created, report.updated, report.repeated)
    assert {"Anna", "Bob"} <= set(contacts(crm, actor))
    with pytest.raises(Invalid, match="phone"):
        imported(crm, actor, data, match=["shoe"])
