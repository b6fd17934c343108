"""
Files of leads and opportunities on the command line.
"""

import csv
import io

import pytest

pytestmark = pytest.mark.postgres

DEALS = (
    "Deal Name,Account,Amount,Stage,Close Date\n"
    "Alpha,Acme,€ 100,Contract Sent,2030-05-01\nBeta,Acme,7,Nowhere,\n"
)
LEADS = "Name,Email,Lead Status\nAda Lee,ada@b.example,Contacted\nBob,nobody,\n"


@pytest.fixture
def written(tmp_path, monkeypatch):
    """
    Writes a file into the folder where the commands are run; its name.
    """
    monkeypatch.chdir(tmp_path)

    def write(text, name):
        (tmp_path / name).write_text(text)
        return name

    return write


def test_deals_in_and_out(house, written, tmp_path):
    """
    A stage is said to be ours; the refused row comes back with the reason; what is
    exported changes nothing when it is imported again.
    """
    name = written(DEALS, "deals.csv")
    value = ("--value", "Stage:Contract Sent=negotiation")
    rehearsed = house.run("opportunities", "import", name, *value, "--dry-run")
    taken = house.run("opportunities", "import", name, *value)
    deal = house("opportunities", "show", "Alpha", "--json").json
    house("opportunities", "export", "-o", "out.csv")
    again = house("opportunities", "import", "out.csv", "--json").json

    assert (3, 3) == (rehearsed.code, taken.code)
    assert ("negotiation", "EUR", "Acme") == (
        deal["stage"],
        deal["currency"],
        deal["company_name"],
    )
    text = (tmp_path / "deals.refused.csv").read_text("utf-8-sig")
    (refused,) = csv.DictReader(io.StringIO(text))
    assert "Beta" == refused["Deal Name"]
    assert (1, 0, 0) == (again["unchanged"], again["updated"], again["created"])


def test_leads_in_and_out(house, written):
    """
    Leads too; a filter narrows what is given out.
    """
    taken = house.run("leads", "import", written(LEADS, "leads.csv"))
    given = house("leads", "export", "--filter", "email:ada@b.example").out
    none = house("leads", "export", "--filter", "stage:new").out

    assert 3 == taken.code
    (row,) = csv.DictReader(io.StringIO(given))
    assert ("Ada Lee", "contacted") == (row["title"], row["stage"])
    assert [] == [*csv.DictReader(io.StringIO(none))]


@pytest.mark.parametrize("plural", ["leads", "opportunities"])
def test_there_are_no_cards_of_them(house, plural):
    """
    A vCard is no format there is, is refused by the name of the file, and is not
    spoken of.
    """
    named = house.run(plural, "export", "--format", "vcard")
    filed = house.run(plural, "export", "-o", "x.vcf")
    said = house(plural, "export", "--help").out

    assert (2, True) == (named.code, "'csv', 'xlsx', 'jsonl'" in named.err)
    assert (1, True) == (filed.code, "text/vcard has no form" in filed.err)
    assert "vcard" not in said.lower()
    assert "vcard" in house("contacts", "export", "--help").out.lower()


def test_a_value_names_column_and_cell(house, written):
    """
    What is said of a column that the file lacks, or of none, is told.
    """
    name = written(DEALS, "deals.csv")
    lacking = house.run("opportunities", "import", name, "--value", "Phase:x=y")
    odd = house.run("opportunities", "import", name, "--value", "x")

    assert (1, True) == (lacking.code, "No column and cell 'Phase:x'" in lacking.err)
    assert 2 == odd.code
