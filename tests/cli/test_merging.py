"""
``crm contacts merge`` and ``crm duplicates``.
"""

import pytest

from .terminal import begin

pytestmark = pytest.mark.postgres


@pytest.fixture
def twins(house):
    """
    Two contacts of one person.
    """
    return [
        house.add("contacts", "first_name=Ada", "email=ada@example.com", "title=Chair"),
        house.add("contacts", "first_name=A.", "email=a@example.com", "title=CEO"),
    ]


def test_merge_and_take_apart(house, twins):
    """
    A merge tells what it left out and how it is taken apart; the old id is followed,
    and that is said; taken apart, both are back.
    """
    said = house("contacts", "merge", *twins, "--set", f"title={twins[1]}")

    assert f"Merged 2 contacts into Ada ({twins[0]})." == said.lines[0]
    assert f"  first_name: Ada, not A. ({twins[1]})" in said.lines
    assert not [line for line in said.lines if "title" in line]
    shown = house("contacts", "show", twins[1])
    assert f"{twins[1]} was merged into {twins[0]}.\n" == shown.err
    assert ["title", "CEO"] in [line.split() for line in shown.out.splitlines()]
    [standing] = house("duplicates", "merges", "--json").json["items"]
    assert twins[1:] == standing["merged_ids"]

    apart = house("duplicates", "unmerge", standing["id"])

    assert f"Taken apart: {twins[1]} back." == apart.lines[0]
    assert "" == house("contacts", "show", twins[1]).err
    assert "Chair" in house("contacts", "show", twins[0]).out


def test_a_preview_writes_nothing(house, twins):
    """
    It shows the record as it would be, for programs too.
    """
    said = house("contacts", "merge", *twins, "--preview", "--json").json
    words = house("contacts", "merge", *twins, "--preview", "--set", "title=Boss")

    assert (True, None) == (said["preview"], said["merge_id"])
    assert ["ada@example.com", "a@example.com"] == [
        each["address"] for each in said["record"]["emails"]
    ]
    assert "Would merge 2 contacts into Ada" in words.out
    assert 2 == house("contacts", "list", "--json").json["total"]


def test_records_are_named_as_people_know_them(house, twins):
    """
    By e-mail address or name; the one that is left too.
    """
    said = house(
        *("contacts", "merge", "ada@example.com", twins[1]),
        *("--into", "a@example.com", "--json"),
    ).json

    assert twins[1] == said["record"]["id"]
    keep, lose = (house.add("companies", f"name={name}") for name in ("Keep", "Lose"))
    merged = house("companies", "merge", "Keep", "Lose", "--json").json
    assert (keep, [lose]) == (merged["record"]["id"], merged["merged_ids"])


def test_what_stays_is_exit_code_3(house, twins):
    """
    Edits made since stay and are listed.
    """
    merged = house("contacts", "merge", *twins, "--set", "title=Boss", "--json").json
    house("contacts", "edit", twins[0], "title=Owner")

    said = house.run("duplicates", "unmerge", merged["merge_id"])

    assert 3 == said.code
    line = f"  contact:{twins[0]} title: It was changed afterwards."
    assert f"{line} It is Owner, was Chair." in said.lines


def test_what_was_taken_apart_is_kept_apart_until_that_is_forgotten(house, twins):
    """
    The pair moves from one list to the other.
    """
    merged = house("contacts", "merge", *twins, "--json").json
    house("duplicates", "unmerge", merged["merge_id"])
    [pair] = house("duplicates", "list", "--apart", "--json").json["items"]
    assert [] == house("duplicates", "list", "--json").json["items"]

    house("duplicates", "keep-apart", pair["id"], "--forget")

    [again] = house("duplicates", "list", "--json").json["items"]
    assert pair["id"] == again["id"]
    listed = house("duplicates", "list")
    assert f"Ada ({twins[0]})" in listed.out
    house("duplicates", "keep-apart", pair["id"])
    assert [] == house("duplicates", "list", "--json").json["items"]


