"""
What a single header says: "Business Street 2", "Person - Email (Work)".
"""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum

from attrs import frozen

from ...custom_fields import CustomKind
from .deal_words import OPPORTUNITY_PHRASES
from .kinds import (
    COMPANY_ENTITIES,
    DEAL_ENTITIES,
    ENTITIES,
    KIND_WORDS,
    NETWORKS,
    NEVER_MAPPED,
    SOCIAL_WORDS,
    STOP_WORDS,
)
from .lead_words import LEAD_PHRASES
from .vocabulary import COMPANY_PHRASES, CONTACT_PHRASES, Meaning, fold_header

ADDRESS_PARTS = ("street", "city", "region", "postal_code", "country")
EMAIL_KINDS = frozenset({"work", "home", "other"})
PHONE_KINDS = frozenset({"work", "home", "mobile", "fax", "other"})
_ADDRESS = frozenset({"address", *ADDRESS_PARTS})
_KINDED = frozenset({"email", "contact_email", "phone", "website", *_ADDRESS})
AGAIN = re.compile(r" \(\d+\)$")


class Noun(StrEnum):
    """
    What the rows of a file are.
    """

    CONTACTS = "contacts"
    COMPANIES = "companies"
    OPPORTUNITIES = "opportunities"
    LEADS = "leads"


PHRASES: Mapping[Noun, Mapping[str, Meaning]] = {
    Noun.CONTACTS: CONTACT_PHRASES,
    Noun.COMPANIES: COMPANY_PHRASES,
    Noun.OPPORTUNITIES: OPPORTUNITY_PHRASES,
    Noun.LEADS: LEAD_PHRASES,
}
_ENTITIES = {
    Noun.CONTACTS: ENTITIES,
    Noun.COMPANIES: COMPANY_ENTITIES,
    Noun.OPPORTUNITIES: DEAL_ENTITIES,
    Noun.LEADS: ENTITIES,
}
IDS: Mapping[Noun, frozenset[str]] = {
    Noun.OPPORTUNITIES: frozenset({"id", "contact_id", "company_id", "team_id"}),
    Noun.LEADS: frozenset({"id", "contact_id", "company_id"}),
}
"""
The headers that hold ids in exports of this CRM, and are read again as such: records
are known by them, but never get one.
"""


class Why(StrEnum):
    """
    What tells where a column goes: its header, the program that the file comes from,
    its cells, a person, or what a person chose for a file like it.
    """

    HEADER = "header"
    PRESET = "preset"
    CONTENTS = "contents"
    CHOSEN = "chosen"
    SAVED = "saved"


@frozen
class ColumnMapping:
    """
    Where a column goes.

    *kind* is that of an e-mail address, phone number or postal address, or the name
    of a network or custom field. Columns of one *group* belong together, as "Phone 2
    - Type" and "Phone 2 - Value" do; *label* marks the one that names the kind.
    A *spare* column repeats another's header and fills its blanks. A *new* one needs
    a custom field of that kind to be made. *confidence*, from 0 to 1, is how sure a
    suggestion is.
    """

    header: str
    field: str
    kind: str | None = None
    group: str = ""
    label: bool = False
    spare: bool = False
    why: Why = Why.HEADER
    confidence: float = 1.0
    new: CustomKind | None = None

    @property
    def chosen(self) -> bool:
        """
        Whether a person said so.
        """
        return self.why in {Why.CHOSEN, Why.SAVED}

    @property
    def spelling(self) -> str:
        """
        The field as a person writes it: ``phone.mobile``, ``custom.budget``.
        """
        return f"{self.field}.{self.kind}" if self.kind else self.field

    @property
    def own(self) -> bool:
        """
        Whether the header is a field as exports of this CRM spell it.
        """
        return self.header == self.spelling

    @property
    def choice(self) -> str:
        """
        What a person says to have the column go there.
        """
        return f"new:{self.new}" if self.new else self.spelling


def suggest_column(header: str, noun: Noun) -> ColumnMapping | None:
    """
    Where a column goes by its header alone; None when that says nothing.
    """
    if header.startswith("custom."):
        return ColumnMapping(header, "custom", header.removeprefix("custom."))
    if header in IDS.get(noun, ()):
        return ColumnMapping(header, header)
    bare = AGAIN.sub("", header)
    key = fold_header(bare)
    if not key or key in NEVER_MAPPED:
        return None
    phrases = PHRASES[noun]
    meaning = phrases.get(key)
    if meaning is None:
        return _composed(header, key.split(), phrases, _ENTITIES[noun])
    return ColumnMapping(header, meaning.field, meaning.kind)


def _composed(
    header: str,
    tokens: list[str],
    phrases: Mapping[str, Meaning],
    entities: frozenset[str],
) -> ColumnMapping | None:
    """
    The meaning of a header that is made of a thing and what kind of it, which one
    of several, or whose: "Business Street 2", "Person - Email (Work)".
    """
    label = tokens[-1] in {"type", "label", "kind"}
    if label or tokens[-1] == "value":
        tokens = tokens[:-1]
    words = [token for token in tokens if not token.isdigit()]
    social = _network(words, entities)
    if social and "social" in {m.field for m in phrases.values()}:
        return ColumnMapping(header, "social", social)
    found, kind = _meaning(words, phrases, entities)
    if found is None or (label and found.field not in _KINDED):
        return None
    numbers = [n for n, token in enumerate(tokens) if token.isdigit()]
    trailing = numbers == [len(tokens) - 1] and not label
    group = tokens[numbers[0]] if numbers else ""
    if found.field in _ADDRESS:
        group = f"{kind or ''}{'' if trailing else group}"
    return ColumnMapping(header, found.field, found.kind or kind, group, label)


def _meaning(
    words: list[str], phrases: Mapping[str, Meaning], entities: frozenset[str]
) -> tuple[Meaning | None, str | None]:
    plain = [word for word in words if word not in STOP_WORDS]
    for tried in (words, plain, _after(words, entities), _after(plain, entities)):
        if found := phrases.get(" ".join(tried)):
            return found, None
    kinds = [KIND_WORDS[word] for word in words if word in KIND_WORDS]
    rest = [word for word in plain if word not in KIND_WORDS]
    special = next((each for each in kinds if each in {"fax", "mobile"}), None)
    if special and not set(rest) - {"number", "no", "nr"}:
        return phrases.get("phone"), special
    for tried in (rest, _after(rest, entities), _after(rest, {"address", "adresse"})):
        found = phrases.get(" ".join(tried))
        if found and found.field in _KINDED:
            return found, special or (kinds[0] if kinds else None)
    return None, None


def _after(words: list[str], heads: Iterable[str]) -> list[str]:
    heads = frozenset(heads)
    start = next((n for n, word in enumerate(words) if word not in heads), len(words))
    return words[start:]


def _network(words: list[str], entities: frozenset[str]) -> str | None:
    joined = " ".join(words).replace("linked in", "linkedin").split()
    named = [word for word in joined if word in NETWORKS]
    rest = set(joined) - set(named)
    if len(named) != 1 or not rest <= SOCIAL_WORDS | entities | STOP_WORDS:
        return None
    return named[0] if rest or named[0] != "x" else None
