from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_adapters.files import open_file, read_vcards
from crm_core.transfers import (
    FileUnreadable,
    RowRefused,
    draft_contact,
    suggest_mapping,
)

from .samples import opened, real_files, split, told


def card(*lines, version="3.0"):
    """
    A card of these lines.
    """
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


def values(*lines, version="3.0"):
    """
    The values of the one card of these lines.
    """
    good, refused = split(card(*lines, version=version))
    assert [] == refused
    return good[0].values


def drafted(*lines, version="3.0"):
    """
    What a card of these lines says about a person.
    """
    source = opened(card(*lines, version=version))
    return draft_contact(next(source.rows).values, suggest_mapping(source.headers))


def test_a_card_is_a_person():
    """
    Names, reach, work, place and words, with groups, escapes and folding.
    """
    draft = drafted(
        "N:van der Berg;Anna;Maria;Dr.;",
        "FN:Dr. Anna Maria van der Berg",
        "item1.EMAIL;type=INTERNET;type=WORK:anna@work.example",
        "item1.X-ABLabel:_$!<Home>!$_",
        "EMAIL;TYPE=pref:anna@example.org",
        "TEL;TYPE=CELL,VOICE:+49 170 1",
        "TEL;TYPE=WORK,FAX;VALUE=uri:tel:+49-30-1;ext=102",
        "ORG:ABC\\, Inc.;Sales;EMEA",
        "TITLE:Head of R\\;D",
        "ADR;TYPE=home:;;Homestreet 1;Bonn;;53111;DE",
        "ADR;TYPE=work:Box 7;2nd floor;Main St 5\\nSuite 1;Köln;NRW;50667;DE",
        "URL:http\\://www.example.org",
        "X-SOCIALPROFILE;type=linkedin:https://linkedin.com/in/anna",
        "CATEGORIES:VIP,B\\,C",
        "NOTE:first line\\nsec",
        " ond line",
        "NOTE:another",
    )

    assert {
        "first_name": "Anna",
        "last_name": "van der Berg",
        "emails": [
            {"address": "anna@example.org"},
            {"address": "anna@work.example", "kind": "work"},
        ],
        "phones": [
            {"number": "+49 170 1", "kind": "mobile"},
            {"number": "+49-30-1 ext. 102", "kind": "fax"},
        ],
        "title": "Head of R;D",
        "department": "Sales, EMEA",
        "address": {
            "street": "Main St 5\nSuite 1\n2nd floor\nBox 7",
            "city": "Köln",
            "region": "NRW",
            "postal_code": "50667",
            "country": "DE",
        },
        "social_profiles": {
            "linkedin": "https://linkedin.com/in/anna",
            "website": "http://www.example.org",
        },
        "tags": ["VIP", "B", "C"],
        "notes": "first line\nsecond line\n\nanother",
    } == draft.fields
    assert "ABC, Inc." == draft.company


def test_version_2_1_is_read():
    """
    Bare types, quoted-printable with soft breaks, charsets by property.
    """
    found = values(
        "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCl=",
        "ler;J=C3=BCrgen",
        "TEL;CELL:123",
        "ADR;WORK;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:;;M=C3=BCnster =",
        "Str. 1;M=C3=BCnster;;48143;DE",
        "NOTE;ENCODING=QUOTED-PRINTABLE:1 Lane=0D=0ABeach,",
        " ON",
        version="2.1",
    )

    assert ("Jürgen", "Müller") == (found["first_name"], found["last_name"])
    assert "Münster Str. 1" == found["address"]["street"]
    assert "1 Lane\nBeach, ON" == found["notes"]


