import pytest

from crm_core.transfers import (
    Noun,
    choose_columns,
    draft_company,
    draft_contact,
    suggest_mapping,
)


def contact(headers, *cells, **choices):
    """
    What a row under these headers says about a person.
    """
    names = headers.split(",")
    mapping = suggest_mapping(names)
    if choices:
        mapping = choose_columns(mapping, names, choices)
    return draft_contact(dict(zip(names, cells, strict=True)), mapping)


@pytest.mark.parametrize(
    ("whole", "first", "last"),
    [
        ("Tony Turner", "Tony", "Turner"),
        ("Doe, John", "John", "Doe"),
        ("John Doe, PhD", "John", "Doe, PhD"),
        ("John Doe Jr.", "John", "Doe Jr."),
        ("Anna van der Berg", "Anna", "van der Berg"),
        ("Mary Ann Smith", "Mary Ann", "Smith"),
        ("Madonna", "Madonna", ""),
        ("山田 太郎", "太郎", "山田"),
        ('=HYPERLINK("a","b")', '=HYPERLINK("a","b")', ""),
    ],
)
def test_whole_names_are_taken_apart(whole, first, last):
    """
    First and last name of a person who comes in one cell.
    """
    fields = contact("Name", whole).fields

    assert (first, last) == (fields.get("first_name"), fields.get("last_name", ""))


@pytest.mark.parametrize(
    ("cell", "addresses"),
    [
        ("a@b.co, c@d.co", ["a@b.co", "c@d.co"]),
        ("a@b.co ::: c@d.co", ["a@b.co", "c@d.co"]),
        ("a@b.co;A@B.CO", ["a@b.co"]),
        ("Ann Lee <a@b.co>", ["a@b.co"]),
        ("mailto:a@b.co", ["a@b.co"]),
        ('[{"label": "work", "value": "a@b.co"}]', ["a@b.co"]),
        ("not one", ["not one"]),
        ("N/A", []),
        ("/o=ExchangeLabs/cn=x", []),
    ],
)
def test_addresses_in_a_cell(cell, addresses):
    """
    One or several, with what stands around them; a wrong one is left to be refused.
    """
    found = contact("Email", cell).fields.get("emails", [])

    assert addresses == [each["address"] for each in found]


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("570-555-0101, 570-555-0102", ["570-555-0101", "570-555-0102"]),
        ("+46 70 555 01 23 ::: +46 8 555 012", ["+46 70 555 01 23", "+46 8 555 012"]),
        ("555-0100,123", ["555-0100,123"]),
        ("tel:+1-418;ext=102", ["+1-418 ext. 102"]),
        ("4.91705550123E+11", ["491705550123"]),
        ("(555) 555-0100 x12", ["(555) 555-0100 x12"]),
    ],
)
def test_numbers_in_a_cell(cell, numbers):
    """
    One or several; what a spreadsheet shortened is kept when no digit is lost.
    """
    found = contact("Phone", cell).fields.get("phones", [])

    assert numbers == [each["number"] for each in found]


def test_a_number_that_lost_digits_is_an_error():
    """
    4.91712E+11 stands for many numbers.
    """
    draft = contact("Phone,Name", "4.91712E+11", "Ann")

    assert [("Phone", "digits")] == [(e.field, e.code) for e in draft.errors]


def test_labels_tell_kinds_and_the_primary():
    """
    "* Home" marks the first address; labels, headers and cells name kinds.
    """
    fields = contact(
        "E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Home Fax,"
        "Phone 1 - Label,Phone 1 - Value",
        *("Work", "w@b.co", "* Home", "h@b.co", "111", "Mobile", "222"),
    ).fields

    assert [
        {"address": "h@b.co", "kind": "home"},
        {"address": "w@b.co", "kind": "work"},
    ] == fields["emails"]
    assert [
        {"number": "111", "kind": "fax"},
        {"number": "222", "kind": "mobile"},
    ] == fields["phones"]


@pytest.mark.parametrize(
    ("cell", "tags"),
    [
        ("* myContacts ::: * starred", ["myContacts", "starred"]),
        ('"VIP","Blog"', ["VIP", "Blog"]),
        ("a|b", ["a", "b"]),
        ("VIP;Customer", ["VIP", "Customer"]),
        ('["a|b", "c"]', ["a|b", "c"]),
        ("one two", ["one two"]),
    ],
)
def test_tags_in_a_cell(cell, tags):
    """
    Every way in which products write lists.
    """
    assert tags == contact("Labels", cell).fields["tags"]


