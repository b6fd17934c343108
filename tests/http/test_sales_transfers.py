"""
Files of leads and opportunities through HTTP.
"""

import csv
import io
from urllib.parse import urlencode

import pytest

from .test_transfers import send

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("witness")]

DEALS = "Deal,Company,Amount,Stage\nAlpha,Acme,5,Signed\nBeta,Acme,-1,Proposal\n"
LEADS = "Name,Email,Lead status\nAda Lee,ada@b.example,Contacted\nBob,nobody,\n"


def rows(answer):
    """
    The rows of a CSV file by header.
    """
    return [*csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))]


def test_deals_in_out_and_back(ours):
    """
    A stage is said to be ours; what is wrong names its column; one undo takes it back.
    """
    said = urlencode({"value": "Stage:signed=won"})
    report = send(ours.admin, f"opportunities/import/?{said}", DEALS).json()
    given = rows(ours.admin.get("opportunities/export/?company_id=none"))
    everything = rows(ours.admin.get("opportunities/export/"))
    undone = ours.admin.post(f"changes/{report['change_set']}/undo/")

    assert (1, 1) == (report["created"], report["companies_created"])
    reasons = report["refused"][0]["reasons"]
    assert [("Amount", "range")] == [(e["field"], e["code"]) for e in reasons]
    assert [("Alpha", "won", "Acme")] == [
        (each["name"], each["stage"], each["company"]) for each in everything
    ]
    assert [] == given
    assert 200 == undone.status_code
    assert [] == rows(ours.admin.get("opportunities/export/"))


def test_leads_in_and_out(ours):
    """
    Leads too; the file that goes out changes nothing when it comes back.
    """
    report = send(ours.admin, "leads/import/", LEADS).json()
    out = ours.admin.get("leads/export/")
    again = send(ours.admin, "leads/import/", out.content).json()

    assert (1, 1) == (report["created"], len(report["refused"]))
    assert [("Ada Lee", "contacted")] == [
        (each["title"], each["stage"]) for each in rows(out)
    ]
    assert (1, 0, 0) == (again["unchanged"], again["updated"], again["created"])


@pytest.mark.parametrize("plural", ["leads", "opportunities"])
def test_there_are_no_cards_of_them(ours, plural):
    """
    A vCard is refused when it is asked for; where it is only accepted, CSV is given.
    """
    asked = ours.admin.get(f"{plural}/export/?format=vcard")
    accepted = ours.admin.get(f"{plural}/export/", headers={"accept": "text/vcard"})

    assert 422 == asked.status_code
    assert "format" in {each["field"] for each in asked.json()["errors"]}
    assert accepted.headers["content-type"].startswith("text/csv")


def test_a_value_names_column_and_cell(ours):
    """
    One of a column that the file lacks, or of none, is told.
    """
    for said in ("Phase:x=y", "x"):
        query = urlencode({"value": said})
        answer = send(ours.admin, f"opportunities/import/?{query}", DEALS)
        assert 422 == answer.status_code
        assert ["value"] == [each["field"] for each in answer.json()["errors"]]


def test_only_who_may(ours):
    """
    A rep exports, but imports nothing; a viewer does neither.
    """
    for plural, file in (("leads", LEADS), ("opportunities", DEALS)):
        assert 403 == send(ours.rep, f"{plural}/import/", file).status_code
        assert 200 == ours.rep.get(f"{plural}/export/").status_code
        assert 403 == ours.viewer.get(f"{plural}/export/").status_code
