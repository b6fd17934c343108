"""
Lead scoring measured on labelled files, as a person or a script asks for it.
"""

import csv
from random import Random

import pytest

from .terminal import Terminal

EVALUATE = ("leads", "score", "evaluate")


@pytest.fixture
def alone(tmp_path):
    """
    A terminal without a database.
    """
    return Terminal(tmp_path, {})


def leads(rows, *, seed=1, signal=0.5):
    """
    Rows of leads: the better the source, the more are won.
    """
    random = Random(seed)
    made = []
    for n in range(rows):
        source = random.choice(["Web; site", "Fair", "N/A"])
        won = random.random() < 0.2 + signal * (source == "Fair")
        made.append(
            {
                "Lead": f"L{n}",
                "Source": source,
                "Size": random.choice(["", "10", "250.5"]),
                "Met": f"{1 + n % 28:02}.{1 + n * 12 // rows:02}.2025",
                "Outcome": "Won" if won else "Lost",
            }
        )
    return made


@pytest.fixture
def written(tmp_path):
    """
    Writes rows to a file as spreadsheets export them.
    """

    def write(rows, name="leads.csv", encoding="utf-8-sig"):
        path = tmp_path / name
        with path.open("w", newline="", encoding=encoding) as file:
            writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
            writer.writeheader()
            writer.writerows(rows)
        return str(path)

    return write


@pytest.mark.parametrize("form", ["{y}-{m}-{d}", "{y}/{m}/{d}", "{y}{m}{d}"])
def test_days_as_machines_write_them(alone, written, form):
    """
    They say the order of rows, and can be read in one way only.
    """
    rows = leads(600)
    for row in rows:
        day, month, year = row["Met"].split(".")
        row["Met"] = form.format(y=year, m=month, d=day)

    ordered = (*EVALUATE, written(rows), "--target", "Outcome", "--order", "Met")
    assert "signal" == alone(*ordered, "--json").json["verdict"]


@pytest.mark.parametrize(
    "spelled",
    ["{:.3f}", "{:.1f} %", "$ {:,.2f}"],
)
def test_numbers_as_people_write_them(alone, written, spelled):
    """
    A decimal comma, a sign of percent or of a currency make no odds: what depends on
    the number is learnt as from plain ones.
    """
    random = Random(3)
    rows = []
    for _ in range(800):
        size = random.uniform(1, 9_000)
        won = random.random() < size / 9_000
        rows.append({"Size": size, "Outcome": "Won" if won else "Lost"})
    plain = [row | {"Size": f"{row['Size']:.3f}"} for row in rows]
    odd = [row | {"Size": _swapped(spelled.format(row["Size"]))} for row in rows]

    aucs = [
        alone(*EVALUATE, written(each), "--target", "Outcome", "--json").json["auc"]
        for each in (plain, odd)
    ]
    assert aucs[0] == pytest.approx(aucs[1], abs=0.01)
    assert aucs[0] > 0.7


def _swapped(number):
    """
    With point and comma in each other's place.
    """
    return number.translate(str.maketrans(".,", ",."))


def test_folds(alone, written):
    """
    A file with another delimiter, a mark and words for missing is judged in folds;
    what is won is known from the words.
    """
    said = alone(*EVALUATE, written(leads(600)), "--target", "Outcome", "--json").json

    assert ("signal", "won", 600, 5) == (
        said["verdict"],
        said["positive"],
        said["rows"],
        len(said["parts"]),
    )
    assert said["auc"] > 0.65
    assert said["ece"] < 0.1
    assert said["lift"] > 1.2
    assert 600 == sum(each["rows"] for each in said["reliability"])
    assert [] == said["suspects"]


def test_order(alone, written):
    """
    With an order, each part is foretold from earlier rows only.
    """
    rows = leads(600)
    Random(3).shuffle(rows)

    said = alone(
        *EVALUATE, written(rows), "--target", "Outcome", "--order", "Met", "--json"
    ).json

    learnt = [each["learnt"] for each in said["parts"]]
    assert learnt == sorted(set(learnt))
    assert learnt[0] >= 240
    assert said["auc"] > 0.65