def test_the_address_at_work_is_taken_whole():
    """
    Parts of two addresses are never mixed, and the other one is noted as unused.
    """
    draft = contact(
        "Home Street,Home City,Business Street,Business Street 2,Business City",
        *("H 1", "Hometown", "B 1", "Floor 2", "Bonn"),
    )

    assert {"street": "B 1\nFloor 2", "city": "Bonn"} == draft.fields["address"]
    assert ["Home Street", "Home City"] == draft.unused


def test_one_address_may_have_headers_of_two_sorts():
    """
    "Billing Address" beside a plain "City" is one address.
    """
    fields = contact("Billing Address,City,Country", "Main St 1", "Bonn", "DE").fields

    assert {"street": "Main St 1", "city": "Bonn", "country": "DE"} == fields["address"]


def test_profiles_are_sorted_by_network():
    """
    A network by its host, a handle by its column; what is no address is noted.
    """
    draft = contact(
        "Website,URL,Twitter,LinkedIn URL,Blog",
        "acme.example",
        "https://de.linkedin.com/in/ann",
        "@ann",
        "https://linkedin.com/in/other",
        "no address",
    )

    assert {
        "twitter": "https://twitter.com/ann",
        "linkedin": "https://linkedin.com/in/other",
        "linkedin_2": "https://de.linkedin.com/in/ann",
        "website": "https://acme.example",
    } == draft.fields["social_profiles"]
    assert ["Blog"] == draft.unused


def test_do_not_contact_is_only_ever_added():
    """
    Unsubscribed and bounced people are left alone; a "no" lifts nothing by itself.
    """
    assert contact("Email,Status", "a@b.co", "Bounced").fields["do_not_contact"]
    assert contact("Email,UNSUB_TIME", "a@b.co", "2020-01-01").fields["do_not_contact"]
    assert "do_not_contact" not in contact("Email,Opted out", "a@b.co", "No").fields
    assert {"do_not_contact": False} == contact(
        "Opted out", "No", **{"Opted out": "do_not_contact"}
    ).fields


def test_repeated_columns_fill_gaps():
    """
    IMP-07: the same header thrice; the first that is filled counts.
    """
    draft = contact(
        "name,Name,email,Email,EMAIL", "", "John", "j@b.co", "555-8001", "k@b.co"
    )

    assert "John" == draft.fields["first_name"]
    assert ["j@b.co", "k@b.co"] == [e["address"] for e in draft.fields["emails"]]
    assert ["Email"] == draft.unused


def test_text_that_was_decoded_twice_is_told_and_kept():
    """
    Nothing is rewritten in silence.
    """
    draft = contact("Name", "JÃ¼rgen")

    assert {"first_name": "JÃ¼rgen"} == draft.fields
    assert ["Name: 'JÃ¼rgen' looks decoded twice (for 'Jürgen'); kept as it is."] == (
        draft.remarks
    )


def test_a_cell_can_clear_a_field():
    """
    IMP-20: blank keeps, "[clear]" empties.
    """
    fields = contact(
        "Email,Title,Tags,Notes", "a@b.co", "[clear]", "[clear]", ""
    ).fields

    assert (None, []) == (fields["title"], fields["tags"])
    assert "notes" not in fields


def test_a_company_is_drafted():
    """
    What a row says about a company, with the first number and every word.
    """
    names = ["Name", "Website", "Phone", "Mobile", "City", "Tags", "Parent Company"]
    cells = ["Acme", "acme.example", "111", "222", "Bonn", "a;b", "Group"]
    mapping = suggest_mapping(names, Noun.COMPANIES)
    draft = draft_company(dict(zip(names, cells, strict=True)), mapping)

    assert {
        "name": "Acme",
        "website": "acme.example",
        "phone": "111",
        "address": {"city": "Bonn"},
        "tags": ["a", "b"],
    } == draft.fields
    assert ("Group", ["Mobile"]) == (draft.parent, draft.unused)


def test_a_number_that_lost_digits_names_its_column():
    """
    Even where the header has a dot in it.
    """
    mapping = suggest_mapping(["Name", "Tel."])
    draft = draft_contact({"Name": "Ann Lee", "Tel.": "4.91712E+11"}, mapping)

    assert ["Tel."] == [draft.column_of(each.field) for each in draft.errors]


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1", "+49 30", "-5", "@user", "=cmd|' /C calc'!A0",
        '=HYPERLINK("http://x","y")', "{{ config }}", "__class__", "(a+)+$",
    ],
)  # fmt: skip
def test_cells_are_text_and_nothing_else(cell):
    """
    IMP-13, IMP-36: formulas and templates are kept as they are given.
    """
    draft = contact("First Name,Notes,Job Title,custom.x", cell, cell, cell, cell)

    assert {"first_name": cell, "notes": cell, "title": cell} == draft.fields
    assert {"x": cell} == draft.custom
