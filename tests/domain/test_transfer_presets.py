"""
Exports are known by their headers, and headers in many languages.
"""

import pytest

from crm_core.transfers import Noun, Why, suggest_mapping

PRESETS = {
    "Google Contacts": "First Name,Last Name,File As,Organization Name,Labels,Photo",
    "Google Contacts (before 2024)": "Name,Given Name,Family Name,Group Membership",
    "Outlook": "First Name,Last Name,E-mail Address,Business Phone,Business Street",
    "Outlook (German)": "Vorname,Nachname,E-Mail-Adresse,Telefon geschäftlich,"
    "Straße geschäftlich",
    "Outlook (French)": "Prénom,Nom,Adresse de messagerie,Rue (bureau)",
    "Outlook (Spanish)": "Nombre,Apellidos,Dirección de correo electrónico,"
    "Calle del trabajo",
    "HubSpot": "Record ID,First Name,Last Name,Email,Lead Status",
    "Salesforce": "Id,LastName,FirstName,AccountId,LeadSource,OwnerId",
    "Pipedrive": "Person - Name,Person - Phone,Organization - Name",
    "Zoho CRM": "Lead Owner,First Name,Last Name,Company",
    "LinkedIn": "First Name,Last Name,URL,Company,Position,Connected On",
    "Dynamics 365": "(Do Not Modify) Contact,First Name,Last Name",
    "Mailchimp": "Email Address,First Name,MEMBER_RATING,OPTIN_TIME",
}
# "header = field", "-" for none: where the words alone would say something else.
PLACES = {
    "Outlook": "Account = -; Profession = -; Job Title = title; Company = company;"
    " Company Main Phone = phone.work; Manager's Name = -; Referred By = lead_source;"
    " Location = -; Internet Free Busy = -; Callback = phone.other",
    "Outlook (German)": "Ort = -; Ort geschäftlich = city.work; Beruf = -;"
    " Position = title; Name Assistent = -; Weitere Straße = street.other;"
    " Weiteres/r Bundesland/Kanton = region.other; Haupttelefon = phone;"
    " E-Mail 2: Adresse = email; E-Mail: Angezeigter Name = -; Firma = company",
    "Outlook (French)": "Titre = -; Titre (2) = title; Société = company;"
    " Ville (bureau) = city.work; Emplacement = -",
    "Outlook (Spanish)": "Puesto = title; Ciudad del trabajo = city.work;"
    " Ubicación = -; Organización = company",
    "LinkedIn": "URL = social.linkedin",
    "Pipedrive": "Person - Owner = owner; Organization - Owner = -;"
    " Person - Labels = tags",
    "Dynamics 365": "Do not allow Emails = -; Status = -; (Do Not Modify) Contact = -",
}
LANGUAGES = {
    "en": "First Name;Last Name;Email;Phone;Company;City;Postal Code;Country;Notes",
    "de": "Vorname;Nachname;E-Mail;Telefon;Firma;Stadt;PLZ;Land;Notizen",
    "fr": "Prénom;Nom;Courriel;Téléphone;Société;Ville;Code postal;Pays;Remarques",
    "es": "Nombre;Apellidos;Correo;Teléfono;Empresa;Ciudad;Código postal;País;Notas",
    "it": "Nome;Cognome;Posta elettronica;Telefono;Azienda;Città;CAP;Paese;Note",
    "pt": "Primeiro nome;Sobrenome;E-mail;Telefone;Empresa;Cidade;CEP;País;Notas",
    "nl": "Voornaam;Achternaam;E-mailadres;Telefoon;Bedrijf;Plaats;Postcode;Land"
    ";Opmerkingen",
    "pl": "Imię;Nazwisko;Poczta;Telefon;Firma;Miasto;Kod pocztowy;Kraj;Uwagi",
    "cs": "Jméno;Příjmení;E-mail;Telefon;Společnost;Město;PSČ;Země;Poznámka",
    "ru": "Имя;Фамилия;Эл. почта;Телефон;Компания;Город;Индекс;Страна;Примечание",
    "uk": "Ім'я;Прізвище;Пошта;Телефон;Компанія;Місто;Індекс;Країна;Примітки",
    "ja": "名;姓;メールアドレス;電話番号;会社名;市区町村;郵便番号;国;備考",
    "zh": "名;姓;电子邮件;电话;公司;城市;邮编;国家;备注",
    "ko": "이름;성;이메일;전화;회사;도시;우편번호;국가;메모",
    "sv": "Förnamn;Efternamn;E-post;Telefon;Företag;Ort;Postnummer;Land;Anteckningar",
    "tr": "Ad;Soyad;E-posta;Telefon;Şirket;Şehir;Posta kodu;Ülke;Notlar",
}
IN_ORDER = [
    "first_name", "last_name", "email", "phone", "company", "city", "postal_code",
    "country", "notes",
]  # fmt: skip


def places(headers, noun=Noun.CONTACTS):
    """
    Where each header goes.
    """
    found = {c.header: c.spelling for c in suggest_mapping(headers, noun).columns}
    return {header: found.get(header, "-") for header in headers}


@pytest.mark.parametrize("name", PRESETS)
def test_exports_are_recognised(name):
    """
    By what their headers give away, whatever else stands beside; no other program
    is taken for one of them.
    """
    headers = PRESETS[name].split(",")

    assert name == suggest_mapping([*headers, "Else"]).preset
    assert suggest_mapping([*headers[1:2], "Name"]).preset is None


@pytest.mark.parametrize("name", PLACES)
def test_a_program_means_what_it_means(name):
    """
    Its own columns go where they belong there, and say that the preset told.
    """
    pairs = dict(each.strip().split(" = ") for each in PLACES[name].split(";"))
    headers = list(dict.fromkeys([*PRESETS[name].split(","), *pairs]))
    found = places(headers)

    assert pairs == {header: found[header] for header in pairs}


def test_it_is_told_why_a_column_goes_there():
    """
    By its header, or by the program that the file comes from.
    """
    columns = suggest_mapping(PRESETS["LinkedIn"].split(",")).columns

    assert {"URL": Why.PRESET, "Company": Why.HEADER} == {
        c.header: c.why for c in columns if c.header in {"URL", "Company"}
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_headers_are_known_in_many_languages(language):
    """
    The columns that any list of people has.
    """
    assert IN_ORDER == list(places(LANGUAGES[language].split(";")).values())
