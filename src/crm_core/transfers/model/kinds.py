"""
The words that stand beside a thing in a header: whose it is, of what kind.
"""

from collections.abc import Mapping

from .vocabulary import fold_header, word_set

# Names of people in front of the thing itself: "Person - Phone", "Contact Email".
ENTITIES = word_set(
    "person people contact contacts lead leads customer client subscriber member"
    " user attendee guest kontakt kunde klient contacto cliente zakaznik personal"
    " primary main prospect individual recipient buyer"
)
COMPANY_ENTITIES = ENTITIES | frozenset(
    ["company", "account", "organization", "organisation", "business", "firm", "firma"]
)
DEAL_ENTITIES = word_set(
    "deal opportunity potential verkaufschance affaire transaction opportunite negocio"
    " oportunidad trato trattativa opportunita verkoopkans szansa transakcja prilezitost"
    " сделка"
)


_KINDS = {
    "work": "work business office company job geschaftlich dienstlich buro firma arbeit"
    " travail bureau professionnel professionnelle pro trabajo oficina empresa"
    " sluzbowy sluzbowa praca pracovni prace lavoro ufficio trabalho comercial"
    " werk zakelijk arbete arbejde jobb рабочий служебный 会社 公司",
    "home": "home private privat personal perso domicile personnel personnelle casa"
    " particular residencial dom domowy domowa prywatny prywatna domu domaci"
    " soukromy abitazione prive thuis hem hjem домашний личный 自宅 家庭",
    "mobile": "mobile cell cellular handy mobil mobiltelefon portable movil celular"
    " komorka komorkowy mobilni cellulare telemovel mobiel gsm natel whatsapp"
    " мобильный 携帯 手机",
    "fax": "fax telefax faks telecopie факс",
    "other": "other andere weitere weiteres sonstige sonstiges autre otro otra outro"
    " inny inna ostatni jiny altro andra muu main primary secondary alternate"
    " alternative additional second third direct assistant pager car radio video"
    " mailing billing shipping permanent delivery invoice correspondence physical"
    " registered current visiting default po sa",
}
KIND_WORDS: Mapping[str, str] = {
    fold_header(word): kind for kind, words in _KINDS.items() for word in words.split()
}
STOP_WORDS = word_set("de del du des la le les l d of the do da for s")
SOCIAL_WORDS = word_set(
    "url profile id handle username name account page link im address uri"
)
NETWORKS: Mapping[str, str] = {
    "linkedin": "linkedin.com",
    "twitter": "twitter.com",
    "x": "x.com",
    "facebook": "facebook.com",
    "instagram": "instagram.com",
    "xing": "xing.com",
    "github": "github.com",
    "youtube": "youtube.com",
    "tiktok": "tiktok.com",
    "pinterest": "pinterest.com",
    "threads": "threads.net",
    "bluesky": "bsky.app",
    "telegram": "t.me",
    "vk": "vk.com",
}
# Set by the CRM or by whoever guards it, never by a file.
NEVER_MAPPED = frozenset(
    {
        "id",
        "org id",
        "organization id",
        "organisation id",
        "tenant id",
        "record id",
        "contact id",
        "created by",
        "role",
        "is admin",
        "version",
    }
)
