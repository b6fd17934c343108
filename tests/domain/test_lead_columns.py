"""
Where the columns of other programs' leads go, and what their cells say.
"""

import pytest

from crm_core.transfers import Noun, draft_lead, suggest_mapping
from crm_core.transfers.model import lead_state_said

# "header = field", "-" for none.
PRESETS = {
    "HubSpot": "Record ID = -; First Name = first_name; Last Name = last_name;"
    " Email = email; Lead Status = stage; Contact owner = owner; Lifecycle Stage = -;"
    " Associated Company Domain = company_domain; Website URL = website",
    "Salesforce": "FirstName = first_name; LastName = last_name; Title = job_title;"
    " Company = company; Email = email; Status = stage; LeadSource = source;"
    " IsConverted = -; ConvertedDate = converted_at; OwnerId = -;"
    " NumberOfEmployees = employees",
    "Pipedrive": "Lead - Title = title; Lead - Value = value; Lead - Owner = owner;"
    " Lead - Labels = tags; Person - Name = full_name; Person - Email = email;"
    " Organization - Name = company; Lead - ID = -",
    "Zoho CRM": "Lead Owner = owner; First Name = first_name; Last Name = last_name;"
    " Title = job_title; Company = company; Lead Source = source; Lead Status = stage;"
    " No. of Employees = employees; Annual Revenue = -",
    "Dynamics 365": "(Do Not Modify) Lead = -; Topic = title; Name = full_name;"
    " Status Reason = stage; Company Name = company; Est. Value = value",
}


def draft(**cells):
    """
    What a row of these cells says.
    """
    return draft_lead(cells, suggest_mapping([*cells], Noun.LEADS))


@pytest.mark.parametrize("program", PRESETS)
def test_columns_of_a_program(program):
    """
    The program is recognised, and its columns go where they belong.
    """
    expected = dict(each.strip().split(" = ") for each in PRESETS[program].split(";"))
    mapping = suggest_mapping([*expected], Noun.LEADS)
    found = {each.header: each.spelling for each in mapping.columns}

    assert program == mapping.preset
    assert expected == {**dict.fromkeys(expected, "-"), **found}


@pytest.mark.parametrize(
    ("headers", "place"),
    [
        ("Title,First Name", "job_title"),
        ("Title,First Name,Job Title", "title"),
        ("title,description,lead_value", "title"),
    ],
)
def test_what_a_title_is(headers, place):
    """
    That of a person's job beside names, and the lead's own otherwise.
    """
    columns = suggest_mapping(headers.split(","), Noun.LEADS).columns

    assert place == columns[0].spelling


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("Open - Not Contacted", "new"), ("Neu", "new"), ("Open", "new"),
        ("Working - Contacted", "working"), ("En cours", "working"),
        ("Closed - Converted", "won"), ("Konvertiert", "won"),
        ("Junk Lead", "lost"), ("Closed - Not Converted", "lost"), ("Lost", "lost"),
        ("Qualified", None), ("Bad Timing", None),
    ],
)  # fmt: skip
def test_words_for_states(word, state):
    """
    What programs call how far a lead is; nothing is guessed.
    """
    assert state == lead_state_said(word)


def test_there_is_one_of_each():
    """
    Further addresses, numbers and hosts are counted; a range is no number of people.
    """
    cells = {
        "Name": "Ada Lee", "Email": "a@b.example; c@d.example", "Phone": "+49 30 1",
        "Mobile": "+49 30 2", "Website": "https://x.example", "Company": "Acme",
        "Company domain": "y.example", "Employees": "11-50",
    }  # fmt: skip
    found = draft(**cells)

    assert ("Ada", "Lee", "a@b.example", "+49 30 1", "Acme") == tuple(
        found.fields[name]
        for name in ("first_name", "last_name", "email", "phone", "company_name")
    )
    assert ["Company domain", "Email", "Employees", "Mobile"] == sorted(found.unused)
    assert "1200" == draft(Name="A", Employees="1200").fields["employees"]


def test_a_domain_alone_is_the_website():
    """
    Where the file knows no other.
    """
    found = draft(Name="A", **{"Company domain": "y.example"})

    assert ("y.example", "y.example") == (found.fields["website"], found.domain)
