"""
The programs whose exports are known by their headers.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from .headers import Noun
from .vocabulary import fold_header


class Preset(NamedTuple):
    """
    What the exports of a program look like.

    *telling* are sets of headers, each of which gives the program away; *places* are
    those of columns whose header means something else there than elsewhere.
    """

    name: str
    telling: tuple[frozenset[str], ...]
    places: Mapping[str, str] = {}


def find_preset(headers: Iterable[str], noun: Noun) -> Preset | None:
    """
    The program that a file of *noun* with these headers comes from, if it is known.
    """
    folded = {fold_header(each) for each in headers}
    presets = _OF.get(noun, PRESETS)
    return max(
        (each for each in presets if _told(each, folded)),
        key=lambda each: _told(each, folded),
        default=None,
    )


def _told(preset: Preset, folded: set[str]) -> int:
    return max((len(each) for each in preset.telling if each <= folded), default=0)


def _preset(name: str, *telling: str, places: str = "") -> Preset:
    pairs = [each.split("=") for each in places.split("|") if each]
    return Preset(
        name,
        tuple(frozenset(map(fold_header, each.split("|"))) for each in telling),
        {fold_header(header): place.strip() for header, place in pairs},
    )


# An assistant's or a manager's name is not that of the person, an account or an
# office no company, a profession beside a job title no second job title.
_OUTLOOK = (
    "Account=-|Location=-|Profession=-|Office Location=-|Assistant's Name=-"
    "|Manager's Name=-|Internet Free Busy=-|Billing Information=-"
    "|Company Main Phone=phone.work|TTY/TDD Phone=phone.other|Callback=phone.other"
    "|ISDN=phone.other|Telex=-|Referred By=lead_source|Keywords=-"
)
PRESETS = (
    _preset(
        "Google Contacts",
        "First Name|Last Name|File As|Organization Name|Labels",
        "Phonetic First Name|Organization Name|Labels",
        places="Photo=-",
    ),
    _preset(
        "Google Contacts (before 2024)",
        "Given Name|Family Name|Group Membership",
        "Given Name|Family Name|Yomi Name",
        places="Short Name=-|Location=-|Subject=-|Billing Information=-"
        "|Organization 1 - Symbol=-|Organization 1 - Location=-"
        "|Organization 1 - Job Description=-|Organization 1 - Type=-",
    ),
    _preset(
        "Outlook",
        "First Name|Last Name|E-mail Address|Business Phone|Business Street",
        "First Name|Last Name|E-mail Address|E-mail Display Name",
        places=_OUTLOOK,
    ),
    _preset(
        "Outlook (German)",
        "Vorname|Nachname|E-Mail-Adresse|Telefon geschäftlich|Straße geschäftlich",
        places="Ort=-|Beruf=-|Konto=-|Büro=-|Name Assistent=-|Assistent(in)=-"
        "|Name des/der Vorgesetzten=-|Name Vorgesetzter=-|Partner=-|Privat=-"
        "|Telefon Assistent=phone.other|Telefon Firma=phone.work"
        "|Haupttelefon=phone|Autotelefon=phone.other|ISDN=phone.other|Telex=-"
        "|Rückmeldung=phone.other|Telefon für Hörbehinderte=phone.other"
        "|Weiteres Telefon=phone.other|Weiteres Fax=phone.fax"
        "|Weitere Straße=street.other|Weitere Straße 2=street.other"
        "|Weitere Straße 3=street.other|Weiterer Ort=city.other"
        "|Weiteres/r Bundesland/Kanton=region.other"
        "|Weitere Postleitzahl=postal_code.other"
        "|Weiteres/e Land/Region=country.other|Empfohlen von=lead_source"
        "|Abrechnungsinformation=-|Internet Frei/Gebucht=-|Stichwörter=-",
    ),
    _preset(
        "Outlook (French)",
        "Prénom|Nom|Adresse de messagerie|Rue (bureau)",
        places="Titre 2=title|Profession=-|Compte=-|Emplacement=-|Bureau=-"
        "|Nom de l'assistant(e)=-|Responsable=-|Conjoint(e)=-|Mots clés=-"
        "|Recommandé par=lead_source",
    ),
    _preset(
        "Outlook (Spanish)",
        "Nombre|Apellidos|Dirección de correo electrónico|Calle del trabajo",
        places="Ubicación=-|Cuenta=-|Profesión=-|Nombre del ayudante=-"
        "|Nombre del director=-|Cónyuge=-|Palabras clave=-"
        "|Referido por=lead_source",
    ),
    _preset(
        "Outlook (Italian)",
        "Nome|Cognome|Indirizzo posta elettronica|Via (uff.)",
        places="Indirizzo posta elettronica=email|Posizione=title|Account=-"
        "|Professione=-|Ubicazione=-|Nome assistente=-|Nome manager=-",
    ),
    _preset(
        "Outlook (Dutch)",
        "Voornaam|Achternaam|E-mailadres|Werkadres, straat",
        places="Account=-|Beroep=-|Locatie=-|Naam assistent=-|Naam manager=-",
    ),
    _preset(
        "HubSpot",
        "Record ID|First Name|Last Name|Email",
        "Record ID|Company name",
        "Lifecycle Stage|Lead Status|Contact owner",
        "Contact ID|Lifecycle Stage|Contact Owner",
        places="Marketing contact status=-",
    ),
    _preset(
        "Salesforce",
        "FirstName|LastName|OwnerId",
        "LastName|AccountId|LeadSource",
        "Salutation|First Name|Last Name|Mailing Street",
        "LastName|MailingStreet|MailingPostalCode",
        "Lead ID|FirstName|LastName",
        places="Title=title|LastActivityDate=-|IsEmailBounced=-|ReportsToId=-"
        "|MasterRecordId=-|PhotoUrl=-",
    ),
    _preset(
        "Pipedrive",
        "Person - Name|Person - Phone",
        "Person - Name|Organization - Name",
        places="Person - Owner=owner|Person - Label=tags|Person - Labels=tags"
        "|Organization - Owner=-|Organization - Address=-|Organization - Label=-"
        "|Deal - Owner=-|Deal - Status=-|Deal - Label=-|Deal - Title=-",
    ),
    _preset(
        "Zoho CRM",
        "Lead Name|Lead Owner|Lead Status",
        "Contact Owner|Account Name|Email Opt Out",
        "Lead Owner|First Name|Last Name",
        places="Skype ID=-|Reports To=-|Tag=tags|Designation=title",
    ),
    _preset(
        "LinkedIn",
        "First Name|Last Name|Company|Position|Connected On",
        places="URL=social.linkedin",
    ),
    _preset(
        "Dynamics 365",
        "(Do Not Modify) Contact",
        "(Do Not Modify) Lead",
        "(Do Not Modify) Account",
        "(Do Not Modify) Row Checksum",
        places="(Do Not Modify) Contact=-|(Do Not Modify) Lead=-"
        "|(Do Not Modify) Account=-|(Do Not Modify) Row Checksum=-"
        "|(Do Not Modify) Modified On=-|Status=-|Status Reason=-",
    ),
    # Contacts itself gives out vCards; tables are named as it takes them in.
    _preset(
        "Apple Contacts",
        "First|Last|Phone (Home)",
        "First|Last|Phone (Mobile)",
        "First|Last|Phone (Work)",
        "First|Last|Email (Home)",
        "First|Last|Email (Work)",
        places="Phone (iPhone)=phone.mobile|Phone (Apple Watch)=phone.mobile"
        "|URL (Home Page)=website|URL (Home)=website|URL (Work)=website"
        "|Related Name (Assistant)=-|Related Name (Manager)=-",
    ),
    _preset("Mailchimp", "Email Address|MEMBER_RATING|OPTIN_TIME"),
    _preset("ActiveCampaign", "Email|Date Created|IP|Tags"),
    _preset("Thunderbird", "Primary Email|Secondary Email|Screen Name"),
    _preset("QuickBooks", "Customer|Phone Numbers|Open Balance"),
)
_SELDOM = "Record ID=-|Created Time=-|Created Date=-|Create Date=-|Type=-"
DEAL_PRESETS = (
    _preset(
        "HubSpot",
        "Record ID|Deal Name|Deal Stage",
        "Deal ID|Deal Name|Deal Stage",
        "Deal Name|Deal Stage|Pipeline",
        places=f"{_SELDOM}|Deal Type=-|Deal probability=probability.fraction"
        "|Forecast probability=-|Closed Won Reason=-|Deal Description=description",
    ),
    _preset(
        "Salesforce",
        "Name|StageName|CloseDate",
        "Opportunity Name|Stage|Close Date",
        "Opportunity Name|Account Name|Stage",
        places=f"{_SELDOM}|AccountId=-|OwnerId=-|ContactId=-|LeadSource=source"
        "|Primary Campaign Source=source|Expected Revenue=-|ExpectedRevenue=-"
        "|Owner Role=-|Role=-|MainCompetitors__c=competitor|IsWon=-|IsClosed=-",
    ),
    _preset(
        "Pipedrive",
        "Deal - Title|Deal - Value",
        "Deal - Title|Deal - Stage",
        "Deal - Title",
        places="Person - Name=contact_name|Person - Email=contact_email"
        "|Organization - Name=company|Note - Content=description|Deal - ID=-"
        "|Deal - Creator=-|Deal - Weighted value=-|Organization - Address=-"
        "|Deal - Next activity date=-|Activity - Subject=-|Activity - Due date=-"
        "|Person - Label=-|Organization - Label=-|Person - Owner=-"
        "|Organization - Owner=-",
    ),
    _preset(
        "Zoho CRM",
        "Deal Name|Stage|Closing Date",
        "Potential Name|Stage|Closing Date",
        "Deal Owner|Deal Name|Stage",
        places=f"{_SELDOM}|Expected Revenue=-|Campaign Source=source"
        "|Reason For Loss=lost_reason|Lead Source=source|Tag=tags",
    ),
    _preset(
        "Dynamics 365",
        "(Do Not Modify) Opportunity",
        "Topic|Potential Customer",
        "Topic|Est. Revenue",
        "Topic|Est. Close Date",
        places="(Do Not Modify) Opportunity=-|(Do Not Modify) Row Checksum=-"
        "|(Do Not Modify) Modified On=-|Actual Revenue=-|Status Reason=-|Rating=-"
        "|Created On=-|Modified On=-",
    ),
)
LEAD_PRESETS = (
    _preset(
        "HubSpot",
        "Record ID|First Name|Last Name|Lead Status",
        "Contact ID|Lifecycle Stage|Contact Owner",
        "Lifecycle Stage|Lead Status|Contact owner",
        places=f"{_SELDOM}|Lifecycle Stage=-|Marketing contact status=-"
        "|Contact owner=owner|Website URL=website",
    ),
    _preset(
        "Salesforce",
        "FirstName|LastName|LeadSource|OwnerId",
        "FirstName|LastName|Status|IsConverted",
        "Lead ID|FirstName|LastName",
        "Lead Source|Company / Account|Lead Status",
        places=f"{_SELDOM}|Title=job_title|Status=stage|Company / Account=company"
        "|IsConverted=-|ConvertedDate=converted_at|OwnerId=-|Lead Owner=owner"
        "|ConvertedContactId=-|ConvertedAccountId=-|ConvertedOpportunityId=-"
        "|Rating=-|AnnualRevenue=-|NumberOfEmployees=employees|Industry=-",
    ),
    _preset(
        "Pipedrive",
        "Lead - Title|Lead - Value",
        "Lead - Title",
        places="Lead - Title=title|Lead - Value=value|Lead - Label=tags"
        "|Lead - Labels=tags|Lead - Owner=owner|Lead - Creator=-"
        "|Lead - Source=source|Person - Name=full_name|Person - Email=email"
        "|Person - Phone=phone|Organization - Name=company"
        "|Lead - Expected close date=expected_close_date|Lead - ID=-"
        "|Organization - Address=-|Note - Content=description",
    ),
    _preset(
        "Zoho CRM",
        "Lead Name|Lead Owner|Lead Status",
        "Lead Owner|First Name|Last Name",
        places=f"{_SELDOM}|Designation=job_title|Title=job_title|Tag=tags|Skype ID=-"
        "|No. of Employees=employees|Annual Revenue=-|Rating=-|Industry=-",
    ),
    _preset(
        "Dynamics 365",
        "(Do Not Modify) Lead",
        "Topic|Status Reason|Name",
        places="(Do Not Modify) Lead=-|(Do Not Modify) Row Checksum=-"
        "|(Do Not Modify) Modified On=-|Topic=title|Name=full_name"
        "|Status Reason=stage|Status=-|Rating=-|Created On=-|Company Name=company"
        "|Est. Value=value",
    ),
)
_OF = {Noun.OPPORTUNITIES: DEAL_PRESETS, Noun.LEADS: LEAD_PRESETS}
