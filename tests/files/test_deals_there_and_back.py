"""
Opportunities that are exported come back as they were.
"""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_core.companies import add_company
from crm_core.contacts import add_contact
from crm_core.opportunities import add_opportunity
from crm_core.transfers import export_opportunities, import_opportunities

from .parts import exported
from .samples import imported, told
from .test_there_and_back import (
    EXAMPLES,
    PHASES,
    House,
    differing,
    lines,
    own,
    paragraphs,
    tags,
)

# What names records by their ids is there again by name and by e-mail address.
LOCAL = {"contact_id", "company_id", "contact_roles"}
REASONS = ["Price", "Timing", "Other"]

amounts = st.decimals(0, 10**10 - 1, places=2).map(str)
days = st.dates().map(str)
items = st.lists(
    st.fixed_dictionaries(
        {"product": lines},
        optional={
            "quantity": st.decimals("0.5", 999, places=1).map(str),
            "unit_price": st.decimals(0, 9999, places=2).map(str),
            "discount": st.integers(0, 100),
        },
    ),
    max_size=3,
)
common = {
    "value": amounts, "currency": st.sampled_from(["EUR", "USD", "JPY"]),
    "expected_close_date": days, "source": lines, "competitor": lines,
    "line_items": items, "next_step": lines, "next_step_on": days,
    "description": paragraphs, "tags": st.lists(tags, max_size=3), "custom": own,
}  # fmt: skip
open_ones = st.fixed_dictionaries(
    {"stage": st.sampled_from(["qualification", "proposal", "negotiation"])},
    optional=common
    | {
        "probability": st.integers(0, 100),
        "forecast_category": st.sampled_from(["pipeline", "best_case", "commit"]),
    },
)
past = st.dates(max_value=date(2020, 1, 1)).map(str)
won = st.fixed_dictionaries(
    {"stage": st.just("won"), "actual_close_date": past}, optional=common
)
lost = st.fixed_dictionaries(
    {
        "stage": st.just("lost"),
        "actual_close_date": past,
        "lost_reason": st.sampled_from(REASONS),
    },
    optional={**common, "lost_note": paragraphs},
)
recurring = st.just({}) | st.fixed_dictionaries(
    {
        "recurring_value": amounts,
        "recurring_period": st.sampled_from(["monthly", "yearly"]),
    }
)
deals = st.builds(dict.__or__, open_ones | won | lost, recurring)


def peopled():
    """
    A house with a company and two people whom deals may be with.
    """
    house = House()
    firm = house.run(add_company, name="=Acme; Ltd, 株式会社")
    people = [
        house.run(
            add_contact, first_name=name, last_name="X", email=f"{name}@x.example"
        )
        for name in ("ada", "bob")
    ]
    return house, firm, people


def filled(drawn):
    """
    A house with these opportunities, the half of them with a company, a contact and
    somebody in a role, and a colleague's.
    """
    house, firm, (ada, bob) = peopled()
    roles = [{"contact_id": str(bob.id), "role": "Judge; 1"}]
    for place, deal in enumerate(drawn):
        fields = dict(deal)
        if place % 2 == 0:
            fields |= {
                "company_id": str(firm.id), "contact_id": str(ada.id),
                "contact_roles": roles, "assigned_to": house.mate,
            }  # fmt: skip
        house.run(add_opportunity, name=f"{place:04} d", past_dates=True, **fields)
    return house


def rows(house, style):
    """
    What there is, as far as a file carries it from house to house.
    """
    return [
        {name: cell for name, cell in row.items() if name not in LOCAL}
        for row in house.rows(export_opportunities, style)
    ]


@pytest.mark.parametrize("style", ["csv", "jsonl", "xlsx"])
def test_opportunities_there_and_back(style):
    """
    Into another organization all come as they were, with the company, the contact and
    the owner by name; into the same one nothing is changed.
    """

    @settings(max_examples=EXAMPLES[style], phases=PHASES)
    @given(st.lists(deals, min_size=1, max_size=4 if style != "xlsx" else 20))
    def check(drawn):
        here, (there, *_) = filled(drawn), peopled()
        data = exported(here.crm, here.me, style, export=export_opportunities)

        again = imported(here.crm, here.me, data, use_case=import_opportunities)
        moved = imported(there.crm, there.me, data, use_case=import_opportunities)

        assert (len(drawn), 0, 0, []) == (
            again.unchanged, again.created, again.updated, told(again.refused),
        )  # fmt: skip
        assert (len(drawn), []) == (moved.created, told(moved.refused))
        assert [] == differing(rows(here, style), rows(there, style))

    check()
