"""
Companies: profiles, hierarchy, archive.
"""

from .events import (
    CompaniesEdited,
    CompanyAdded,
    CompanyArchived,
    CompanyEdited,
    CompanyPurged,
    CompanyRestored,
)
from .model import (
    COMPANY_FIELDS,
    Company,
    CompanyCycle,
    CompanyId,
    CompanyInUse,
    CompanyNode,
    CompanyRow,
)
from .ports import Companies, CompanyWork
from .profiles import company_profile
from .use_cases import (
    add_company,
    archive_company,
    company_tree,
    edit_companies,
    edit_company,
    get_company,
    list_companies,
    parse_company,
    purge_company,
    restore_company,
    show_company,
)

__all__ = [
    "COMPANY_FIELDS",
    "Companies",
    "CompaniesEdited",
    "Company",
    "CompanyAdded",
    "CompanyArchived",
    "CompanyCycle",
    "CompanyEdited",
    "CompanyId",
    "CompanyInUse",
    "CompanyNode",
    "CompanyPurged",
    "CompanyRestored",
    "CompanyRow",
    "CompanyWork",
    "add_company",
    "archive_company",
    "company_profile",
    "company_tree",
    "edit_companies",
    "edit_company",
    "get_company",
    "list_companies",
    "parse_company",
    "purge_company",
    "restore_company",
    "show_company",
]
