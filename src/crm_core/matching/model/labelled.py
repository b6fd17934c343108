"""
Rows of labelled files as profiles: a wider choice of columns than records have.
"""

from collections.abc import Callable, Mapping

from ...shared import Invalid, bare_domain
from .addresses import place
from .channels import free_mail, mailbox, significant_digits
from .firms import firm_name
from .letters import plain_words
from .marks import as_day
from .people import PersonName, person_name
from .profile import Profile

PLACES = (
    "first_name",
    "middle_name",
    "last_name",
    "suffix",
    "full_name",
    "name",
    "email",
    "phone",
    "company",
    "domain",
    "house_number",
    "street",
    "street_2",
    "city",
    "region",
    "postal_code",
    "country",
    "date",
    "code",
)
"""
Where a column of a labelled file may go; ``date`` and ``code`` are followed by a name
of their own, as in ``date.birth``.
"""
_ALSO = {
    "given_name": "first_name", "forename": "first_name", "surname": "last_name",
    "family_name": "last_name", "middle": "middle_name", "initials": "middle_name",
    "name_suffix": "suffix", "generation": "suffix", "fullname": "full_name",
    "person_name": "full_name", "company_name": "name", "organisation": "name",
    "organization": "name", "org_name": "name", "firm": "name", "emails": "email",
    "e_mail": "email", "email_address": "email", "mobile": "phone", "phones": "phone",
    "telephone": "phone", "phone_number": "phone", "employer": "company",
    "website": "domain", "url": "domain", "street_number": "house_number",
    "house": "house_number", "number": "house_number", "address": "street",
    "address_1": "street", "address1": "street", "address_line_1": "street",
    "street_address": "street", "street_name": "street", "address_2": "street_2",
    "address2": "street_2", "address_line_2": "street_2", "suburb": "city",
    "town": "city", "locality": "city", "state": "region", "province": "region",
    "county": "region", "postcode": "postal_code", "zip": "postal_code",
    "zip_code": "postal_code", "zipcode": "postal_code", "dob": "date.birth",
    "date_of_birth": "date.birth", "birth_date": "date.birth",
    "birthdate": "date.birth", "birthday": "date.birth", "date": "date.day",
    "national_id": "code.national", "ssn": "code.national", "passport": "code.passport",
    "soc_sec_id": "code.national", "social_security_number": "code.national",
    "vat": "code.vat", "vat_number": "code.vat", "vat_id": "code.vat",
    "tax_id": "code.tax", "external_id": "code.external", "code": "code.number",
}  # fmt: skip
_PERSON = {"first_name", "last_name", "middle_name", "full_name"}


def place_named(said: str) -> str | None:
    """
    The place that *said* means: a place itself, another word for one, a field of a
    contact or a company (``address.city``); None when it is none.
    """
    text = said.strip().lower()
    head, _, rest = text.partition(".")
    if head in {"date", "code"} and rest:
        return text
    if head == "address" and rest:
        return place_named(rest)
    if head == "custom" and rest:
        return place_named(rest) or f"code.{rest}"
    word = text.replace(" ", "_").replace("-", "_")
    return _ALSO.get(word) or (word if word in PLACES else None)


def noun_of(places: Mapping[str, str]) -> str:
    """
    Whether columns that go to such *places* describe people or companies.
    """
    return "contact" if _PERSON & set(places.values()) else "company"


def labelled_profile(
    values: Mapping[str, str], places: Mapping[str, str], noun: str
) -> Profile:
    """
    What of a row is compared; *places* says where each of its columns goes.
    """
    by_place: dict[str, list[str]] = {}
    for header, where in places.items():
        text = values.get(header, "").strip()
        if text:
            by_place.setdefault(where, []).append(text)

    def first(*wanted: str) -> str:
        return " ".join(" ".join(by_place.get(name, ())) for name in wanted).strip()

    boxes = [
        mailbox(each) for text in by_place.get("email", ()) for each in _each(text)
    ]
    numbers = [
        significant_digits(each)
        for text in by_place.get("phone", ())
        for each in _each(text)
    ]
    dates, codes = _marks(by_place)
    return Profile(
        noun=noun,
        person=_person(first) if noun == "contact" else person_name("", ""),
        firm=firm_name(first("company" if noun == "contact" else "name")),
        mailboxes=tuple(box for box in boxes if box),
        phones=tuple(filter(None, numbers)),
        domains=tuple(filter(None, map(_domain, by_place.get("domain", ())))),
        place=place(
            {
                "street": f"{first('house_number', 'street')}\n{first('street_2')}",
                "city": first("city"),
                "postal_code": first("postal_code"),
            }
        ),
        dates=dates,
        codes=codes,
    )


def _person(first: Callable[..., str]) -> PersonName:
    whole = first("full_name") or ("" if first("last_name") else first("name"))
    if whole and not first("last_name"):
        given, last = ("", whole) if "," in whole else (whole, "")
        return person_name(f"{first('first_name')} {given}".strip(), last)
    last = first("last_name", "suffix")
    return person_name(first("first_name", "middle_name"), last)


def _marks(by_place: Mapping[str, list[str]]) -> tuple[dict[str, str], dict[str, str]]:
    dates: dict[str, str] = {}
    codes: dict[str, str] = {}
    for where, texts in by_place.items():
        sort, _, name = where.partition(".")
        day = as_day(texts[0]) if sort == "date" else ""
        if day:
            dates[name] = day
        elif sort in {"date", "code"} and (text := "".join(plain_words(texts[0]))):
            codes[name] = text
    return dates, codes


def _each(text: str) -> list[str]:
    return [part.strip() for part in text.replace("|", ";").split(";") if part.strip()]


def _domain(text: str) -> str:
    bare = text.lower().partition("//")[2] or text.lower()
    try:
        found = bare_domain(bare.partition("/")[0].rpartition("@")[2])
    except Invalid:
        return ""
    return "" if free_mail(found) else found
