"""
Companies over HTTP.
"""

from attrs import fields

from crm_adapters.rows import COMPANY_ROWS
from crm_core import CrmWork
from crm_core.companies import (
    COMPANY_FIELDS,
    Company,
    CompanyId,
    CompanyRow,
    add_company,
    archive_company,
    company_tree,
    edit_companies,
    edit_company,
    get_company,
    list_companies,
    purge_company,
    restore_company,
    show_company,
)
from crm_core.shared import Permission

from ..calls import Call
from ..operations import Operation
from ..replies import Reply, json_reply
from .record_operations import ROOT, record_operations
from .records import Records

_COLUMNS = tuple(field.name for field in fields(CompanyRow))


def _shown(_work: CrmWork, company: Company) -> CompanyRow:
    row = COMPANY_ROWS.to_row(company)
    return CompanyRow(**{name: row[name] for name in _COLUMNS})


COMPANIES = Records(
    noun="company",
    plural="companies",
    fields=COMPANY_FIELDS,
    page=list_companies,
    show=show_company,
    add=add_company,
    edit=edit_company,
    archive=archive_company,
    restore=restore_company,
    purge=purge_company,
    bulk=edit_companies,
    get=get_company,
    shown=_shown,
    add_problems=("company-cycle",),
    purge_problems=("company-in-use",),
)


def show_tree(call: Call) -> Reply:
    """
    The hierarchy that a company stands in.
    """
    nodes = call.run(company_tree, CompanyId(call.id()))
    return json_reply({"items": nodes})


OPERATIONS = [
    *record_operations(COMPANIES),
    Operation(
        method="GET",
        path=f"{ROOT}/companies/{{id}}/tree",
        name="show_company_tree",
        tag="Companies",
        summary="The whole hierarchy that a company stands in, its people counted",
        answer=show_tree,
        requires=Permission.COMPANY_READ,
        gives="CompanyTree",
        problems=("not-found",),
    ),
]
