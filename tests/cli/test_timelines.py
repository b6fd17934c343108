"""
Timelines and the feed on the command line.
"""

import pytest

pytestmark = pytest.mark.postgres


def test_a_timeline_is_told_in_words(house):
    """
    When, what, about whom, by whom, which fields; narrowed, and page by page.
    """
    acme = house.add("companies", "name=Acme")
    house.add(
        "contacts", "first_name=Ada", "email=ada@example.com", f"company_id={acme}"
    )
    house("contacts", "edit", "ada@example.com", "title=Countess")

    said = house("companies", "timeline", "Acme")
    first = house("companies", "timeline", "Acme", "--page-size", "1")
    cursor = first.err.split("--cursor ")[1].split()[0]
    rest = house("companies", "timeline", "Acme", "--cursor", cursor, "--json").json
    narrowed = house("contacts", "timeline", "ada@example.com", "--kind", "created")

    assert "edited  Ada  Job title changed  by Operator" in said.lines[0]
    assert "  Job title: - > Countess" == said.lines[1]
    assert ["Contact added", "Company added"] == [e["title"] for e in rest["items"]]
    assert rest["next_cursor"] is None
    assert 1 == len(narrowed.lines)
    assert 1 == house.run("companies", "timeline", "Acme", "--kind", "nonsense").code
    assert 1 == house.run("companies", "timeline", "Nobody").code


def test_the_feed(house):
    """
    What happened in the organization, by whom one asks for.
    """
    house.add("leads", "title=Boat")

    told = house("feed", "--person", "me", "--json").json

    assert ["Lead added"] == [each["title"] for each in told["items"]]
    assert 1 == house.run("feed", "--person", "nobody@example.com").code
