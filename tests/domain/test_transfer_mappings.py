import pytest

from crm_core.shared import Invalid
from crm_core.transfers import Noun, choose_columns, fold_header, suggest_mapping

# The columns of exports as "header = field", "-" for none.
PRODUCTS = {
    "Google Contacts": """
        Name = full_name; Given Name = first_name; Additional Name = -;
        Family Name = last_name; Name Prefix = -; Birthday = -; Notes = notes;
        Group Membership = tags; E-mail 1 - Type = email; E-mail 1 - Value = email;
        Phone 1 - Type = phone; Phone 1 - Value = phone;
        Address 1 - Formatted = address; Address 1 - Street = street;
        Address 1 - City = city; Address 1 - Region = region;
        Address 1 - Postal Code = postal_code; Address 1 - Country = country;
        Organization 1 - Name = company; Organization 1 - Title = title;
        Website 1 - Value = website; Relation 1 - Value = -
    """,
    "Google Contacts 2024": """
        First Name = first_name; Middle Name = -; Last Name = last_name;
        Phonetic First Name = -; Nickname = -; File As = full_name;
        Organization Name = company; Organization Title = title;
        Organization Department = department; Labels = tags; E-mail 1 - Label = email;
        E-mail 1 - Value = email; Phone 2 - Value = phone;
        Website 1 - Label = website; Event 1 - Value = -
    """,
    "Outlook": """
        Title = -; First Name = first_name; Last Name = last_name; Suffix = -;
        Company = company; Job Title = title; Business Street = street.work;
        Business Street 2 = street.work; Business Postal Code = postal_code.work;
        Business Country/Region = country.work; Home City = city.home;
        Business Fax = phone.fax; Business Phone 2 = phone.work;
        Mobile Phone = phone.mobile; E-mail Address = email; E-mail 2 Address = email;
        E-mail Display Name = -; Categories = tags; Web Page = website; Gender = -
    """,
    "Outlook, German": """
        Anrede = -; Vorname = first_name; Nachname = last_name; Firma = company;
        Position = title; Straße geschäftlich = street.work;
        Postleitzahl geschäftlich = postal_code.work; Ort privat = city.home;
        Land/Region geschäftlich = country.work; Telefon (privat) = phone.home;
        Mobiltelefon = phone.mobile; Fax geschäftlich = phone.fax;
        E-Mail-Adresse = email; Kategorien = tags; Notizen = notes
    """,
    "Outlook, French": """
        Prénom = first_name; Nom = last_name; Société = company; Titre = title;
        Rue (bureau) = street.work; Dép/Région (bureau) = region.work;
        Code postal (bureau) = postal_code.work; Téléphone (domicile) = phone.home;
        Tél. mobile = phone.mobile; Adresse de messagerie = email;
        Adresse de messagerie 2 = email
    """,
    "HubSpot": """
        Record ID = -; First Name = first_name; Last Name = last_name; Email = email;
        Phone Number = phone; Mobile Phone Number = phone.mobile; Job Title = title;
        Lifecycle Stage = -; Contact owner = owner; Lead Source = lead_source;
        Website URL = website; Street Address = street; State/Region = region;
        Postal Code = postal_code; Associated Company = company;
        Associated Company Domain = company_domain
    """,
    "Salesforce": """
        Lead ID = -; FirstName = first_name; LastName = last_name;
        Account Name = company; Email = email; MobilePhone = phone.mobile;
        LeadSource = lead_source; MailingStreet = street.other;
        MailingPostalCode = postal_code.other; MailingCountry = country.other;
        HasOptedOutOfEmail = do_not_contact; OwnerId = -
    """,
    "Pipedrive": """
        Person - Name* = full_name; Person - Phone = phone;
        Person - Email (Work) = email.work; Person - Email (Home) = email.home;
        Organization - Name* = company; Organization - Address = -; Deal - Title = -;
        Note - Content* = notes
    """,
    "Zoho": """
        Lead Name = full_name; Email = email; Phone = phone;
        Lead Source = lead_source; Lead Owner = owner; Lead Status = status;
        Email Opt Out = do_not_contact
    """,
    "Dynamics": """
        (Do Not Modify) Contact = -; Full Name = full_name; Company Name = company;
        Business Phone = phone.work; Address 1: Street 1 = street;
        Address 1: City = city; Address 1: ZIP/Postal Code = postal_code
    """,
    "LinkedIn": """
        First Name = first_name; Last Name = last_name; URL = social.linkedin;
        Email Address = email; Company = company; Position = title; Connected On = -
    """,
    "Mailchimp": """
        Email Address = email; First Name = first_name; Last Name = last_name;
        MEMBER_RATING = -; OPTIN_IP = -; NOTES = notes; TAGS = tags;
        UNSUB_TIME = do_not_contact
    """,
    "ActiveCampaign": """
        Email = email; First Name = first_name; Last Name = last_name; Phone = phone;
        Tags = tags; Date Created = -; IP = -; Status = status
    """,
    "Kit": """
        first_name = first_name; email = email; created_at = -; status = status
    """,
    "Systeme.io": """
        Email = email; First name = first_name; Surname = last_name;
        Phone number = phone; Country = country; Tags = tags; Date registered = -
    """,
    "QuickBooks": """
        Customer = company; Phone Numbers = phone; Email = email;
        Full Name = full_name; Billing Address = street.other; Open Balance = -
    """,
    "Thunderbird": """
        First Name = first_name; Last Name = last_name; Display Name = full_name;
        Primary Email = email; Secondary Email = email.other; Work Phone = phone.work;
        Fax Number = phone.fax; Pager Number = phone.other;
        Home Address = street.home; Home Address 2 = street.home;
        Home ZipCode = postal_code.home; Organization = company; Web Page 1 = website;
        Birth Year = -; Custom 1 = -
    """,
    "Krayin": """
        name = full_name; emails = email; contact_numbers = phone;
        organization_id = -; job_title = title; user_id = -
    """,
    "Shopify": """
        First Name = first_name; Last Name = last_name; Email = email;
        Company = company; Address1 = street; Address2 = street; City = city;
        Province = region; Province Code = region; Zip = postal_code;
        Accepts Email Marketing = -; Total Spent = -; Note = notes
    """,
    "Xero": """
        ContactName = full_name; EmailAddress = email; FirstName = first_name;
        POAddressLine1 = street.other; POCity = city.other; FaxNumber = phone.fax
    """,
    "Spanish": """
        Nombre = first_name; Apellidos = last_name; Puesto = title; Ciudad = city;
        Teléfono móvil = phone.mobile; Correo electrónico = email; Notas = notes
    """,
    "Polish": """
        Imię = first_name; Nazwisko = last_name; Stanowisko = title;
        Telefon komórkowy = phone.mobile; Kod pocztowy = postal_code; Kraj = country;
        Województwo = region
    """,
    "Czech": """
        Jméno = first_name; Příjmení = last_name; Společnost = company; Město = city;
        PSČ = postal_code; Kraj = region; Země = country; Poznámka = notes
    """,
    "Russian": """
        Фамилия = last_name; Имя = first_name; Компания = company; Должность = title;
        Мобильный телефон = phone.mobile; Эл. почта = email
    """,
    "Japanese": """
        姓 = last_name; 名 = first_name; 会社名 = company; 電話 = phone
    """,
}


@pytest.mark.parametrize("product", PRODUCTS)
def test_headers_are_understood(product):
    """
    Each column of a known product goes where it belongs, and no other anywhere.
    """
    pairs = [each.split(" = ") for each in PRODUCTS[product].split(";")]
    fields = {header.strip(): field.strip() for header, field in pairs}
    mapping = suggest_mapping(list(fields))
    places = {column.header: column.spelling for column in mapping.columns}

    assert fields == {header: places.get(header, "-") for header in fields}


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
    IMP-36: a person's choice wins; every wrong one is named, nothing is evaluated.
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
    wrong_ones = {"Nope": "email", "Budget": "{{ config }}", "Kunde": "__class__"}
    wrong_ones |= {"Tel 2": "(a+)+$"}
    with pytest.raises(Invalid) as wrong:
        choose_columns(suggested, names, wrong_ones)
    assert 4 == len(wrong.value.errors)


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


def test_headers_are_compared_by_their_words():
    """
    Case, accents, signs, camels and digits do not matter.
    """
    assert "prenom" == fold_header(" Prénom* ")
    assert "e mail 2 address" == fold_header("E-mail2_Address")
    assert "mailing zip postal code" == fold_header("MailingZip/PostalCode")
