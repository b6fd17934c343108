import pytest

from crm_core.shared import Invalid
from crm_core.transfers import (
    Noun,
    choose_columns,
    draft_company,
    draft_contact,
    fold_header,
    suggest_mapping,
)

ADDRESS = ["street", "city", "region", "postal_code", "country"]

# Product or language, its headers, and the field of each ("-" for none).
PRODUCTS = {
    "Google Contacts": (
        "Name,Given Name,Additional Name,Family Name,Name Prefix,Birthday,Notes,Group"
        " Membership,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,"
        "Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - Region,"
        "Address 1 - Postal Code,Address 1 - Country,Organization 1 - Name,Organization"
        " 1 - Title,Website 1 - Value,Relation 1 - Value",
        "full_name first_name - last_name - - notes tags email email phone phone"
        " address street city region postal_code country company title website -",
    ),
    "Google Contacts 2024": (
        "First Name,Middle Name,Last Name,Phonetic First Name,Nickname,File As,"
        "Organization Name,Organization Title,Organization Department,Labels,E-mail 1 -"
        " Label,E-mail 1 - Value,Phone 2 - Value,Website 1 - Label,Event 1 - Value",
        "first_name - last_name - - full_name company title department tags email email"
        " phone website -",
    ),
    "Outlook": (
        "Title,First Name,Last Name,Suffix,Company,Job Title,Business Street,Business"
        " Street 2,Business Postal Code,Business Country/Region,Home City,Business Fax,"
        "Business Phone 2,Mobile Phone,E-mail Address,E-mail 2 Address,E-mail Display"
        " Name,Categories,Web Page,Gender",
        "- first_name last_name - company title street.work street.work"
        " postal_code.work country.work city.home phone.fax phone.work phone.mobile"
        " email email - tags website -",
    ),
    "Outlook, German": (
        "Anrede,Vorname,Nachname,Firma,Position,Straße geschäftlich,Postleitzahl"
        " geschäftlich,Ort privat,Land/Region geschäftlich,Telefon (privat),Mobiltelefon,"
        "Fax geschäftlich,E-Mail-Adresse,Kategorien,Notizen",
        "- first_name last_name company title street.work postal_code.work city.home"
        " country.work phone.home phone.mobile phone.fax email tags notes",
    ),
    "Outlook, French": (
        "Prénom,Nom,Société,Titre,Rue (bureau),Dép/Région (bureau),Code postal (bureau),"
        "Téléphone (domicile),Tél. mobile,Adresse de messagerie,Adresse de messagerie 2",
        "first_name last_name company title street.work region.work postal_code.work"
        " phone.home phone.mobile email email",
    ),
    "HubSpot": (
        "Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Job Title,"
        "Lifecycle Stage,Contact owner,Lead Source,Website URL,Street Address,"
        "State/Region,Postal Code,Associated Company,Associated Company Domain",
        "- first_name last_name email phone phone.mobile title - owner lead_source"
        " website street region postal_code company company_domain",
    ),
    "Salesforce": (
        "Lead ID,FirstName,LastName,Account Name,Email,MobilePhone,LeadSource,"
        "MailingStreet,MailingPostalCode,MailingCountry,HasOptedOutOfEmail,OwnerId",
        "- first_name last_name company email phone.mobile lead_source street.other"
        " postal_code.other country.other do_not_contact -",
    ),
    "Pipedrive": (
        "Person - Name*,Person - Phone,Person - Email (Work),Person - Email (Home),"
        "Organization - Name*,Organization - Address,Deal - Title,Note - Content*",
        "full_name phone email.work email.home company - - notes",
    ),
    "Zoho": (
        "Lead Name,Email,Phone,Lead Source,Lead Owner,Lead Status,Email Opt Out",
        "full_name email phone lead_source owner status do_not_contact",
    ),
    "Dynamics": (
        "(Do Not Modify) Contact,Full Name,Company Name,Business Phone,Address 1: Street"
        " 1,Address 1: City,Address 1: ZIP/Postal Code",
        "- full_name company phone.work street city postal_code",
    ),
    "LinkedIn": (
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On",
        "first_name last_name website email company title -",
    ),
    "Mailchimp": (
        "Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_IP,NOTES,TAGS,UNSUB_TIME",
        "email first_name last_name - - notes tags do_not_contact",
    ),
    "ActiveCampaign": (
        "Email,First Name,Last Name,Phone,Tags,Date Created,IP,Status",
        "email first_name last_name phone tags - - status",
    ),
    "Kit": ("first_name,email,created_at,status", "first_name email - status"),
    "Systeme.io": (
        "Email,First name,Surname,Phone number,Country,Tags,Date registered",
        "email first_name last_name phone country tags -",
    ),
    "QuickBooks": (
        "Customer,Phone Numbers,Email,Full Name,Billing Address,Open Balance",
        "company phone email full_name street.other -",
    ),
    "Thunderbird": (
        "First Name,Last Name,Display Name,Primary Email,Secondary Email,Work Phone,Fax"
        " Number,Pager Number,Home Address,Home Address 2,Home ZipCode,Organization,Web"
        " Page 1,Birth Year,Custom 1",
        "first_name last_name full_name email email.other phone.work phone.fax"
        " phone.other street.home street.home postal_code.home company website - -",
    ),
    "Krayin": (
        "name,emails,contact_numbers,organization_id,job_title,user_id",
        "full_name email phone - title -",
    ),
    "Shopify": (
        "First Name,Last Name,Email,Company,Address1,Address2,City,Province,Province"
        " Code,Zip,Accepts Email Marketing,Total Spent,Note",
        "first_name last_name email company street street city region region"
        " postal_code - - notes",
    ),
    "Xero": (
        "ContactName,EmailAddress,FirstName,POAddressLine1,POCity,FaxNumber",
        "full_name email first_name street.other city.other phone.fax",
    ),
    "Spanish": (
        "Nombre,Apellidos,Puesto,Ciudad,Teléfono móvil,Correo electrónico,Notas",
        "first_name last_name title city phone.mobile email notes",
    ),
    "Polish": (
        "Imię,Nazwisko,Stanowisko,Telefon komórkowy,Kod pocztowy,Kraj,Województwo",
        "first_name last_name title phone.mobile postal_code country region",
    ),
    "Czech": (
        "Jméno,Příjmení,Společnost,Město,PSČ,Kraj,Země,Poznámka",
        "first_name last_name company city postal_code region country notes",
    ),
    "Russian": (
        "Фамилия,Имя,Компания,Должность,Мобильный телефон,Эл. почта",
        "last_name first_name company title phone.mobile email",
    ),
    "Japanese": ("姓,名,会社名,電話", "last_name first_name company phone"),
}


