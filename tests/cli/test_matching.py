"""
Duplicates on the command line: refused, allowed, the rules, the evaluation.
"""

import csv

import pytest

from .terminal import Terminal

ADA = ["first_name=Ada", "last_name=Lovelace", "phone=+44 20 7946 0958"]
PEOPLE = [
    # who, first, last, street, born
    ("a-1", "Robert", "Miller", "12 Oak Street", "1982-07-14"),
    ("a-2", "Bob", "Miller", "12 Oak St", "1982-07-14"),
    ("b-1", "Susan", "Miller", "12 Oak Street", "1984-02-01"),
    ("c-1", "Ann", "Lee", "1 Elm Street", "1990-05-05"),
    ("c-2", "Anne", "Lee", "1 Elm Street", "1990-05-05"),
]


@pytest.fixture
def labelled(tmp_path):
    """
    A file that tells who is the same.
    """
    path = tmp_path / "people.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["who", "first_name", "surname", "address_1", "born"])
        writer.writerows(PEOPLE)
    return str(path)


@pytest.fixture
def alone(tmp_path):
    """
    A terminal without a database.
    """
    return Terminal(tmp_path, {})


@pytest.mark.postgres
def test_refused_and_allowed(house):
    """
    A duplicate is refused, with who is there and how to go on.
    """
    id = house.add("contacts", *ADA)

    refused = house.run("contacts", "add", *ADA)
    house("contacts", "add", *ADA, "--allow-duplicates")

    assert id in refused.err
    assert "same phone number" in refused.err
    assert "--allow-duplicates" in refused.err


@pytest.mark.postgres
def test_rules(house):
    """
    Rules are shown and changed; a wrong value is refused.
    """
    house("duplicates", "rules", "--set", "on_create=warn")
    shown = house("duplicates", "rules", "--json").json
    refused = house.run("duplicates", "rules", "--set", "contact_certain=3")
    house.add("contacts", *ADA)
    warned = house("contacts", "add", *ADA)

    assert ("warn", "block") == (shown["on_create"], shown["on_update"])
    assert "contact_certain" in refused.err
    assert "Probably Ada Lovelace" in warned.err


def test_evaluation(alone, labelled):
    """
    The figures of a labelled file, without a database: relatives are apart, nicknames
    are found.
    """
    figures = alone(
        "duplicates",
        "evaluate",
        labelled,
        "--truth",
        "who",
        "--truth-pattern",
        r"^(\w)-",
        "--map",
        "born=date.birth",
        "--json",
    ).json

    assert ("contact", 5, 2) == (
        figures["kind"],
        figures["records"],
        figures["truth"],
    )
    assert (1.0, 1.0, 1.0) == (figures["precision"], figures["recall"], figures["f1"])
    assert 1.0 == figures["precision_at_certain"]
    assert figures["seconds"] > 0


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--truth", "nobody"], "no column 'nobody'"),
        (["--truth", "who", "--map", "x=email"], "no column 'x'"),
        (["--truth", "who", "--map", "born=nonsense"], "no place"),
        (["--truth", "who", "--truth-pattern", "("], "--truth-pattern"),
        (["--truth", "who", "--map", "born"], "COLUMN=PLACE"),
    ],
)
def test_what_cannot_be_evaluated(alone, labelled, given, said):
    """
    Whatever is wrong is named, and the exit code is 1.
    """
    refused = alone.run("duplicates", "evaluate", labelled, *given)

    assert said in refused.err
