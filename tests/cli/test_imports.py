"""
The commands around imports: columns, formats, and `crm transfers`.
"""

import pytest

pytestmark = pytest.mark.postgres

PEOPLE = (
    "First Name,E-mail,Born,Size\n"
    "Ada,ada@b.co,01/02/1990,38\nBea,bea@b.co,03/04/1980,41\n"
)
MIXED = "First Name,E-mail\nAda,ada@example.com\nBea,nobody\n"
NEW = ("--map", "Born=new:date", "--map", "Size=new")


@pytest.fixture
def people(tmp_path, monkeypatch):
    """
    A file in the folder where the commands are run; its name.
    """
    monkeypatch.chdir(tmp_path)

    def write(text, name="people.csv"):
        (tmp_path / name).write_text(text)
        return name

    return write


def latest(house):
    """
    The id of the latest import.
    """
    return house("transfers", "list", "--json").json["items"][0]["id"]


def custom(house, email):
    """
    The custom values of somebody.
    """
    return house("contacts", "show", email, "--json").json["custom"]


def test_columns_that_go_nowhere_are_offered_and_taken_as_fields(house, people):
    """
    A dry run says which columns go nowhere and how each could be kept; --new-fields
    keeps all but those that are left out.
    """
    name = people("First Name,E-mail,Shoe,Hobby\nAda,ada@b.co,38,Chess\n")
    tried = house("contacts", "import", name, "--dry-run")
    asked = house("contacts", "import", name, "--dry-run", "--json").json
    house("contacts", "import", name, "--new-fields", "--map", "Hobby=-")

    assert "--map 'Shoe=new:number'" in tried.err
    assert [("Shoe", "shoe", "number", 1), ("Hobby", "hobby", "text", 1)] == [
        (each["header"], each["name"], each["kind"], each["cells"])
        for each in asked["new_fields"]
    ]
    assert {"shoe": "38"} == custom(house, "ada@b.co")


def test_columns_become_custom_fields(house, people):
    """
    Of the kind that is chosen, or that the cells look like; a day that can be read in
    two ways is refused until somebody says how.
    """
    name = people(PEOPLE)
    doubtful = house.run("contacts", "import", name, *NEW)
    order = ("--format", "date_order=dmy")
    house("contacts", "import", name, *NEW, *order)

    assert 1 == doubtful.code
    assert "--format date_order=..." in doubtful.err
    assert {"born": "1990-02-01", "size": "38"} == custom(house, "ada@b.co")
    kinds = house("custom-fields", "list", "--json").json["items"]
    assert {"born": "date", "size": "number"} == {
        each["name"]: each["kind"] for each in kinds
    }


def test_columns_go_where_they_went_before(house, people):
    """
    What was chosen holds for the next file with these headers, and is told, until it
    is forgotten; a dry run remembers nothing.
    """
    said = "First Name > notes"
    chosen = ("--map", "First Name=notes")
    name, other = people(MIXED), people(MIXED.replace("Ada", "Eve"), "other.csv")

    house.run("contacts", "import", name, *chosen, "--dry-run")
    assert said not in house.run("contacts", "import", other, "--dry-run").err
    house.run("contacts", "import", name, *chosen)
    again = house.run("contacts", "import", other, "--dry-run")
    assert said in again.err
    assert "--forget-map" in again.err
    house.run("contacts", "import", other, "--forget-map")
    assert said not in house.run("contacts", "import", other, "--dry-run").err


def test_an_import_is_looked_at_and_taken_back(house, people):
    """
    In the list and by itself, for people and programs; undone twice it is refused.
    """
    house.run("contacts", "import", people(MIXED))
    transfer = latest(house)

    listed = house("transfers", "list").out
    shown = house("transfers", "show", transfer)
    told = house("transfers", "show", transfer, "--json").json
    undone = house("transfers", "undo", transfer, "--json").json

    assert "people.csv" in listed
    assert "done" in listed
    assert "created: 1" in shown.out
    assert "refused: 1" in shown.out
    assert ("done", 2, 1) == (told["state"], told["position"], told["refused"])
    assert [] == undone["kept"]
    assert 0 == house("contacts", "list", "--json").json["total"]
    assert 1 == house.run("transfers", "undo", transfer).code


def test_what_was_changed_since_is_kept_and_told(house, people):
    """
    IMP-22: exit code 3.
    """
    house.run("contacts", "import", people(MIXED))
    house("contacts", "edit", "ada@example.com", "title=Countess", "first_name=Adele")

    undone = house.run("transfers", "undo", latest(house))

    assert 3 == undone.code
    assert "first_name" in undone.err
    assert (
        "Adele"
        == house("contacts", "show", "ada@example.com", "--json").json["first_name"]
    )


def test_refused_rows_are_given_again(house, people, tmp_path):
    """
    As a file like the one that the import left, or as JSON.
    """
    house.run("contacts", "import", people(MIXED))
    transfer = latest(house)

    house("transfers", "refused", transfer, "-o", "again.csv")
    told = house("transfers", "refused", transfer, "--json").json
    streamed = house("transfers", "refused", transfer).out

    again = (tmp_path / "again.csv").read_text()
    assert (tmp_path / "people.refused.csv").read_text() == again
    assert again.splitlines() == streamed.splitlines()
    assert [3] == [row["line"] for row in told]


def test_an_ended_import_is_not_cancelled(house, people):
    """
    It says so; and so does one that is not there.
    """
    house.run("contacts", "import", people(MIXED))

    ended = house.run("transfers", "cancel", latest(house))
    nobody = house.run("transfers", "show", "0199f6a4-5b4f-7f00-b1f3-4c5d6e7f8091")

    assert (1, True) == (ended.code, "ended already" in ended.err)
    assert (1, True) == (nobody.code, "No such import" in nobody.err)


def test_what_is_no_choice_is_told(house, people):
    """
    A format that does not exist is named; words of another shape are bad usage.
    """
    name = people(MIXED)

    wrong = house.run("contacts", "import", name, "--format", "date_order=x")
    unknown = house.run("contacts", "import", name, "--format", "colour=red")
    shapeless = house.run("contacts", "import", name, "--format", "dmy")

    assert (1, True) == (wrong.code, "date_order" in wrong.err)
    assert (1, True) == (unknown.code, "colour" in unknown.err)
    assert 2 == shapeless.code
    assert [] == house("transfers", "list", "--json").json["items"]
