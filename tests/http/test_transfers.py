"""
Files of contacts and companies through HTTP: in, out, and taken back.
"""

import csv
import io
import json

import pytest

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("witness")]

PEOPLE = (
    "First Name,Last Name,E-mail Address,Company,Phone\r\n"
    "John,Doe,john@example.com,Acme,+1 555 0123\r\n"
    "Łukasz,Müller,lukas@example.com,Acme,\r\n"
    "Bad,Row,not-an-address,,\r\n"
)
CARD = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Doe;Jane;;;\r\nFN:Jane Doe\r\n"
    "EMAIL;TYPE=WORK:jane@example.com\r\nEND:VCARD\r\n"
)


def send(person, path, body, media="text/csv", **given):
    """
    Send a file.
    """
    headers = {"content-type": media, **given.pop("headers", {})}
    data = body.encode() if isinstance(body, str) else body
    return person.post(path, content=data, headers=headers, **given)


def test_import_and_undo(ours):
    """
    Rows are taken in one change set, refused ones are told with every reason, and
    one undo takes all of it back.
    """
    answer = send(ours.admin, "contacts/import/?label=people.csv", PEOPLE)
    report = answer.json()

    assert 200 == answer.status_code
    assert (3, 2, 1) == (report["rows"], report["created"], report["companies_created"])
    assert [4] == [each["line"] for each in report["refused"]]
    assert "not-an-address" in report["refused"][0]["values"].values()
    assert report["change_set"] == answer.headers["change-set"]
    found = ours.admin.get("contacts/?search=muller").json()
    assert ["lukas@example.com"] == [each["email"] for each in found["items"]]
    assert "Acme" == found["items"][0]["company_name"]
    label = ours.admin.get(f"changes/{report['change_set']}/").json()["label"]
    assert "Import people.csv" == label
    undone = ours.admin.post(f"changes/{report['change_set']}/undo/")
    assert 200 == undone.status_code
    assert 1 == ours.admin.get("contacts/").json()["total"]


def test_dry_run(ours):
    """
    A dry run reports the same and writes nothing.
    """
    dry = send(ours.admin, "contacts/import/?dry_run=true", PEOPLE)
    wet = send(ours.admin, "contacts/import/", PEOPLE)

    assert "change-set" not in dry.headers
    same = ("rows", "created", "updated", "refused", "columns", "companies_created")
    assert {name: dry.json()[name] for name in same} == {
        name: wet.json()[name] for name in same
    }


def test_again(ours):
    """
    The same file again changes nothing; under the same key it is not even read.
    """
    headers = {"idempotency-key": "one"}
    first = send(ours.admin, "contacts/import/", PEOPLE, headers=headers)
    same = send(ours.admin, "contacts/import/", PEOPLE, headers=headers)
    again = send(ours.admin, "contacts/import/", PEOPLE)
    other = send(ours.admin, "contacts/import/?dry_run=true", PEOPLE, headers=headers)

    assert first.json() == same.json()
    assert "true" == same.headers["idempotency-replayed"]
    assert (0, 2) == (again.json()["created"], again.json()["unchanged"])
    assert 422 == other.status_code


def test_mapping(ours):
    """
    A column goes where the client says, several times if need be.
    """
    body = "a;b;c\nJohn;Doe;x\n"
    answer = send(
        ours.admin,
        "contacts/import/?map=a=first_name&map=b=last_name&map=c=-&delimiter=%3B",
        body,
    )

    assert 200 == answer.status_code
    assert {"c": 1} == answer.json()["unused"]
    found = ours.admin.get("contacts/?search=john").json()["items"]
    assert [("John", "Doe")] == [(p["first_name"], p["last_name"]) for p in found]


@pytest.mark.parametrize("media", ["text/vcard", "text/x-vcard; charset=utf-8"])
def test_vcard(ours, media):
    """
    VCards are read too.
    """
    answer = send(ours.admin, "contacts/import/", CARD, media)

    assert 1 == answer.json()["created"]
    assert 1 == ours.admin.get("contacts/?email=jane@example.com").json()["total"]


def test_charset(ours):
    """
    A file in another encoding is read as its media type says.
    """
    body = "First Name,Last Name\nJosé,Łukasiewicz\n".encode("cp1250")
    media = "text/csv; charset=windows-1250"
    answer = send(ours.admin, "contacts/import/", body, media)

    assert 1 == answer.json()["created"]
    assert 1 == ours.admin.get("contacts/?last_name=Łukasiewicz").json()["total"]


def test_companies(ours):
    """
    Companies come in the same way.
    """
    body = "Company name,Website\nAcme,acme.example\nZenith,\n"
    answer = send(ours.admin, "companies/import/", body)

    assert 2 == answer.json()["created"]
    assert 1 == ours.admin.get("companies/?domain=acme.example").json()["total"]


