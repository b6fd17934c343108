from functools import partial

import pytest

from crm_core.companies import add_company
from crm_core.contacts import add_contact
from crm_core.custom_fields import add_custom_field
from crm_core.transfers import (
    FileUnreadable,
    ImportOptions,
    export_companies,
    import_companies,
    import_contacts,
)
from tests.taking_in import taken_at_once

from .parts import exported
from .samples import contacts, imported, real_files, told

ABOUT_SOMETHING_ELSE = {
    *("hubspot_activities.csv", "hubspot_deals.csv", "hubspot_tickets.csv"),
    "leads.csv",
}


@pytest.mark.parametrize("style", ["csv", "vcard"])
def test_importing_an_export_back_changes_nothing(crm, actor, style):
    """
    What goes out comes in again as it was, formulas and all.
    """
    crm.run(actor, add_custom_field, record="contact", name="langs", kind="tags")
    acme = crm.run(actor, add_company, name="=Acme, Ltd", domain="acme.example")
    crm.run(
        actor,
        add_contact,
        first_name="=1+1",
        last_name='O"Brien; Jr',
        emails=[{"address": "a@x.example"}, {"address": "h@x.example", "kind": "home"}],
        phones=[
            {"number": "+49 30 1,2", "kind": "fax"},
            {"number": "110", "kind": "mobile"},
        ],
        address={"street": "Main St 1\nFloor 2", "city": "Köln"},
        social_profiles={
            "linkedin": "https://linkedin.com/in/a",
            "website": "https://a.example",
        },
        tags=["a|b", "@c"],
        notes='-line\n\n"quoted", and\ttab',
        company_id=str(acme.id),
        custom={"langs": ["de", "en"]},
        do_not_contact=True,
    )
    crm.run(actor, add_contact, email="only@x.example")
    crm.run(actor, add_contact, first_name="No", last_name="Address", title="'=x")
    before = contacts(crm, actor)

    report = imported(crm, actor, exported(crm, actor, style))

    assert (3, [], 0) == (report.unchanged, told(report.refused), report.created)
    assert before == contacts(crm, actor)


@pytest.mark.parametrize(
    ("formats", "known"), [({}, False), ({"phone_country": "DE"}, True)]
)
def test_numbers_of_one_country_are_known_with_its_code(crm, actor, formats, known):
    """
    A number as it is dialled at home is that of somebody who is known by it as it is
    dialled from abroad, once the file says where it is from.
    """
    crm.run(actor, add_contact, last_name="Ott", phone="+49 30 90182")
    text = "Last name,Phone,Department\nOtt,030 90182,Sales\n"

    options = ImportOptions(formats=formats)
    report = taken_at_once(partial(crm.run, actor), text, options=options)

    assert (int(known), int(not known)) == (report.updated, report.created)


def test_companies_come_back_too(crm, actor):
    """
    Companies with parents, owners and tags.
    """
    group = crm.run(actor, add_company, name="Group")
    crm.run(
        actor, add_company, name="+Acme", parent_id=str(group.id), tags=["a b"],
        website="https://acme.example", address={"city": "Bonn"}, phone="+49 30 1",
    )  # fmt: skip
    data = exported(crm, actor, export=export_companies)
    report = imported(crm, actor, data, use_case=import_companies)

    assert (2, 0, 0) == (report.unchanged, report.updated, report.created)


@pytest.mark.parametrize("path", real_files("import_csv") + real_files("import_vcard"))
def test_real_files_are_imported_and_known_again(crm, actor, path):
    """
    Every row of every real file is accounted for; the second time none is new.
    """
    use_case = import_companies if "compan" in path.name else import_contacts
    if path.suffix == ".xml" or path.name in ABOUT_SOMETHING_ELSE:
        with pytest.raises(FileUnreadable, match=r"No column tells|XML"):
            imported(crm, actor, path.read_bytes(), use_case=use_case)
        return
    report = imported(crm, actor, path.read_bytes(), use_case=use_case)
    again = imported(crm, actor, path.read_bytes(), use_case=use_case)

    assert report.rows == sum(
        [
            report.created, report.updated, report.unchanged, report.repeated,
            report.companies_only, len(report.refused),
        ]
    )  # fmt: skip
    assert all(each.reasons for each in report.refused)
    assert (0, 0, 0) == (again.created, again.updated, again.companies_created)
