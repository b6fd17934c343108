"""
Companies as they are compared with each other.
"""

from collections.abc import Iterable

from ..matching import (
    IDENTITY,
    Profile,
    Spelling,
    firm_name,
    free_mail,
    place,
    read_marks,
    significant_digits,
)
from ..shared import fold
from .model import Company

COMPARED = frozenset({"name", "website", "domain", "phone", "address", "custom"})
"""
The fields that tell one company from another.
"""


def company_profile(company: Company, *, identity: Iterable[str] = IDENTITY) -> Profile:
    """
    What of a company is compared.

    Args:
        identity: The custom fields whose values tell companies apart.
    """
    dates, codes = read_marks(company.custom, identity) if company.custom else ({}, {})
    number = significant_digits(company.phone) if company.phone else ""
    domain = company.domain if company.domain and not free_mail(company.domain) else ""
    return Profile(
        noun="company",
        spelled=Spelling(last=fold(company.name)),
        firm=firm_name(company.name),
        phones=(number,) if number else (),
        domains=(domain,) if domain else (),
        place=place(company.address),
        dates=dates,
        codes=codes,
    )
