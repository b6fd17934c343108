"""
Leads that are exported come back as they were.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_core.companies import add_company
from crm_core.contacts import add_contact
from crm_core.leads import add_lead, convert_lead
from crm_core.transfers import export_leads, import_leads

from .parts import exported
from .samples import imported, told
from .test_there_and_back import (
    EXAMPLES,
    PHASES,
    House,
    addresses,
    differing,
    jobs,
    lines,
    own,
    paragraphs,
    tags,
    words,
)

amounts = st.decimals(0, 10**10 - 1, places=2).map(str)
days = st.dates().map(str)
urls = st.sampled_from(["https://a.example/x?y=1,2;3", "http://b.example"])
common = {
    "job_title": jobs, "phone": st.sampled_from(["+49 30 1234", "(030) 1,2"]),
    "company_name": jobs, "website": urls, "address": addresses, "value": amounts,
    "currency": st.sampled_from(["EUR", "USD"]), "expected_close_date": days,
    "source": lines, "campaign": lines, "medium": lines, "referrer": urls,
    "landing_page": urls, "product": lines, "language": st.sampled_from(["de", "pt-BR"]),
    "employees": st.integers(0, 10**6), "next_step": lines, "next_step_on": days,
    "capture": st.dictionaries(words, lines, max_size=2), "description": paragraphs,
    "tags": st.lists(tags, max_size=3), "custom": own, "title": jobs,
    "answers": st.fixed_dictionaries({}, optional={"need": st.just("Some")}),
}  # fmt: skip
open_ones = st.fixed_dictionaries(
    {"stage": st.sampled_from(["new", "contacted", "proposal"])},
    optional=common | {"probability": st.integers(0, 100)},
)
lost = st.fixed_dictionaries(
    {
        "stage": st.just("disqualified"),
        "lost_reason": st.sampled_from(["No budget", "Other"]),
    },
    optional=common | {"lost_note": paragraphs},
)


def filled(drawn):
    """
    A house with these leads, the first of them converted, half of them a colleague's.
    """
    house = House()
    for place, lead in enumerate(drawn):
        fields = dict(lead)
        if place % 2 == 0:
            fields |= {"assigned_to": house.mate, "email": f"p{place}@x.example"}
        made = house.run(
            add_lead,
            last_name=f"{place:04} n",
            past_dates=True,
            allow_duplicates=True,
            **fields,
        )
        if place == 0 and lead["stage"] != "disqualified":
            house.run(convert_lead, made.id, opportunity=False)
    return house


def rows(house, style):
    """
    What there is, as far as a file carries it from house to house; answers that nobody
    asks for are not.
    """
    found = house.rows(export_leads, style)
    return [{n: cell for n, cell in row.items() if n != "contact_id"} for row in found]


@pytest.mark.parametrize("style", ["csv", "jsonl", "xlsx"])
def test_leads_there_and_back(style):
    """
    Into another organization all come as they were, converted ones too; into the same
    one nothing is changed.
    """

    @settings(max_examples=EXAMPLES[style], phases=PHASES)
    @given(
        st.lists(open_ones | lost, min_size=1, max_size=4 if style != "xlsx" else 20)
    )
    def check(drawn):
        here, there = filled(drawn), House()
        data = exported(here.crm, here.me, style, export=export_leads)

        again = imported(here.crm, here.me, data, use_case=import_leads)
        moved = imported(there.crm, there.me, data, use_case=import_leads)

        assert (len(drawn), 0, 0, []) == (
            again.unchanged, again.created, again.updated, told(again.refused),
        )  # fmt: skip
        assert (len(drawn), []) == (moved.created, told(moved.refused))
        assert [] == differing(rows(here, style), rows(there, style))

    check()


def test_links_are_kept_where_they_lead_somewhere():
    """
    A lead's contact and company stay linked in the same organization.
    """
    house = House()
    firm = house.run(add_company, name="Acme")
    ada = house.run(add_contact, first_name="Ada", last_name="Lee")
    links = {"contact_id": str(ada.id), "company_id": str(firm.id)}
    house.run(add_lead, title="A", **links)
    data = exported(house.crm, house.me, "csv", export=export_leads)

    report = imported(house.crm, house.me, data, use_case=import_leads)
    other = House()
    moved = imported(other.crm, other.me, data, use_case=import_leads)

    assert (1, 0, 1) == (report.unchanged, report.updated, moved.created)
    (row,) = house.rows(export_leads, "csv")
    assert "A" == row["title"]
