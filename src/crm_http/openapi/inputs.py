"""
JSON schemas of what the API takes.
"""

from crm_core.companies import COMPANY_FIELDS
from crm_core.contacts import CONTACT_FIELDS
from crm_core.custom_fields import RECORDS, CustomKind

from .activities import activity_inputs
from .bookings import booking_inputs
from .emails import email_inputs
from .files import file_inputs
from .forecasts import forecast_inputs
from .forms import form_inputs
from .kinds import EMAIL, UUID, input_schema, nullable, text
from .lead_rules import lead_rule_inputs
from .leads import lead_inputs
from .mailboxes import mailbox_inputs
from .pipelines import currency_inputs, pipeline_inputs
from .sales import sales_inputs
from .types import Schema, closed, listed, reference


def input_schemas() -> dict[str, Schema]:
    """
    Every body that is taken, by its name.
    """
    contact = "A contact has a name, an e-mail address or a phone number."
    edited = "Fields that are left out stay as they are; null clears one."
    user: Schema = {
        "name": nullable(text(200)),
        "email": nullable(EMAIL),
        "active": {"type": ["boolean", "null"]},
        "time_zone": nullable(text(64)),
        "roles": {**listed(text(100)), "maxItems": 100},
        "teams": {**listed(UUID), "maxItems": 128},
    }
    kinds = [each.value for each in CustomKind]
    label = nullable(text(100))
    options = nullable({**listed(text(50)), "maxItems": 200})
    return {
        "NewContact": input_schema(CONTACT_FIELDS, contact, custom=True),
        "EditedContact": input_schema(CONTACT_FIELDS, edited, custom=True),
        "NewCompany": {
            **input_schema(COMPANY_FIELDS, "A company has a name.", custom=True),
            "required": ["name"],
        },
        "EditedCompany": input_schema(COMPANY_FIELDS, edited, custom=True),
        **activity_inputs(),
        **booking_inputs(),
        **email_inputs(),
        **mailbox_inputs(),
        **file_inputs(),
        **forecast_inputs(),
        **form_inputs(),
        **lead_inputs(),
        **lead_rule_inputs(),
        **sales_inputs(),
        **pipeline_inputs(),
        **currency_inputs(),
        "BulkActivity": _bulk("activities", "EditedActivity"),
        "BulkLead": _bulk("leads", "EditedLead"),
        "BulkOpportunity": _bulk("opportunities", "EditedOpportunity"),
        "BulkContact": _bulk("contacts", "EditedContact"),
        "BulkCompany": _bulk("companies", "EditedCompany"),
        "NewConsent": closed(
            "What a person agreed to or declined, and how we know.",
            {
                "purpose": text(100, minLength=1),
                "granted": {"type": "boolean"},
                "source": text(255, minLength=1),
            },
        ),
        "Undo": closed(
            "How to deal with records that were changed afterwards.",
            {
                "keep_changed": {
                    "type": ["boolean", "null"],
                    "description": "Undo the others and say which ones stay; else "
                    "nothing is undone when there are any.",
                }
            },
            "keep_changed",
        ),
        "NewCustomField": closed(
            "A field of the organization's own.",
            {
                "record": {"type": "string", "enum": [*RECORDS]},
                "name": text(50, pattern="^[a-z][a-z0-9_]*$"),
                "label": label,
                "kind": {"type": "string", "enum": kinds},
                "options": options,
            },
            "label",
            "options",
        ),
        "EditedCustomField": closed(
            edited, {"label": label, "options": options}, "label", "options"
        ),
        "UserFields": closed(edited, user, *user),
        "RoleFields": closed(
            "What the holders of a role may do and see.",
            {
                "permissions": listed(reference("Permission")),
                "visibility": reference("Visibility"),
            },
        ),
        "OrganizationFields": closed(
            "What an organization is called, and whose clocks it goes by.",
            {"name": text(200, minLength=1), "time_zone": nullable(text(64))},
            *("name", "time_zone"),
        ),
    }


def _bulk(plural: str, edited: str) -> Schema:
    tags = nullable({**listed(text(50)), "maxItems": 50})
    return closed(
        f"Which {plural}, by id or by filter, and what is to be done to all of them.",
        {
            "ids": nullable({**listed(UUID), "maxItems": 10_000}),
            "filter": {
                "type": ["string", "null"],
                "maxLength": 10_000,
                "description": "As in a list's address (`tags=vip&assigned_to=me`) or "
                "in the search box (`acme tag:vip`).",
            },
            "set": {"anyOf": [reference(edited), {"type": "null"}]},
            "add_tags": tags,
            "remove_tags": tags,
            "archive": {"type": ["boolean", "null"]},
        },
        "ids",
        "filter",
        "set",
        "add_tags",
        "remove_tags",
        "archive",
    )
