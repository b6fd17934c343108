"""
The words that column headers are made of, in the languages that exports come in.

A header and a phrase agree when ``fold_header`` makes them the same.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from ...shared import fold

LONGEST_HEADER = 200
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD = re.compile(r"\d+|[^\W\d_]+")
_SIGNS = str.maketrans(
    {**dict.fromkeys("☎☏✆📞📱", " phone "), **dict.fromkeys("✉📧", " email ")}
)


@lru_cache(maxsize=4096)
def fold_header(header: str) -> str:
    """
    *header* as its words: ``E-Mail*`` and ``eMail`` are both ``e mail``.
    """
    apart = _CAMEL.sub(" ", header[:LONGEST_HEADER].translate(_SIGNS))
    return " ".join(_WORD.findall(fold(apart)))


def word_set(text: str) -> frozenset[str]:
    """
    The words of *text*.
    """
    return frozenset(text.split())


class Meaning(NamedTuple):
    """
    What a phrase says: the field, and the kind of e-mail, phone or address.
    """

    field: str
    kind: str | None = None


def phrases_of(table: Mapping[str, str]) -> dict[str, Meaning]:
    """
    What each phrase of *table* means: names of fields, ``field:kind``, with phrases.
    """
    found: dict[str, Meaning] = {}
    for name, phrases in table.items():
        field, _, kind = name.partition(":")
        for phrase in phrases.split("|"):
            found[fold_header(phrase)] = Meaning(field, kind or None)
    return found


PLACES = {
    "street": "street|street address|address line|address|street name|strasse|adresse"
    "|anschrift|rue|voie|calle|direccion|domicilio|ulica|adres|ulice|adresa|via"
    "|indirizzo|rua|endereco|morada|straat|gata|gatuadress|adress|utca|cim|strada"
    "|str|улица|адрес|διευθυνση|住所|地址|街道|주소|adresse postale|adresse ligne"
    "|postal address"
    "|strasse hausnummer|strasse und hausnummer|strasse nr|ulica i numer"
    "|ulice a cislo|ulice a cp|adresse rue|number and street|address street"
    "|po box|address po box|postfach|boite postale"
    "|extended address|address extended address|apartment|suite|post office box",
    # The whole of it in one cell.
    "address": "formatted|formatted address|address formatted|full address"
    "|complete address|address full",
    "city": "city|town|locality|suburb|ort|stadt|wohnort|ville|commune|ciudad"
    "|localidad|poblacion|municipio|miasto|miejscowosc|mesto|obec|citta|comune|cidade"
    "|plaats|woonplaats|stad|sted|postort|by|kaupunki|varos|oras|localitate|город"
    "|місто|πολη|市|城市|市区町村|도시|sehir|naselje|town city|city town"
    "|city suburb",
    "region": "state|province|region|county|prefecture|state province|province state"
    "|state region|state county|region state|bundesland|kanton|bundesland kanton"
    "|departement|dep region|provincia|estado|wojewodztwo|provincie|регион|область"
    "|νομος|都道府県|省|省份|state province region|province code|state code|state or province|judet|megye",
    "postal_code": "zip|zip code|postal code|postcode|post code|zip postal code"
    "|postal zip code|postal zip|zip postcode|plz|postleitzahl|code postal|cp"
    "|codigo postal|kod pocztowy|kod|psc|cap|cep|postnummer|postnr|iranyitoszam"
    "|cod postal|индекс|почтовыи индекс|τκ|ταχυδρομικος κωδικας|郵便番号|邮编"
    "|邮政编码|우편번호|posta kodu|індекс|postanski broj|pin code|pincode|eircode"
    "|zip or postal code|postal",
    "country": "country|country region|country name|nation|land|pays|pays region|pais"
    "|pais region|panstwo|zeme|stat|krajina|paese|nazione|maa|orszag|tara|страна"
    "|країна|χωρα|国|国家|国家地区|나라|국가|ulke|land region|country or region"
    "|country code",
    # A country in Polish, a region in Czech: the other columns tell.
    "country:kraj": "kraj",
}
PERSON = {
    "first_name": "first name|firstname|given name|forename|fname|first|vorname"
    "|rufname|prenom|primer nombre|nombres|nombre de pila|imie|imiona|krestni jmeno"
    "|nome proprio|primeiro nome|voornaam|fornamn|fornavn|etunimi|keresztnev|utonev"
    "|prenume|krstne meno|ime|名|이름 첫|adi|first names|christian name",
    "last_name": "last name|lastname|surname|family name|lname|last|nachname"
    "|familienname|zuname|nom de famille|apellido|apellidos|primer apellido|nazwisko"
    "|prijmeni|cognome|sobrenome|apelido|ultimo nome|achternaam|efternamn|etternavn"
    "|efternavn|sukunimi|vezeteknev|csaladnev|nume de familie|priezvisko|prezime"
    "|фамилия|прізвище|επωνυμο|επιθετο|姓|성|soyad|soyadi|second name",
    # Means a whole, a first or a last name: the other columns tell.
    "name": "name|nom|nombre|nome|jmeno|meno|naam|namn|navn|nimi|nev|nume|имя|ім я"
    "|ονομα|ad|names|이름",
    "full_name": "full name|fullname|display name|person name|contact name|lead name"
    "|complete name|contact|file as|your name|vollstandiger name|anzeigename"
    "|vor und nachname|nom complet|nom et prenom|prenom et nom|nom affiche"
    "|nombre completo|nombre y apellidos|nombre para mostrar|imie i nazwisko"
    "|cele jmeno|jmeno a prijmeni|nome completo|nome e cognome|volledige naam|фио"
    "|ф и о|полное имя|ονοματεπωνυμο|氏名|名前|姓名|성명|attendee name"
    "|zobrazovane jmeno|nazwa wyswietlana|contact full name|customer full name",
    "customer": "customer|customer name|client name|client|kunde|kundenname|klient"
    "|cliente|nom du client|zakaznik|nazwa klienta|clientname",
    "title": "job title|jobtitle|position|job|occupation|designation|job position"
    "|organization title|berufsbezeichnung|stellenbezeichnung|funktion|beruf"
    "|positionsbezeichnung|poste|fonction|intitule du poste|titre du poste|cargo"
    "|puesto|puesto de trabajo|stanowisko|pozice|pracovni pozice|funkce|qualifica"
    "|posizione|mansione|functie|functietitel|befattning|stilling|tehtavanimike"
    "|beosztas|functia|pozicia|должность|посада|θεση|役職|职位|职务|직위|headline"
    "|current position|professional title|work title|business title|profession",
    "title:honorific": "title|titel|anrede|titre|titulo|titul|tytul|titolo|prefix",
    "department": "department|dept|organization department|abteilung|service"
    "|departamento|dzial|oddeleni|reparto|dipartimento|afdeling|avdelning|afdeling"
    "|osasto|osztaly|departament|отдел|τμημα|部署|部门|부서|business unit",
    "company": "company|company name|organization|organisation|organization name"
    "|organisation name|account|account name|employer|business name|business|firm"
    "|current company|firma|firmenname|unternehmen|unternehmensname|societe"
    "|entreprise|raison sociale|nom de l entreprise|nom de la societe|empresa"
    "|nombre de la empresa|compania|organizacion|razon social|spolka|nazwa firmy"
    "|przedsiebiorstwo|organizacja|spolecnost|nazev firmy|organizace|spolocnost"
    "|azienda|societa|ragione sociale|organizzazione|nome da empresa|organizacao"
    "|bedrijf|bedrijfsnaam|organisatie|foretag|foretagsnamn|virksomhed|bedrift"
    "|yritys|ceg|cegnev|companie|компания|организация|компанія|εταιρεια|会社名|会社"
    "|公司|公司名称|会社名称|회사|sirket|billing company|shipping company"
    "|associated company|company associated|account company|workplace",
    "company_domain": "company domain|company domain name|associated company domain"
    "|domain|organization domain|account domain",
    "company_website": "company website|company url|organization website|account website"
    "|company web site|corporate website",
    "company_id": "company id",
    "email": "email|e mail|mail|email address|e mail address|mail address|emails"
    "|e mails|e mailadresse|emailadresse|e mail adresse|email adresse|mailadresse"
    "|mail adresse|adresse email|adresse e mail|adresse mail|adresse electronique"
    "|courriel|adresse de messagerie|messagerie|correo|correo electronico"
    "|direccion de correo electronico|direccion de correo|direccion de email"
    "|adres e mail|adres email|poczta|poczta elektroniczna|emailova adresa"
    "|e mailova adresa|posta|indirizzo e mail|indirizzo email|posta elettronica"
    "|endereco de email|endereco de e mail|e mailadres|emailadres|e post|epost"
    "|e postadress|epostadress|e posta|sahkoposti|почта|электронная почта|эл почта"
    "|пошта|електронна пошта|eposta"
    "|e mail адрес|ηλεκτρονικη διευθυνση|メール|メールアドレス|邮箱|电子邮件"
    "|电子邮箱|電子郵件|이메일|email addresses|identifiant email|address email"
    "|organization email|adresa de email|e mail cim",
    "phone": "phone|phone number|phone no|phone nr|telephone|telephone number|tel"
    "|tel no|tel nr|telephone no|telefon|telefonnummer|telefonnr|telefone|telefono"
    "|numero de telephone|numero telephone|numero de telefono|nr telefonu|n telephone"
    "|numer telefonu|telefoon|telefoonnummer|telefonszam|telefonni cislo|telefonne"
    "|telefonne cislo|puhelin|puhelinnumero|numar de telefon|телефон|номер телефона"
    "|τηλεφωνο|電話|電話番号|电话|联系电话|전화|전화번호|contact number"
    "|contact numbers|phones|phone numbers|rufnummer|direct dial|ddi|phone contact"
    "|numero|phone phone|direct phone|phone direct|contact phone",
    "phone:mobile": "mobile|mobile number|mobile no|cell|cell phone|cellular|handy"
    "|handynummer|mobiltelefon|mobilnummer|mobilfunk|portable|telephone portable"
    "|movil|celular|telefono movil|komorka|telefon komorkowy|mobil|mobilni telefon"
    "|mobilni|cellulare|telemovel|mobiel|gsm|natel|手机|手机号|携帯|携帯電話|휴대폰"
    "|whatsapp|whatsapp number|whats app|sms|мобильныи|мобильныи телефон|κινητο",
    "phone:other": "pager|pager number",
    "phone:fax": "fax|fax number|fax no|telefax|faks|telecopie|telecopieur|faxnummer"
    "|факс|φαξ",
    "website": "website|web site|web page|webpage|url|homepage|home page|web|www"
    "|website url|url website|site web|page web|sitio web|pagina web|strona www"
    "|strona internetowa|webove stranky|sito web|internet|internetseite|webseite"
    "|webadresse|сайт|ιστοσελιδα|ホームページ|网站|网址|personal website|blog"
    "|personal web page|website address|profile url|website page|website blog"
    "|website profile|person website|linked in profile url|site|webbplats|hjemmeside",
    "social": "social profiles|social profile",
    "affiliations": "affiliations",
    "consents": "consents",
    "record_kind": "record kind",
    "tags": "tags|tag|labels|label|categories|group membership|groups|group"
    "|kategorien|schlagworte|schlagworter|gruppen|etiquettes|libelles|etiquetas"
    "|categorias|grupos|tagi|etykiety|stitky|etichette|categorie|groupes|группы"
    "|метки|теги|标签|分组|segments|mailing lists|member of",
    "category": "category|contact type|contact category|categoria|kategorie"
    "|kategoria|categorie client|категория|类别",
    "notes": "notes|note|comment|comments|description|remarks|remark|memo|notizen"
    "|notiz|bemerkung|bemerkungen|anmerkung|anmerkungen|kommentar|kommentare"
    "|commentaire|commentaires|remarques|notas|nota|comentarios|observaciones|uwagi"
    "|notatki|notatka|opis|poznamka|poznamky|commenti|descrizione|opmerkingen"
    "|notities|anteckningar|megjegyzes|примечание|примечания|комментарии|заметки"
    "|σημειωσεις|備考|メモ|备注|메모|notlar|примітки|background|bio|biography"
    "|note content"
    "|content note|beschreibung|descripcion|popis|note content content|about",
    "lead_source": "lead source|source|original source|quelle|leadquelle|herkunft"
    "|origine|origine du lead|source du lead|fuente|origen|zrodlo|zdroj|fonte|bron"
    "|источник|来源|how did you hear about us|contact source|acquisition source",
    "owner": "owner|contact owner|lead owner|record owner"
    "|owner email|contact owner email|assigned to|assigned user|assignee|sales rep"
    "|sales representative|salesperson|sales owner|sales person|rep|account manager"
    "|relationship manager|responsible|verantwortlich|verantwortlicher|zustandig"
    "|besitzer|betreuer|kundenbetreuer|responsable|proprietaire|commercial"
    "|proprietaire du contact|propietario|vendedor|comercial|opiekun|wlasciciel"
    "|handlowiec|vlastnik|obchodnik|proprietario|eigenaar|ответственныи|担当者"
    "|负责人|contact owner name|propietario del contacto|agent",
    "do_not_contact": "do not contact|do not email|do not call|do not e mail"
    "|email opt out|e mail opt out|has opted out of email|opted out of email"
    "|opted out|opt out|unsubscribed|unsub time|unsubscribed at|unsubscribe date"
    "|unsubscribed from all email|dnc|do not mail|optout|nicht kontaktieren"
    "|ne pas contacter|unsubscribe time|opted out email",
    "status": "status|email status|subscription status|subscriber status|statut"
    "|marketing status|email marketing status|contact status|email marketing",
}  # fmt: skip
SIZE = (
    "size|number of employees|employees|employee count|no of employees"
    "|company size|headcount|employee range|mitarbeiter|mitarbeiterzahl|grosse"
    "|anzahl mitarbeiter|effectif|nombre d employes|taille|empleados"
    "|numero de empleados|liczba pracownikow|pocet zamestnancu|dipendenti"
    "|numero di dipendenti|medewerkers|количество сотрудников|従業員数|员工人数"
)
_COMPANY = {
    "name": "name|company name|account name|organization name|organisation name"
    "|company|organization|organisation|account|business name|business|firm"
    "|firma|firmenname|unternehmen|societe|entreprise|raison sociale|nom|empresa"
    "|razon social|nombre|nazwa|nazwa firmy|nazev|nazev firmy|spolecnost|spolka"
    "|azienda|ragione sociale|nome|bedrijf|bedrijfsnaam|foretag|customer"
    "|customer name|client|client name|legal name|full name|display name|компания"
    "|название|организация|εταιρεια|会社名|公司|公司名称|회사|cegnev|yritys|ceg",
    "industry": "industry|sector|branche|branch|secteur|secteur d activite|sector"
    "|industria|branza|odvetvi|obor|settore|bransch|отрасль|κλαδος|業種|行业"
    "|industry sector|primary industry|line of business",
    "size": SIZE,
    "website": PERSON["website"] + "|company website|company url|website company",
    "domain": "domain|company domain|company domain name|domain name|email domain"
    "|organization domain|domaine|dominio|domena",
    "phone": PERSON["phone"] + "|" + PERSON["phone:mobile"] + "|main phone"
    "|company phone|zentrale",
    "description": PERSON["notes"] + "|company description|about us|about",
    "category": PERSON["category"] + "|type|company type|account type|typ",
    "tags": PERSON["tags"],
    "owner": PERSON["owner"] + "|account owner|company owner",
    "parent": "parent|parent company|parent account|parent organization"
    "|parent account name|parent company name|muttergesellschaft|konzern"
    "|societe mere|matriz|spolka matka|materska spolecnost|head office|parent name",
}

CONTACT_PHRASES: Mapping[str, Meaning] = phrases_of({**PLACES, **PERSON})
COMPANY_PHRASES: Mapping[str, Meaning] = phrases_of({**PLACES, **_COMPANY})
