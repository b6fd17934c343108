"""
How contacts are listed: where their fields are, and those of their company.
"""

from sqlalchemy import and_, exists, func, or_, outerjoin

from crm_core.contacts import CONTACT_FIELDS, ContactRow
from crm_core.shared import tag_key

from .conditions import Expression, Source, email_fold, phone_source
from .listing import Listing
from .schema import companies, contact_companies, contacts

_city = contacts.c.address["city"].astext
_country = contacts.c.address["country"].astext
_own = {
    name: Source(contacts.c[name])
    for name in (
        "first_name",
        "last_name",
        "title",
        "department",
        "category",
        "lead_source",
        "assigned_to",
        "do_not_contact",
        "created_by",
        "created_at",
        "updated_at",
    )
}
_theirs = {
    f"company.{name}": Source(companies.c[name])
    for name in ("name", "industry", "category")
}


def _works_at(companies_asked: Expression) -> Expression:
    """
    The main company is among them, or a further one is.
    """
    further = contact_companies.c
    return or_(
        contacts.c.company_id == companies_asked,
        exists().where(
            further.organization_id == contacts.c.organization_id,
            further.contact_id == contacts.c.id,
            further.company_id == companies_asked,
        ),
    )


LISTING = Listing(
    table=contacts,
    sources={
        **_own,
        **_theirs,
        "company_id": Source(contacts.c.company_id, among=_works_at),
        "email": Source(contacts.c.email_key, fold=email_fold),
        "name": Source(func.btrim(contacts.c.first_name + " " + contacts.c.last_name)),
        "phone": phone_source(contacts.c.phone),
        "mobile": phone_source(contacts.c.mobile),
        "tags": Source(contacts.c.tags, fold=tag_key),
        "city": Source(_city),
        "country": Source(_country),
        "company.city": Source(companies.c.address["city"].astext),
        "company.country": Source(companies.c.address["country"].astext),
    },
    origin=outerjoin(
        contacts,
        companies,
        and_(
            companies.c.organization_id == contacts.c.organization_id,
            companies.c.id == contacts.c.company_id,
        ),
    ),
    columns=tuple(
        companies.c.name.label("company_name")
        if field == "company_name"
        else contacts.c[field]
        for field in (each.name for each in ContactRow.__attrs_attrs__)
    ),
    row=ContactRow,
    keys={
        "name": contacts.c.name_key,
        "email": contacts.c.email_key,
        "created_at": contacts.c.created_at,
        "updated_at": contacts.c.updated_at,
    },
    related=frozenset(name for name in CONTACT_FIELDS.by_name if "company." in name),
)
