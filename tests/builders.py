"""
Short ways to make what tests are about.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from attrs import evolve

from crm_core.access import DEFAULT_ROLES, actor_with
from crm_core.contacts import CONTACT_FIELDS, Contact, ContactId, list_contacts
from crm_core.custom_fields import (
    CustomField,
    CustomFieldId,
    CustomKind,
    list_custom_fields,
)
from crm_core.shared import (
    Actor,
    OrganizationId,
    PageRequest,
    Permission,
    TeamId,
    UserId,
    parse_text,
)

MOMENT = datetime(2026, 3, 14, 9, 26, 53, 589793, tzinfo=UTC)


def an_actor(*, without=(), **given):
    """
    Someone who may do everything, except *without*.
    """
    known = {
        "user_id": UserId(uuid4()),
        "organization_id": OrganizationId(uuid4()),
        "permissions": frozenset(Permission) - set(without),
    }
    return Actor(**{**known, **given})


def a_colleague(of, **given):
    """
    Another one in the organization of *of*.
    """
    return an_actor(organization_id=of.organization_id, **given)


def a_role(name, **given):
    """
    Someone who holds one of the default roles.
    """
    known = {"user_id": UserId(uuid4()), "organization_id": OrganizationId(uuid4())}
    return actor_with([name], DEFAULT_ROLES, **{**known, **given})


def a_team():
    return TeamId(uuid4())


def a_contact(**given):
    """
    A contact as the model has it, not stored.
    """
    known = {
        "id": ContactId(uuid4()),
        "first_name": "Ada",
        "last_name": "Lovelace",
        "created_by": UserId(uuid4()),
        "created_at": MOMENT,
        "updated_at": MOMENT,
    }
    return Contact(**{**known, **given})


def a_custom_field(**given):
    """
    A custom field as the model has it, not stored.
    """
    known = {
        "id": CustomFieldId(uuid4()),
        "record": "contact",
        "name": "shoe_size",
        "label": "Shoe size",
        "kind": CustomKind.NUMBER,
        "created_at": MOMENT,
        "updated_at": MOMENT,
    }
    return CustomField(**{**known, **given})


def ticking():
    """
    A clock that moves on by one second each time it is asked.
    """
    ticks = Counter()

    def clock():
        ticks["seconds"] += 1
        return MOMENT + timedelta(seconds=ticks["seconds"])

    return clock


def a_query(text="", **more):
    """
    A query as typed into the search box of contacts.
    """
    return evolve(parse_text(text, CONTACT_FIELDS), **more)


def names_found(crm, actor, text="", **more):
    """
    The first names of the contacts that a search finds, in order.
    """
    fields = CONTACT_FIELDS
    if "custom." in text:
        own = crm.run(actor, list_custom_fields, "contact")
        fields = fields.with_custom(custom.field for custom in own)
    query = evolve(parse_text(text, fields), **more)
    page = crm.run(actor, list_contacts, query, PageRequest(size=200))
    return [row.first_name for row in page.items]
