"""
A real sales pipeline, taken in whole, in memory and on PostgreSQL.
"""

import csv
from decimal import Decimal
from functools import partial

import pytest

from crm_adapters.bootstrap.importing import understood
from crm_core.companies import list_companies
from crm_core.opportunities import list_opportunities
from crm_core.shared import PageRequest, Query
from crm_core.transfers import (
    ImportOptions,
    Noun,
    export_opportunities,
    import_companies,
    import_opportunities,
)

from .parts import exported_rows
from .samples import REAL

FOLDER = REAL / "sales_maven" / "dev"
PIPELINE = FOLDER / "sales_pipeline_as_seen_2017-07-31.csv"
HUBSPOT = REAL / "import_csv" / "hubspot_dummy" / "hubspot_deals.csv"
STAGES = {
    "Appointment Scheduled": "discovery", "Qualified to Buy": "qualification",
    "Presentation Scheduled": "proposal", "Decision Maker Bought-In": "proposal",
    "Contract Sent": "negotiation",
}  # fmt: skip
needed = pytest.mark.skipif(not REAL.is_dir(), reason=f"no real files here: {REAL}")


def report_of(run, path, noun, take, **options):
    """
    The report of a file taken in at once.
    """
    match = options.pop("match", ())
    with path.open("rb") as file:
        ready = understood(run, file, noun, ImportOptions(**options))
        return run(partial(take, mapping=ready.mapping, match=match), ready.source.rows)


@needed
def test_a_year_of_deals(crm, actor):
    """
    Every row is in, at one of the accounts; the sums by stage and by closing month are
    the file's; the same file again changes nothing.
    """
    run = partial(crm.run, actor)
    report_of(run, FOLDER / "accounts.csv", Noun.COMPANIES, import_companies)
    options = {
        "choices": {"opportunity_id": "new:text"},
        "values": {"deal_stage:Engaging": "proposal"},
        "match": ("custom.opportunity_id",),
    }
    take = partial(
        report_of, run, PIPELINE, Noun.OPPORTUNITIES, import_opportunities, **options
    )
    first, again = take(), take()
    with PIPELINE.open() as file:
        rows = list(csv.DictReader(file))

    assert (len(rows), len(rows), 0, 0) == (
        first.rows, first.created, len(first.refused), first.companies_created,
    )  # fmt: skip
    assert (len(rows), 0, 0) == (again.unchanged, again.updated, again.created)
    stored = exported_rows(crm, actor, export=export_opportunities)
    stages = {"Won": "won", "Lost": "lost", "Engaging": "proposal"}
    expected = sorted(
        (
            each["opportunity_id"], stages[each["deal_stage"]],
            each["account"] or None, each["close_date"] or None,
            Decimal(each["close_value"] or 0),
        )
        for each in rows
    )  # fmt: skip
    assert expected == sorted(
        (
            each["custom.opportunity_id"], each["stage"], each["company"],
            each["actual_close_date"], Decimal(each["value"]),
        )
        for each in stored
    )  # fmt: skip
    assert 85 == len(run(list_companies, Query(), PageRequest(size=200)).items)


@needed
def test_deals_of_a_program(crm, actor):
    """
    With its stages said to be ours, all rows are in with what they are worth; without
    that each is refused for its pipeline or stage, and nothing is made.
    """
    run = partial(crm.run, actor)
    take = partial(report_of, run, HUBSPOT, Noun.OPPORTUNITIES, import_opportunities)
    refused = take()
    values = {f"Deal Stage:{theirs}": ours for theirs, ours in STAGES.items()}
    values |= {f"Pipeline:{name} Pipeline": "Sales" for name in ("Sales", "Renewals")}
    taken = take(values=values)
    with HUBSPOT.open() as file:
        rows = list(csv.DictReader(file))

    assert (len(rows), 0) == (len(refused.refused), refused.companies_created)
    assert (len(rows), 0) == (taken.created, len(taken.refused))
    found, page = [], PageRequest(size=200)
    for number in range(1, 4):
        page = PageRequest(number=number, size=200)
        found += run(list_opportunities, Query(), page).items
    assert sum(Decimal(each["Amount"] or 0) for each in rows) == sum(
        each.value for each in found
    )
    lost = [each for each in rows if each["Deal Stage"] == "Closed Lost"]
    assert len(lost) == sum(each.status == "lost" for each in found)
