"""
The words that headers of leads are made of, and what their cells say.
"""

from collections.abc import Mapping

from .deal_words import DEAL, kind_said
from .vocabulary import PERSON, PLACES, SIZE, Meaning, fold_header, phrases_of

_FROM_PERSONS = (
    *("first_name", "last_name", "name", "full_name", "customer", "company"),
    *("company_domain", "company_website", "email", "phone", "phone:mobile"),
    *("phone:fax", "phone:other", "website", "tags", "title:honorific"),
)
_FROM_DEALS = (
    *("value", "currency", "pipeline", "probability", "probability_source", "product"),
    *("expected_close_date", "next_step", "next_step_on", "lost_note"),
)
_LEAD = {
    **PLACES,
    **{name: PERSON[name] for name in _FROM_PERSONS},
    **{name: DEAL[name] for name in _FROM_DEALS},
    "title": "lead title|lead subject|subject|topic|betreff|thema|sujet|asunto|tema"
    "|oggetto|argomento|assunto|onderwerp|temat|predmet|amne|emne|aihe|targy|subiect"
    "|тема|θεμα|件名|主题|제목|konu",
    "job_title": PERSON["title"],
    "description": PERSON["notes"] + "|lead description|message|nachricht|mensaje"
    "|messaggio|mensagem|bericht|wiadomosc|zprava|meddelande|сообщение",
    "stage": DEAL["stage"] + "|lead stage|lead status|leadstatus|lead state"
    "|statut du lead|estado del lead|estado del prospecto|stato del lead"
    "|status do lead|status leada|stav leadu|статус лида|リード状況|线索状态",
    "status": "status|statut|stato|stav|статус",
    "lost_reason": DEAL["lost_reason"] + "|disqualification reason|disqualify reason"
    "|disqualified reason|unqualified reason|reason disqualified",
    "source": PERSON["lead_source"] + "|utm source|original traffic source",
    "campaign": "campaign|campaign name|utm campaign|lead campaign|kampagne|campagne"
    "|campana|campagna|campanha|kampania|kampan|kampanj|kampanja|кампания|キャンペーン"
    "|活动|캠페인|kampanya",
    "medium": "medium|utm medium",
    "referrer": "referrer|referer|referrer url|referring url|referral url",
    "landing_page": "landing page|landing page url|first page seen|entry page",
    "language": "language|preferred language|sprache|langue|idioma|lingua|taal|jezyk"
    "|jazyk|sprak|sprog|kieli|nyelv|limba|язык|мова|γλωσσα|言語|语言|언어|dil",
    "employees": SIZE,
    "owner": PERSON["owner"] + "|lead owner name|owner name|sales agent",
    "converted_at": "converted at|converted date|conversion date|date converted",
    "answers": "answers",
    "capture": "capture",
}

LEAD_PHRASES: Mapping[str, Meaning] = phrases_of(_LEAD)

_STATES = {
    "new": "new|not contacted|open not contacted|uncontacted|new lead|neu|nouveau|nuevo"
    "|nuovo|novo|nieuw|nowy|novy|ny|uusi|uj|nou|новый|новый лид|νεο|新規|新建|신규|yeni",
    "working": "working|working contacted|contacted|attempted to contact|in progress"
    "|connected|nurturing|in bearbeitung|kontaktiert|en cours|en proceso|contactado"
    "|in lavorazione|em andamento|in behandeling|w toku|probiha|в работе|対応中|跟进中",
    "won": "converted|closed converted|konvertiert|converti|convertido|convertito"
    "|skonwertowany|konvertovany|сконвертирован",
    "lost": "disqualified|unqualified|not qualified|closed not converted|junk|junk lead"
    "|lost lead|dead|rejected|disqualifiziert|unqualifiziert|disqualifie"
    "|descalificado|no calificado|squalificato|desqualificado|gediskwalificeerd"
    "|zdyskwalifikowany|nekvalifikovany|некачественный лид|不合格",
}
_SAID = {
    fold_header(phrase).replace(" ", ""): state
    for state, phrases in _STATES.items()
    for phrase in phrases.split("|")
}


def lead_state_said(text: str) -> str | None:
    """
    Whether *text* says ``new``, ``working``, ``won`` (converted) or ``lost``
    (disqualified), in some language; None when it says something else.
    """
    said = _SAID.get(fold_header(text).replace(" ", ""))
    kind = kind_said(text)
    return said or {"open": "new"}.get(kind or "", kind)
