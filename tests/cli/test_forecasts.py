"""
Forecasts on the command line: measured on a file of deals, without a database.
"""

import csv
from datetime import date, timedelta

import pytest

from tests.files.samples import REAL

from .terminal import Terminal

organizations = pytest.importorskip("benchmarks.organizations")

HEADER = ["opened", "closed", "status", "amount"]
COLUMNS = ["--opened", "opened", "--closed", "closed", "--status", "status"]
COLUMNS += ["--won", "won", "--amount", "amount"]
EVALUATE = ["opportunities", "forecast", "evaluate"]
MAVEN = REAL / "sales_maven" / "dev" / "sales_pipeline_as_seen_2017-07-31.csv"


@pytest.fixture
def alone(tmp_path):
    """
    A terminal without a database.
    """
    return Terminal(tmp_path, {})


@pytest.fixture
def written(tmp_path):
    """
    Writes rows into a file.
    """

    def write(rows, header=HEADER):
        path = tmp_path / "deals.csv"
        with path.open("w", newline="") as file:
            csv.writer(file).writerows([header, *rows])
        return str(path)

    return write


def rows_of(name, *, day=date.isoformat, money="{}".format):
    """
    The deals of an invented organization as rows.
    """
    deals = organizations.deals_of(organizations.KINDS[name], 4)
    return [
        [
            day(deal.opened),
            day(deal.closed) if deal.closed else "",
            {True: "Won", False: "Lost", None: "Open"}[deal.won],
            money(deal.amount) if deal.amount is not None else "",
        ]
        for deal in deals
    ]


def test_the_measures(alone, written):
    """
    A row for each month with what came, the quantiles and the plain methods; the
    measures are those of the rows.
    """
    found = alone(*EVALUATE, written(rows_of("few deals")), *COLUMNS, "--json").json

    rows = found["origins"]
    came = sum(row["actual"] for row in rows)
    wrong = sum(abs(row["point"] - row["actual"]) for row in rows)
    naive = found["naive"]["mean_of_last_three"]
    assert found["n_origins"] == len(rows) >= 18
    assert found["wape"] == pytest.approx(wrong / came, abs=1e-5)
    assert found["coverage"] == pytest.approx(
        sum(row["p10"] <= row["actual"] <= row["p90"] for row in rows) / len(rows),
        abs=1e-5,
    )
    assert naive["wape"] == pytest.approx(
        sum(abs(row["naive"]["mean_of_last_three"] - row["actual"]) for row in rows)
        / came,
        abs=1e-5,
    )
    last = rows[-1]["naive"]
    assert rows[-2]["actual"] == last["last_month"]
    assert last["mean_of_last_three"] == pytest.approx(
        sum(row["actual"] for row in rows[-4:-1]) / 3, abs=0.01
    )
    assert rows[-13]["actual"] == last["same_month_last_year"]
    assert [] == found["rows"]["refused"]


def test_other_ways_to_write(alone, written):
    """
    Days as people and machines write them, amounts with a currency, thousands and a
    decimal comma: the same figures.
    """

    def german(amount):
        swap = str.maketrans(",.", ".,")
        return f"{amount:,}".translate(swap) + " €"

    plain = alone(*EVALUATE, written(rows_of("few deals")), *COLUMNS, "--json").json
    for day in ("{:%d.%m.%Y}", "{:%Y%m%d}", "{:%d %b %Y}", "{:%Y-%m-%dT00:00:00Z}"):
        rows = rows_of("few deals", day=day.format, money=german)
        other = alone(*EVALUATE, written(rows), *COLUMNS, "--json").json

        assert plain == other


def test_days_that_can_be_two(alone, written):
    """
    Days that can be read in two ways are read in none, until it is said how.
    """
    rows = [[f"0{n}/05/2024", f"0{n}/06/2024", "won", "5"] for n in (1, 2, 3)]
    path = written(rows)

    refused = alone.run(*EVALUATE, path, *COLUMNS)
    told = alone(*EVALUATE, path, *COLUMNS, "--dates", "dmy", "--json").json

    assert 1 == refused.code
    assert "01/05/2024" in refused.err
    assert "--dates" in refused.err
    assert 3 == told["rows"]["used"]


def test_bad_rows_are_named(alone, written):
    """
    Each row that cannot be used is named with its line and every reason, the others
    count; the exit code tells.
    """
    bad = [
        ["2021-02-30", "2021-03-01", "won", "5"],
        ["2021-03-05", "2021-03-01", "won", "much"],
        ["2021-03-05", "", "won", ""],
        ["2021-03-05", "2021-03-06", "won", "-5"],
        ["", "2021-03-06", "lost", ""],
        ["2021-03-05", "2021-03-06", "won", "9" * 40],
        ["", "", "prospect", ""],
    ]

    said = alone.run(*EVALUATE, written(bad + rows_of("steady")), *COLUMNS, "--json")

    found = said.json["rows"]
    assert 3 == said.code
    assert [2, 3, 4, 5, 6, 7] == [row["line"] for row in found["refused"]]
    assert [1, 2, 2, 1, 1, 1] == [len(row["reasons"]) for row in found["refused"]]
    assert 1 == found["not_opened"]
    assert found["read"] == found["used"] + 7
    assert "line 3: amount: Not a number." in said.err