def test_a_charset_of_its_own_is_obeyed():
    """
    Bytes of one property in Latin-1, and a charset that nobody knows.
    """
    latin = card("FN;CHARSET=ISO-8859-1:J\xfcrgen").encode("latin-1")
    good, refused = split(latin + card("NOTE;CHARSET=zzz:caf\u00e9").encode())

    assert ["Jürgen"] == [row.values["full_name"] for row in good]
    assert [(5, "NOTE: line 7: Unknown charset 'zzz'.")] == told(refused)
    assert "plain" == values("FN;CHARSET=zzz:plain")["full_name"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_the_file_has_an_encoding(encoding):
    """
    A whole file in another encoding than UTF-8.
    """
    good, _ = split(card("FN:Jürgen Groß").encode(encoding))

    assert "Jürgen Groß" == good[0].values["full_name"]


def test_a_bad_card_costs_only_itself():
    """
    IMP-30: no end, a group of people, undecodable bytes, text outside; the others
    are imported.
    """
    data = (
        "hello\r\n"
        "BEGIN:VCARD\r\nFN:Open\r\n"
        + card("FN:Ann")
        + card("KIND:group", "MEMBER:mailto:a@b.co", version="4.0")
        + card("FN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=C3", version="2.1")
        + card("FN:Bob")
        + "BEGIN:VCARD\r\nFN:Cut"
    )
    good, refused = split("\r\n\r\n" + card("FN:First") + data)

    assert ["First", "Ann", "Bob"] == [row.values["full_name"] for row in good]
    assert [
        (7, "Text outside any card."),
        (8, "The card has no end (END:VCARD)."),
        (14, "A group, not a person."),
        (19, "FN: line 21: Contains bytes that are not UTF-8."),
        (27, "The card has no end (END:VCARD)."),
    ] == told(refused)


def test_cards_in_cards_are_skipped():
    """
    IMP-30: an agent is not the person; beginnings without end do not pile up.
    """
    inner = "AGENT:\r\nBEGIN:VCARD\r\nFN:Agent\r\nEND:VCARD"
    good, refused = split(card("FN:Boss", inner, "TITLE:Chief"))
    deep, lost = split("BEGIN:VCARD\r\n" * 900 + "FN:Deep\r\n" + "END:VCARD\r\n" * 900)

    assert [("Boss", "Chief")] == [
        (row.values["full_name"], row.values["title"]) for row in good
    ]
    assert [] == refused
    assert (["Deep"], 899) == ([row.values["full_name"] for row in deep], len(lost))


def test_photos_are_named_and_left():
    """
    IMP-30: no photo is decoded, none is fetched; the row says that it was there.
    """
    found = values(
        "FN:Ann",
        "PHOTO;ENCODING=b;TYPE=JPEG:!!! not base64 !!!",
        "PHOTO;VALUE=URI:http://169.254.169.254/",
    )

    assert "!!! not base64 !!!\nhttp://169.254.169.254/" == found["photo"]


def test_huge_cards_are_read_in_time():
    """
    IMP-30: one line of 5 MB, 200,000 folds, 20,000 parameters, 10,000 cards.
    """
    wide = "NOTE:" + "x" * 5_000_000
    folded = "PHOTO:" + "\r\n ".join(["abcd"] * 200_000)
    params = "TEL;" + ";".join(f"X{n}=y" for n in range(20_000)) + ":123"
    good, _ = split(
        card("FN:Wide", wide)
        + card("FN:Folded", folded)
        + card("FN:Params", params)
        + card("FN:Ann") * 10_000
    )

    assert ["Wide", "Folded", "Params"] == [r.values["full_name"] for r in good[:3]]
    assert "123" == good[2].values["phone"][0]["number"]
    assert 10_003 == len(good)


def test_a_broken_line_is_kept_for_the_report():
    """
    A line that is no property does not spoil the card.
    """
    found = values("FN:Ann", "nonsense without colon", "=?:x")

    assert "nonsense without colon\n=?:x" == found["unreadable lines"]


@pytest.mark.parametrize(
    "lines",
    [
        ["KIND:org", "FN:Acme", "ORG:Acme;"],
        ["N:;;;;", "FN:Acme", "ORG:Acme;", "X-ABShowAs:COMPANY"],
        ["FN:Acme", "ORG:Acme"],
    ],
)
def test_a_card_of_a_company_is_no_person(lines):
    """
    Address books mark companies in three ways.
    """
    draft = drafted(*lines, "TEL:+49 30 1", "URL:acme.example")

    assert (True, "Acme") == (draft.is_company, draft.company)
    assert not {"first_name", "last_name"} & set(draft.fields)


def test_a_file_without_a_card_is_refused():
    """
    What only looks like one by its name.
    """
    with pytest.raises(FileUnreadable, match="no vCard"):
        read_vcards(BytesIO(b"Name,Email\n"))


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=30), max_size=8))
def test_no_lines_break_the_reader(lines):
    """
    Whatever stands in a card, it is a row or refused.
    """
    with suppress(FileUnreadable):
        rows = list(opened("BEGIN:VCARD\n" + "\n".join(lines) + "\nEND:VCARD").rows)
        assert rows


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data):
    """
    The same with bytes of any sort.
    """
    list(opened(b"BEGIN:VCARD\r\n" + data + b"\r\nEND:VCARD\r\n").rows)


@pytest.mark.parametrize("path", real_files("import_vcard"))
def test_real_files_are_read(path):
    """
    Every card of every real file is a row or refused with a reason.
    """
    with path.open("rb") as file:
        if path.suffix == ".xml":
            with pytest.raises(FileUnreadable, match="XML"):
                open_file(file)
            return
        source = open_file(file)
        rows = list(source.rows)

    begun = path.read_bytes().upper().count(b"BEGIN:VCARD")
    assert begun == len(rows)
    assert all(row.reasons for row in rows if isinstance(row, RowRefused))