@pytest.fixture
def doubles(house):
    """
    One person twice beyond doubt, and somebody else.
    """
    reach = ("phone=+49 30 901820", "first_name=Wilhelmine", "last_name=Quastenberg")
    one, other = (
        house.add("contacts", *reach, f"email={name}@example.com", "--allow-duplicates")
        for name in ("w.quastenberg", "quastenberg")
    )
    house.add("contacts", "first_name=Ben", "email=ben@example.com")
    return [one, other]


def test_scan_and_merge_what_is_certain(house, doubles):
    """
    The scan tells how many it found; a dry run of the merge writes nothing; the merge
    names what takes each apart.
    """
    said = house("duplicates", "scan")
    assert "1 pairs found among 3 records." == said.lines[0]
    assert "Wilhelmine Quastenberg" in house("duplicates", "list").out

    shown = house("duplicates", "merge", "--certain", "--dry-run")
    assert "Would merge 1 of 1 groups." == shown.lines[-1]
    assert 3 == house("contacts", "list", "--json").json["total"]
    done = house("duplicates", "merge", "--certain", "--json").json

    [item] = done["items"]
    assert (doubles, None) == (item["ids"], item["refused"])
    assert 2 == house("contacts", "list", "--json").json["total"]
    house("duplicates", "unmerge", item["merge_id"])
    assert 3 == house("contacts", "list", "--json").json["total"]
    assert {"dry_run": False, "items": []} == house(
        "duplicates", "merge", "--certain", "--json"
    ).json


def test_what_changed_since_the_scan_is_left_alone(house, doubles):
    """
    Exit code 3, and the reason.
    """
    house("duplicates", "scan")
    house("contacts", "edit", doubles[0], "title=Chair", "--allow-duplicates")

    said = house.run("duplicates", "merge", "--certain")

    assert 3 == said.code
    assert "changed since the scan" in said.err
    assert 2 == house.run("duplicates", "merge").code


def test_a_worker_scans(fresh_terminal):
    """
    A scan asked for is done by the worker, in the organization that asked.
    """
    house = begin(fresh_terminal, "Northwind")
    for name in ("a", "b"):
        house.add(
            "companies",
            f"name=Quastenberg {'GmbH' if name == 'a' else 'AG'}",
            "website=https://quastenberg.example",
            "--allow-duplicates",
        )
    said = house("duplicates", "scan", "--kind", "company", "--later", "--json")
    assert {"requested": True} == said.json
    assert (
        [] == house("duplicates", "list", "--kind", "company", "--json").json["items"]
    )

    fresh_terminal("worker", "--once")

    found = house("duplicates", "list", "--kind", "company", "--json").json
    assert 1 == found["total"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["contacts", "merge", "{0}"], "ids: Name 2 to 5 different records."),
        (["contacts", "merge", "{0}", "nobody@example.com"], "nobody@example.com"),
        (["contacts", "merge", "{0}", "{1}", "--set", "nmae=x"], "nmae: No such"),
        (["duplicates", "unmerge", "{0}"], "No such merge"),
        (["duplicates", "unmerge", "x"], "Not an id."),
        (["duplicates", "keep-apart", "{0}"], "No such record"),
    ],
)
def test_refusals(house, twins, arguments, told):
    """
    Exit code 1 and a sentence.
    """
    said = house.run(*(each.format(*twins) for each in arguments))

    assert 1 == said.code
    assert told in said.err


def test_another_house_merges_nothing_of_ours(house, other_house, twins):
    """
    Records and merges of another organization are not found.
    """
    merged = house("contacts", "merge", *twins, "--json").json
    theirs = other_house.add("contacts", "first_name=Bo")

    assert 1 == other_house.run("contacts", "merge", theirs, twins[0]).code
    assert 1 == other_house.run("duplicates", "unmerge", merged["merge_id"]).code
    assert 1 == len(house("duplicates", "merges", "--json").json["items"])