def test_a_closing_day_that_is_only_hoped_for(alone, written):
    """
    With --lost a deal of any other status is open, whatever its closing day says.
    """
    rows = rows_of("few deals")
    hoped = [[r[0], r[1] or "2029-01-01", *r[2:]] for r in rows]

    plain = alone(*EVALUATE, written(rows), *COLUMNS, "--json").json
    said = alone(*EVALUATE, written(hoped), *COLUMNS, "--lost", "LOST", "--json").json

    assert plain == said


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (["--opened", "begun"], "no column 'begun'"),
        (["--won", "gained"], "No row of 'status' is 'gained'"),
        (["--from", "2021-13"], "--from"),
        (["--from", "2031-01"], "The last whole month is 2022-12."),
        (["--until", "soon"], "--until"),
    ],
)
def test_refusals(alone, written, change, told):
    """
    What the file does not have is named, with what it has.
    """
    said = alone.run(*EVALUATE, written(rows_of("few deals")), *COLUMNS, *change)

    assert 1 == said.code
    assert told in said.err


def test_several_currencies(alone, written):
    """
    Amounts in several currencies are not added up.
    """
    rows = [["2021-01-01", "2021-01-02", "won", f"{sign}5"] for sign in ("$", "EUR ")]

    said = alone.run(*EVALUATE, written(rows), *COLUMNS)

    assert 1 == said.code
    assert "several currencies: $, EUR" in said.err


def test_too_little_history(alone, written):
    """
    Too little to learn from is an answer, not a failure.
    """
    path = written(rows_of("few deals")[:12])

    found = alone(*EVALUATE, path, *COLUMNS, "--until", "2021-04-30", "--json").json
    said = alone(*EVALUATE, path, *COLUMNS, "--until", "2021-04-30")

    assert "at least 3 months" in found["too_little_history"]
    assert (None, 0, []) == (found["wape"], found["n_origins"], found["origins"])
    assert said.out.startswith("Too little history")


def test_a_day_far_ahead_is_told(alone, written):
    """
    Where one wrong day makes the years behind all others empty, the day is named.
    """
    rows = [*rows_of("few deals"), ["2021-01-01", "2099-01-31", "Won", "5"]]

    said = alone(*EVALUATE, written(rows), *COLUMNS)

    assert said.out.startswith("Too little history")
    assert "The latest day of the file is 2099-01-31" in said.err


def test_the_last_month_is_whole_or_left_out(alone, written):
    """
    A month that the file shows in part only is not judged: not where something happens
    every few days and then nothing; --until says otherwise.
    """
    until = date(2022, 11, 12)
    rows = [row for row in rows_of("steady") if row[0] <= str(until)]
    rows = [
        row if row[1] <= str(until) else [row[0], "", "Open", ""]
        for row in rows
    ]  # fmt: skip
    path = written(rows)

    found = alone(*EVALUATE, path, *COLUMNS, "--json").json
    end = date(2022, 12, 1) - timedelta(days=1)
    said = alone(*EVALUATE, path, *COLUMNS, "--until", end, "--json").json

    assert "2022-10" == found["origins"][-1]["month"]
    assert "2022-11" == said["origins"][-1]["month"]


def test_from_and_horizon(alone, written):
    """
    The months asked for, each forecast from the day that lies so far before.
    """
    more = ["--from", "2022-06", "--horizon", "3", "--json"]

    rows = alone(*EVALUATE, written(rows_of("few deals")), *COLUMNS, *more).json

    first = rows["origins"][0]
    assert ("2022-06", "2022-03-31") == (first["month"], first["origin"])


@pytest.mark.skipif(not MAVEN.exists(), reason=f"no real files here: {MAVEN}")
def test_a_real_pipeline(alone):
    """
    On a real file every row is used, and next month's forecast errs no more than the
    mean of three months.
    """
    found = alone(
        *EVALUATE,
        MAVEN,
        *("--opened", "engage_date", "--closed", "close_date"),
        *("--status", "deal_stage", "--won", "Won", "--amount", "close_value"),
        "--json",
    ).json

    assert found["rows"]["read"] == found["rows"]["used"] == 5563
    assert found["n_origins"] >= 2
    assert found["wape"] <= found["naive"]["mean_of_last_three"]["wape"]
