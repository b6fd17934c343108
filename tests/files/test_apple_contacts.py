"""
What Apple's Contacts give out: vCards with labels and properties of their own, and
tables that are named as Contacts takes them in.
"""

from .parts import exported_rows
from .samples import imported

CARD = """BEGIN:VCARD
VERSION:3.0
PRODID:-//Apple Inc.//macOS 14.5//EN
N:Appleseed;John;;;
FN:John Appleseed
ORG:Acme Inc.;Sales
EMAIL;type=INTERNET;type=HOME;type=pref:john@home.example
item1.EMAIL;type=INTERNET:john@club.example
item1.X-ABLabel:Rowing club
TEL;type=IPHONE;type=CELL;type=VOICE;type=pref:+1 (408) 555-0100
TEL;type=MAIN:408-555-0102
TEL;type=HOME;type=FAX:408-555-0103
item3.ADR;type=WORK;type=pref:;;1 Loop Road;Cupertino;CA;95014;USA
item3.X-ABADR:us
item5.URL;type=pref:http://www.acme.example
item5.X-ABLabel:_$!<HomePage>!$_
X-SOCIALPROFILE;type=twitter;x-user=johnny:http://twitter.com/johnny
X-IMAGETYPE:PHOTO
X-IMAGEHASH:abcd==
X-SHARED-PHOTO-DISPLAY-PREF:ManualUpdate
X-ADDRESSING-GRAMMAR:abc
X-ABUID:1234:ABPerson
item7.X-ABRELATEDNAMES;type=pref:Jane Appleseed
item7.X-ABLabel:_$!<Spouse>!$_
END:VCARD
BEGIN:VCARD
VERSION:3.0
N:;;;;
FN:Acme Inc.
ORG:Acme Inc.;
X-ABShowAs:COMPANY
TEL;type=MAIN;type=pref:408-555-0102
END:VCARD
"""
TABLE = (
    "First,Last,Company,Phone (iPhone),Phone (Work),Email (Home),URL (Home Page),"
    "Address (Work) Street,Address (Work) City,Note\n"
    "John,Appleseed,Acme Inc.,+1 408 555 0100,408-555-0102,john@home.example,"
    "http://www.acme.example,1 Loop Road,Cupertino,Met in June\n"
)


def test_cards(crm, actor):
    """
    Numbers and addresses keep what their labels say, a company is no person, and what
    only describes the card is nobody's loss.
    """
    report = imported(crm, actor, CARD.encode())

    (john,) = exported_rows(crm, actor)
    assert [
        ("john@home.example", "home"), ("john@club.example", "work"),
    ] == [(each["address"], each["kind"]) for each in john["emails"]]  # fmt: skip
    assert ["mobile", "other", "fax"] == [each["kind"] for each in john["phones"]]
    assert ("Acme Inc.", "Sales", "1 Loop Road", "Cupertino") == (
        john["company"], john["department"], john["street"], john["city"],
    )  # fmt: skip
    assert {
        "twitter": "http://twitter.com/johnny", "website": "http://www.acme.example",
    } == john["social_profiles"]  # fmt: skip
    assert {"x-abrelatednames": 1} == report.unused
    assert (1, 1, 1) == (
        report.created, report.companies_created, report.companies_only,
    )  # fmt: skip


def test_tables(crm, actor):
    """
    Every column with a place finds it.
    """
    report = imported(crm, actor, TABLE.encode())

    (john,) = exported_rows(crm, actor)
    assert ("+1 408 555 0100", "408-555-0102", "http://www.acme.example") == (
        john["mobile"], john["phone"], john["social_profiles"]["website"],
    )  # fmt: skip
    assert {} == report.unused
