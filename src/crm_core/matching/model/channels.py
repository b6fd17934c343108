"""
What a person or company is reached by, in the form that is compared.
"""

from functools import lru_cache

from attrs import frozen

from ...shared import Invalid, digits, domain_key
from .letters import plain_set

ROLES = plain_set(
    "info mail email office contact kontakt contacto contatto sales vertrieb verkauf"
    " ventas support service help helpdesk hello hallo hi admin administration"
    " administrator webmaster postmaster hostmaster abuse noreply donotreply"
    " billing invoice invoices accounts accounting accountspayable rechnung"
    " rechnungen buchhaltung finance jobs career careers hr personal recruiting press"
    " presse media marketing team staff family familie familia famille famiglia home"
    " haus house reception empfang secretary sekretariat purchasing einkauf orders"
    " order bestellung shop store privacy legal security feedback enquiries enquiry"
    " inquiries general post zentrale anfrage kundenservice customerservice customer"
    " reservations booking bookings newsletter news marketing welcome everyone all"
)
_FREE_NAMES = plain_set(
    "gmail googlemail yahoo ymail rocketmail hotmail outlook live msn passport icloud me"
    " mac aol aim gmx web freenet t-online arcor mail inbox list bk yandex ya rambler"
    " protonmail proton pm tutanota tuta tutamail zoho fastmail hushmail mailbox posteo"
    " orange wanadoo free laposte sfr neuf numericable bbox libero virgilio alice tin"
    " tiscali telefonica terra uol bol ig globo wp onet o2 interia gazeta poczta seznam"
    " centrum atlas azet zoznam citromail freemail naver daum hanmail qq sina sohu"
    " foxmail rediffmail indiatimes btinternet btopenworld talktalk sky ntlworld"
    " virginmedia blueyonder comcast verizon att sbcglobal bellsouth cox charter"
    " earthlink juno optonline shaw rogers sympatico telus bigpond optusnet iinet"
    " xtra skynet telenet bluewin sunrise hispeed chello telia comhem bredband online"
    " ziggo kpnmail xs4all planet home hetnet walla"
)
_DOTLESS = frozenset({"gmail.com", "googlemail.com"})
_LONGEST_NUMBER = 10
_SHORTEST_NUMBER = 5


@frozen
class Mailbox:
    """
    An e-mail address as mail finds it: without ``+tag``, dots where they do not count.
    """

    local: str
    domain: str
    role: bool
    free: bool

    @property
    def address(self) -> str:
        return f"{self.local}@{self.domain}"


@lru_cache(maxsize=50_000)
def mailbox(address: str) -> Mailbox | None:
    """
    The mailbox that *address* leads to; None when it is no address.
    """
    local, at, domain = address.strip().casefold().rpartition("@")
    try:
        domain = domain_key(domain)
    except Invalid:
        domain = domain.strip()
    local = local.partition("+")[0] or local
    if not at or not local or not domain:
        return None
    if domain in _DOTLESS:
        local, domain = local.replace(".", ""), "gmail.com"
    bare = "".join(c for c in local if c.isalpha())
    return Mailbox(local, domain, bare in ROLES, free_mail(domain))


@lru_cache(maxsize=20_000)
def free_mail(domain: str) -> bool:
    """
    Whether anybody may have an address at *domain*.
    """
    labels = domain.split(".")
    second_level = len(labels) > 2 and len(labels[-2]) <= 3
    name = labels[-3] if second_level else labels[-2] if len(labels) > 1 else domain
    return name in _FREE_NAMES and len(labels) <= 2 + second_level


@lru_cache(maxsize=50_000)
def significant_digits(number: str) -> str:
    """
    The last ten digits of a phone number without its trunk zero and extension, which
    two spellings of it share; empty when there are too few to tell numbers apart.
    """
    said = number.casefold()
    for mark in ("ext", "x", "#", ";", ","):
        head, found, _ = said.partition(mark)
        if found and len(digits(head)) >= _SHORTEST_NUMBER:
            said = head
    all_digits = digits(said.replace("(0)", "")).lstrip("0")
    if len(all_digits) < _SHORTEST_NUMBER:
        return ""
    return all_digits[-_LONGEST_NUMBER:]


def same_number(one: str, other: str) -> bool:
    """
    Whether two numbers are one, with and without country or area code.
    """
    short, long = sorted((one, other), key=len)
    return long.endswith(short) and (len(short) >= 7 or one == other)