def test_another_file(alone, written):
    """
    One file is learnt from, the other judged; columns that differ are named.
    """
    later = [{**row, "Extra": 1} for row in leads(300, seed=2)]
    for row in later:
        del row["Size"]

    said = alone(
        *EVALUATE,
        written(leads(600)),
        "--test",
        written(later, "later.csv"),
        "--target",
        "Outcome",
        "--json",
    ).json

    assert (300, ["Size"], ["Extra"]) == (
        said["rows"],
        said["only_in_train"],
        said["only_in_test"],
    )
    assert said["auc"] > 0.65


def test_no_signal(alone, written):
    """
    Where nothing tells the outcome, that is the answer, for people and programs.
    """
    path = written(leads(400, signal=0))

    told = alone(*EVALUATE, path, "--target", "Outcome")
    said = alone(*EVALUATE, path, "--target", "Outcome", "--json").json

    assert told.out.startswith("No signal.")
    assert "no signal" == said["verdict"]
    assert "chance" in said["why"]


def test_too_few(alone, written):
    """
    A handful of leads is no signal either, and why is told.
    """
    path = written(leads(50))

    said = alone(*EVALUATE, path, "--target", "Outcome", "--json").json

    assert "no signal" == said["verdict"]
    assert "at least 40 of each" in said["why"]


def test_suspects_and_what_is_dropped(alone, written):
    """
    A column that gives the outcome away is named, and may be dropped.
    """
    rows = [
        {**row, "Paid, in full": "x" if row["Outcome"] == "Won" else ""}
        for row in leads(400)
    ]
    asked = (*EVALUATE, written(rows), "--target", "Outcome")

    said = alone(*asked, "--json").json
    dropped = alone(*asked, "--drop", 'Lead,"Paid, in full"', "--json").json

    assert ["Paid, in full"] == [each["field"] for each in said["suspects"]]
    assert [] == dropped["suspects"]
    assert dropped["auc"] < said["auc"]


def test_rows_without_an_outcome(alone, written):
    """
    Leads that are still open are counted and left out.
    """
    rows = [
        *leads(500),
        {**leads(1)[0], "Outcome": ""},
        {**leads(1)[0], "Outcome": "-"},
    ]

    said = alone(*EVALUATE, written(rows), "--target", "Outcome", "--json").json

    assert (2, 500) == (said["unlabelled"], said["rows"])


@pytest.mark.parametrize(
    ("given", "named"),
    [
        (["--target", "Nothing"], "no column 'Nothing'"),
        (["--target", "Source"], "--positive"),
        (["--target", "Size"], "--positive"),
        (["--target", "Outcome", "--positive", "perhaps"], "never 'perhaps'"),
        (["--target", "Outcome", "--drop", "Lead,Other"], "no column 'Other'"),
        (["--target", "Outcome", "--order", "Other"], "no column 'Other'"),
        (["--target", "Outcome", "--order", "Outcome"], "the same column"),
        (["--target", "Outcome", "--order", "Source"], "line 2"),
    ],
)
def test_what_cannot_be_evaluated(alone, written, given, named):
    """
    Whatever is wrong with the question is named, and the exit code is 1.
    """
    refused = alone.run(*EVALUATE, written(leads(100)), *given)

    assert 1 == refused.code
    assert named in refused.err


def test_days_in_two_orders(alone, written):
    """
    Days of which nobody knows the month are not guessed.
    """
    rows = [{**row, "Met": "03/04/2025"} for row in leads(100)]
    asked = (*EVALUATE, written(rows), "--target", "Outcome", "--order", "Met")

    assert "several ways" in alone.run(*asked).err


@pytest.mark.parametrize("folds", ["1", "21", "many"])
def test_wrong_folds(alone, written, folds):
    """
    A wrong number of folds is a wrong use of the command.
    """
    refused = alone.run(
        *EVALUATE, written(leads(100)), "--target", "Outcome", "--folds", folds
    )

    assert 2 == refused.code