def contact(headers, *cells, **choices):
    """
    What a row under these headers says about a person.
    """
    names = headers.split(",")
    mapping = suggest_mapping(names)
    if choices:
        mapping = choose_columns(mapping, names, choices)
    return draft_contact(dict(zip(names, cells, strict=True)), mapping)


@pytest.mark.parametrize("product", PRODUCTS)
def test_headers_are_understood(product):
    """
    Each column of a known product goes where it belongs, and no other anywhere.
    """
    headers, fields = PRODUCTS[product]
    names = headers.split(",")
    mapping = suggest_mapping(names)
    places = {column.header: column.spelling for column in mapping.columns}

    assert dict(zip(names, fields.split(), strict=True)) == {
        name: places.get(name, "-") for name in names
    }


@pytest.mark.parametrize(
    ("headers", "places"),
    [
        ("Name", ["full_name"]),
        ("Name,Vorname", ["last_name", "first_name"]),
        ("Nom,Nom de famille", ["first_name", "last_name"]),
        ("Name,First,Last", ["full_name", "first_name", "last_name"]),
        ("Title", ["title"]),
        ("Title,Job Title", ["-", "title"]),
        ("Customer", ["full_name"]),
        ("Customer,Name", ["company", "full_name"]),
        ("☎ Contact,📧", ["phone", "email"]),
        ("eMail,E-MAIL*", ["email", "email"]),
    ],
)
def test_what_a_header_means_depends_on_the_others(headers, places):
    """
    "Name" is a first, a last or a whole name; "Title" a job or a courtesy.
    """
    names = headers.split(",")
    found = {c.header: c.spelling for c in suggest_mapping(names).columns}

    assert places == [found.get(name, "-") for name in names]


@pytest.mark.parametrize(
    "header",
    ["id", "org_id", "organization_id", "created_by", "role", "is_admin", "version"],
)
def test_some_columns_are_never_mapped(header):
    """
    IMP-14: what the CRM sets itself is neither suggested nor accepted by choice.
    """
    assert (header,) == suggest_mapping([header]).unmapped
    with pytest.raises(Invalid, match="never by a file"):
        choose_columns(suggest_mapping(["x"]), ["x"], {"x": header})


def test_companies_have_headers_of_their_own():
    """
    The same words mean other things where rows are companies.
    """
    names = "Company name,Website URL,Number of Employees,Company owner,Parent Company"
    mapping = suggest_mapping(names.split(","), Noun.COMPANIES)

    assert ["name", "website", "size", "owner", "parent"] == [
        column.field for column in mapping.columns
    ]


def test_columns_can_be_chosen():
    """
    A person's choice wins; every wrong one is named, and nothing is evaluated.
    """
    names = ["Kunde", "Tel 2", "Budget", "Email"]
    suggested = suggest_mapping(names)
    choices = {
        "Kunde": "company",
        "tel 2": "mobile",
        "Budget": "custom.budget",
        "Email": "-",
    }
    chosen = choose_columns(suggested, names, choices)

    assert ["company", "phone.mobile", "custom.budget"] == [
        column.spelling for column in chosen.columns
    ]
    assert ("Email",) == chosen.unmapped
    with pytest.raises(Invalid) as wrong:
        wrong_ones = {"Nope": "email", "Budget": "{{ config }}", "Kunde": "__class__"}
        choose_columns(suggested, names, wrong_ones)
    assert 3 == len(wrong.value.errors)


def test_a_column_without_header_is_known_by_its_cells():
    """
    Addresses under no header are the e-mail, unless there is one.
    """
    rows = [{"Column 1": f"a{n}@b.co", "Column 2": "x"} for n in range(5)]

    assert ["Column 1"] == [
        c.header for c in suggest_mapping(list(rows[0]), sample=rows).columns
    ]
    assert (
        [] == list(suggest_mapping(["Owner"], sample=[{"Owner": "a@b.co"}]).columns)[1:]
    )


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
    names = "Name,Website,Phone,Mobile,City,Tags,Parent Company".split(",")
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


def test_headers_are_compared_by_their_words():
    """
    Case, accents, signs, camels and digits do not matter.
    """
    assert "prenom" == fold_header(" Prénom* ")
    assert "e mail 2 address" == fold_header("E-mail2_Address")
    assert "mailing zip postal code" == fold_header("MailingZip/PostalCode")