@pytest.mark.parametrize(
    ("query", "body", "status"),
    [
        pytest.param("", b"", 422, id="IMP-empty"),
        pytest.param("", b"\xff\xfe\x00", 422, id="IMP-bytes"),
        pytest.param("", b"PK\x03\x04 a spreadsheet", 422, id="IMP-xlsx"),
        pytest.param("", b"x,y\n1,2\n", 422, id="IMP-nobody"),
        pytest.param("map=nope", PEOPLE.encode(), 422, id="map-without-equals"),
        pytest.param("map=Nope=email", PEOPLE.encode(), 422, id="map-no-column"),
        pytest.param("map=Company=planet", PEOPLE.encode(), 422, id="map-no-field"),
        pytest.param("dry_run=perhaps", PEOPLE.encode(), 422, id="dry-run"),
        pytest.param("dry_run=true&dry_run=false", PEOPLE.encode(), 422, id="twice"),
        pytest.param("known=maybe", PEOPLE.encode(), 422, id="known"),
        pytest.param("header_line=-1", PEOPLE.encode(), 422, id="header-line"),
        pytest.param("header_line=1.5", PEOPLE.encode(), 422, id="header-fraction"),
        pytest.param("header_line=99", PEOPLE.encode(), 422, id="header-beyond"),
        pytest.param("delimiter=ab", PEOPLE.encode(), 422, id="delimiter"),
        pytest.param("nope=1", PEOPLE.encode(), 422, id="unknown"),
    ],
)
def test_refused(ours, query, body, status):
    """
    A file that cannot be read, or options that mean nothing, are refused whole.
    """
    answer = send(ours.admin, f"contacts/import/?{query}", body)

    assert status == answer.status_code, answer.text


def test_media_types(ours):
    """
    Files are CSV or vCards, in a known encoding, and not compressed.
    """
    for media in (
        "application/json",
        "multipart/form-data; boundary=x",
        "",
        "text/html",
    ):
        assert 415 == send(ours.admin, "contacts/import/", PEOPLE, media).status_code
    odd = send(ours.admin, "contacts/import/", PEOPLE, "text/csv; charset=zzz")
    assert 422 == odd.status_code


def test_who_may(ours):
    """
    Reps take nothing in; they give out the contacts that they see.
    """
    assert 403 == send(ours.rep, "contacts/import/", PEOPLE).status_code
    assert 403 == ours.viewer.get("contacts/export/").status_code
    mine = ours.rep.get("contacts/export/?format=jsonl")
    assert (200, b"") == (mine.status_code, mine.content)
    assert 403 == ours.rep.get("companies/export/").status_code


def test_export(ours):
    """
    Every format holds what the filters find.
    """
    send(ours.admin, "contacts/import/", PEOPLE)
    table = ours.admin.get("contacts/export/?company.name=Acme&sort=name")
    lines = ours.admin.get("contacts/export/?format=jsonl&search=muller")
    cards = ours.admin.get("contacts/export/?format=vcard&email=john@example.com")

    assert "text/csv; charset=utf-8" == table.headers["content-type"]
    assert 'attachment; filename="contacts.csv"' == table.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert ["john@example.com", "lukas@example.com"] == [row["email"] for row in rows]
    assert ["Müller"] == [
        json.loads(line)["last_name"] for line in lines.text.splitlines()
    ]
    assert 1 == cards.text.count("BEGIN:VCARD")
    excel = ours.admin.get("contacts/export/?excel=true")
    assert excel.content.startswith(b"\xef\xbb\xbf")
    head = ours.admin.request("HEAD", "contacts/export/?excel=true")
    assert (200, b"") == (head.status_code, head.content)
    assert "text/csv; charset=utf-8" == head.headers["content-type"]


def test_there_and_back(ours, door):
    """
    What is exported here and imported elsewhere is the same people.
    """
    send(ours.admin, "contacts/import/", PEOPLE)
    exported = ours.admin.get("contacts/export/?company.name=Acme")
    elsewhere = door.person(door.organization().id, "admin")
    report = send(elsewhere, "contacts/import/", exported.content).json()

    assert (2, []) == (report["created"], report["refused"])
    again = elsewhere.get("contacts/export/?company.name=Acme")
    columns = ("first_name", "last_name", "email", "phone", "company", "tags")
    before, after = (
        [
            {name: row[name] for name in columns}
            for row in csv.DictReader(io.StringIO(each.text))
        ]
        for each in (exported, again)
    )
    assert before == after


def test_formulas(ours):
    """
    EXP-01: nothing in an exported table runs in a spreadsheet.
    """
    for name in ("=1+1", "+1+1|cmd", "-2+3", "@SUM(A1)", "\t=1"):
        ours.admin.post("contacts/", json={"last_name": name})
    text = ours.admin.get("contacts/export/").text
    for row in csv.reader(io.StringIO(text)):
        for cell in row:
            assert not cell.startswith(("=", "@", "+1+", "-2+", "\t"))


@pytest.mark.parametrize(
    "query",
    ["format=pdf", "page=2", "cursor=x", "nope=1", "excel=x", "format=csv&format=csv"],
)
def test_export_refused(ours, query):
    """
    An export has a known format and no pages.
    """
    assert 422 == ours.admin.get(f"contacts/export/?{query}").status_code
