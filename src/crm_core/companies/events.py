"""
What the CRM announces about companies.
"""

from attrs import frozen

from ..shared import Event
from .model import CompanyId


@frozen(kw_only=True)
class CompanyAdded(Event):
    """
    A company is new.
    """

    company_id: CompanyId


@frozen(kw_only=True)
class CompanyEdited(Event):
    """
    Some fields of a company have other values.
    """

    company_id: CompanyId
    fields: tuple[str, ...]


@frozen(kw_only=True)
class CompanyArchived(Event):
    """
    A company went into the archive.
    """

    company_id: CompanyId


@frozen(kw_only=True)
class CompanyRestored(Event):
    """
    A company came back from the archive.
    """

    company_id: CompanyId


@frozen(kw_only=True)
class CompanyPurged(Event):
    """
    A company was deleted for good.
    """

    company_id: CompanyId


@frozen(kw_only=True)
class CompaniesEdited(Event):
    """
    Many companies were changed at once.
    """

    company_ids: tuple[CompanyId, ...]
