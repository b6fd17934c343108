"""
The properties of a card as the values of a row.
"""

import re
from collections.abc import Sequence

from .content_lines import BINARY, Property

VCARD_HEADERS = (
    "record_kind", "full_name", "first_name", "last_name", "email", "phone", "title",
    "company", "department", "address", "website", "social_profiles", "tags", "notes",
    "do_not_contact", "consents",
)  # fmt: skip
# What describes the card or its maker, not the person.
_ABOUT_THE_CARD = re.compile(
    "VERSION|PRODID|REV|PROFILE|NAME|SOURCE|MAILER|CLASS|KIND|SORT-STRING|CLIENTPIDMAP"
    "|XML|X-AB(UID|LABEL|ADR|SHOWAS)|X-ETAG|X-ID"
    "|X-IMAGE(TYPE|HASH)|X-SHARED-PHOTO-DISPLAY-PREF|X-ADDRESSING-GRAMMAR"
)
_PLACES = ("work", "", "home")
_SHOWN = 200

Properties = dict[str, list[Property]]


def card_values(
    properties: Sequence[Property], strays: Sequence[str] = ()
) -> dict[str, object]:
    """
    The values of a card by header; what has no field keeps its own name.
    """
    by_name: Properties = {}
    labels: dict[str, str] = {}
    for each in properties:
        if each.name == "X-ABLABEL":
            labels[each.group] = each.text.strip("_$!<>") if each.group else ""
        if each.value.strip(" ;"):
            by_name.setdefault(each.name, []).append(each)
    values: dict[str, object] = {}
    if not _put_organization(by_name, values):
        _put_names(by_name, values)
    values["email"] = [
        {"address": _bare(each.text, "mailto:"), "kind": _kind(each, labels)}
        for each in _take(by_name, "EMAIL")
    ]
    values["phone"] = [
        {
            "number": _bare(each.text, "tel:").replace(";ext=", " ext. "),
            "kind": _kind(each, labels),
        }
        for each in _take(by_name, "TEL")
    ]
    _put_address(by_name, labels, values)
    _put_texts(by_name, values)
    _put_wishes(by_name, values)
    for name, group in by_name.items():
        if not _ABOUT_THE_CARD.fullmatch(name):
            values[name.lower()] = "\n".join(map(_shown, group))
    values["unreadable lines"] = "\n".join(strays)
    return {name: value for name, value in values.items() if value}


def _take(by_name: Properties, name: str) -> list[Property]:
    """
    The properties of that name, the preferred first.
    """
    return sorted(by_name.pop(name, ()), key=lambda each: each.preference)


def _bare(text: str, scheme: str) -> str:
    return text[len(scheme) :] if text.lower().startswith(scheme) else text


def _kind(each: Property, labels: dict[str, str]) -> str:
    """
    All that is said about what a number or address is for.
    """
    words = [*each.types, labels.get(each.group, "")]
    return " ".join(words).replace("fax", " fax").strip()


def _put_organization(by_name: Properties, values: dict[str, object]) -> bool:
    """
    Company and department; True when the card is about the company itself.
    """
    organizations = _take(by_name, "ORG")
    department = [each.text for each in _take(by_name, "X-DEPARTMENT")]
    if organizations:
        company, *units = organizations[0].parts()
        values["company"] = company
        department = [unit for unit in units if unit] or department
        others = [" ".join(filter(None, each.parts())) for each in organizations[1:]]
        values["other organizations"] = "\n".join(others)
    values["department"] = ", ".join(department)
    named = _said(by_name, "FN")
    if "N" in by_name:
        return False
    kind = _said(by_name, "KIND").lower(), _said(by_name, "X-ABSHOWAS").lower()
    if "org" not in kind and "company" not in kind and named != values.get("company"):
        return False
    values["company"] = values.get("company") or named
    values["record_kind"] = "organization"
    by_name.pop("FN", None)
    return bool(values["company"])


def _said(by_name: Properties, name: str) -> str:
    return next((each.text for each in by_name.get(name, ()) if each.text), "")


def _put_names(by_name: Properties, values: dict[str, object]) -> None:
    values["full_name"] = _said(by_name, "FN")
    by_name.pop("FN", None)
    for each in _take(by_name, "N")[:1]:
        parts = each.parts()
        names = ("last_name", "first_name", "middle name", "prefix", "suffix")
        values |= dict(zip(names, parts, strict=False))


def _put_address(
    by_name: Properties, labels: dict[str, str], values: dict[str, object]
) -> None:
    """
    The preferred address, else the one at work; the others keep their text.
    """
    addresses = _take(by_name, "ADR")
    formatted = _take(by_name, "LABEL")
    if not addresses:
        values["address"] = {"street": formatted[0].text} if formatted else None
        return

    def rank(each: Property) -> tuple[int, int]:
        words = _kind(each, labels)
        place = next((w for w in ("work", "home") if w in words), "")
        return each.preference, _PLACES.index(place)

    best, *others = sorted(addresses, key=rank)
    values["address"] = _address(best.parts())
    texts = [", ".join(filter(None, each.parts())) for each in others]
    values["other addresses"] = "\n".join(texts)


def _address(parts: list[str]) -> dict[str, str]:
    box, extended, street, city, region, code, country, *_ = [*parts, *[""] * 7]
    lines = "\n".join(dict.fromkeys(filter(None, (street, extended, box))))
    named = {"street": lines, "city": city, "region": region, "postal_code": code}
    return {k: v for k, v in {**named, "country": country}.items() if v}


def _put_texts(by_name: Properties, values: dict[str, object]) -> None:
    titles = [each.text for each in _take(by_name, "TITLE")]
    values["title"] = next(iter(titles), "")
    values["other titles"] = "\n".join(titles[1:])
    values["notes"] = "\n\n".join(each.text for each in _take(by_name, "NOTE"))
    values["tags"] = [
        part.strip()
        for each in _take(by_name, "CATEGORIES")
        for text in each.parts(",")
        for part in text.replace(";", ",").split(",")
        if part.strip()
    ]
    values["website"] = [each.text for each in _take(by_name, "URL")]
    profiles = _take(by_name, "X-SOCIALPROFILE") + _take(by_name, "SOCIALPROFILE")
    values["social_profiles"] = {
        next(iter(each.types), "") or "website": each.text for each in profiles
    }


def _put_wishes(by_name: Properties, values: dict[str, object]) -> None:
    """
    What this person wants, as cards written by this CRM say it.
    """
    values["do_not_contact"] = any(
        each.text.lower() == "true" for each in _take(by_name, "X-DO-NOT-CONTACT")
    )
    values["consents"] = [
        _consent(each.parts()) for each in by_name.pop("X-CONSENT", ())
    ]


def _consent(parts: list[str]) -> dict[str, object]:
    names = ("purpose", "granted", "source", "at")
    said: dict[str, object] = dict(zip(names, parts, strict=False))
    return {**said, "granted": _SAID.get(str(said.get("granted")))}


_SAID = {"granted": True, "declined": False}


def _shown(each: Property) -> str:
    """
    The value; of a picture or sound only how it begins.
    """
    if each.name not in BINARY or len(each.value) <= _SHOWN:
        return each.text
    return f"{each.value[:_SHOWN]}… ({len(each.value)} characters)"
