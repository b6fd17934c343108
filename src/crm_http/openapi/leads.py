"""
Schemas and examples of leads, and of how an organization works on them.
"""

from typing import Any, Final

from crm_core.leads import LEAD_FIELDS, Conversion, LeadRow, QuestionKind
from crm_core.opportunities import OPPORTUNITY_FIELDS

from .examples import COMPANY_ID, CONTACT_ID, USER_ID
from .kinds import UUID, input_schema, nullable, text
from .sales import moves
from .types import Schema, closed, listed

LEAD_TYPES: Final[dict[type, str]] = {Conversion: "Conversion", LeadRow: "Lead"}
_NOTES: Final = nullable(text(5_000))
HOURS: Final[Schema] = {
    "type": "object",
    "description": "The hours of a week in a time zone, as "
    '`{"time_zone": "Europe/Berlin", "week": {"mon": ["09:00-17:30"]}, "holidays": '
    '[{"first": "2026-12-24", "last": "2026-12-26", "name": "Christmas"}]}`.',
    "additionalProperties": True,
}
_POINTS: Final[Schema] = {"type": "integer", "minimum": 0, "maximum": 1_000}
_QUESTION: Final[dict[str, Schema]] = {
    "key": text(50, minLength=1),
    "label": text(255, minLength=1),
    "kind": {"type": "string", "enum": [each.value for each in QuestionKind]},
    "options": {
        "type": "object",
        "description": "Of a choice: each answer with the points that it gives.",
        "additionalProperties": _POINTS,
    },
    "points": _POINTS,
}
_EDITED: Final = "Fields that are left out stay as they are; null clears one."


def lead_inputs() -> dict[str, Schema]:
    """
    The bodies that leads take.
    """
    needs = "A lead needs a title, a name, a company, an e-mail or a phone."
    new = input_schema(LEAD_FIELDS, needs, custom=True)
    changed = input_schema(LEAD_FIELDS, _EDITED, custom=True)
    fields: dict[str, Any] = changed["properties"]
    moving = moves("Lead", fields)
    own = {name: each for name, each in fields.items() if name != "stage"}
    return {
        "NewLead": new,
        "EditedLead": changed,
        "LeadMove": moving["LeadMove"],
        "LeadReopening": moving["LeadReopening"],
        "LeadDisqualification": closed(
            "Why a lead is given up, and any field.",
            {**own, "notes": _NOTES},
            "notes",
            *(name for name in own if name != "lost_reason"),
        ),
        "LeadBecoming": _becoming(),
        "ChangedSalesSettings": _changed_settings(),
    }


def _becoming() -> Schema:
    becoming = {
        **input_schema(OPPORTUNITY_FIELDS, "", custom=True)["properties"],
        "contact_id": nullable(UUID),
        "company_id": nullable(UUID),
        "opportunity_id": nullable(UUID),
        "opportunity": {"type": ["boolean", "null"]},
        "notes": _NOTES,
    }
    becoming.pop("lead_id")
    return closed(
        "What a lead becomes: known records, and values of the new opportunity where "
        "they are not to be those of the lead.",
        becoming,
        *becoming,
    )


def _changed_settings() -> Schema:
    settings = {
        "response_hours": {"type": ["number", "string", "null"]},
        "working_hours": nullable(HOURS),
        "fiscal_year_start": {"type": ["integer", "string", "null"]},
        "questions": nullable(
            {**listed(closed("A question.", _QUESTION, "options", "points"))}
        ),
    }
    says = "Settings that are to change; null brings back the usual."
    return closed(says, settings, *settings)


def settings_schema() -> dict[str, Schema]:
    """
    How an organization works on its leads.
    """
    return {
        "SalesSettings": closed(
            "How many working hours a new lead waits at most for its first answer (0 "
            "promises nothing), when people work, what is asked to qualify it, and with "
            "which month a fiscal year begins.",
            {
                "response_hours": {"type": "number"},
                "working_hours": HOURS,
                "questions": listed(closed("A question.", _QUESTION)),
                "fiscal_year_start": {"type": "integer", "minimum": 1, "maximum": 12},
            },
        )
    }


LEAD_ID: Final = "0199f6a4-5b58-7a10-8b20-1c2d3e4f5a6b"
_OPPORTUNITY_ID: Final = "0199f6a4-5b59-7b11-9c21-2d3e4f5a6b7c"
_AT: Final = "2026-01-31T09:00:00.000000Z"
_LEAD: Final[dict[str, object]] = {
    "id": LEAD_ID,
    "title": "Three anvils",
    "description": None,
    "first_name": "John",
    "last_name": "Doe",
    "email": "john.doe@example.com",
    "phone": "+1-555-0123",
    "job_title": "CEO",
    "company_name": "Acme",
    "website": "https://acme.example",
    "address": None,
    "contact_id": CONTACT_ID,
    "contact_name": "John Doe",
    "company_id": COMPANY_ID,
    "known_company": "Acme",
    "pipeline_id": "0199f6a4-5b00-7c01-9c00-3e4f5a6b7c8d",
    "stage": "proposal",
    "status": "working",
    "stage_entered_at": _AT,
    "lost_reason": None,
    "lost_note": None,
    "source": "web",
    "campaign": "spring",
    "medium": "cpc",
    "referrer": None,
    "landing_page": None,
    "capture": {"utm_term": "anvil"},
    "product": "Anvil",
    "language": "en",
    "employees": 120,
    "answers": {"budget": "Approved"},
    "qualified": 25,
    "score": 72,
    "score_reasons": [],
    "scored_at": _AT,
    "value": 1200.5,
    "currency": "EUR",
    "probability": 40,
    "probability_source": "stage",
    "expected_close_date": "2026-03-31",
    "next_step": "Call",
    "next_step_on": "2026-02-02",
    "tags": ["vip"],
    "assigned_to": USER_ID,
    "assignment": None,
    "assigned_at": _AT,
    "first_response_due_at": _AT,
    "first_responded_at": _AT,
    "converted_at": None,
    "converted_by": None,
    "opportunity_id": None,
    "custom": {},
    "created_by": USER_ID,
    "created_at": _AT,
    "updated_at": _AT,
    "archived_at": None,
    "version": 2,
}
_SETTINGS: Final[dict[str, object]] = {
    "response_hours": 8,
    "working_hours": {
        "time_zone": "Europe/Berlin",
        "week": {"mon": ["09:00-17:30"]},
        "holidays": [{"first": "2026-12-25", "last": "2026-12-26"}],
    },
    "questions": [
        {
            "key": "budget",
            "label": "Is there a budget?",
            "kind": "choice",
            "options": {"Approved": 2, "Planned": 1, "None": 0},
            "points": 1,
        }
    ],
    "fiscal_year_start": 1,
}
_STAGE: Final = {
    "key": "proposal",
    "name": "Proposal",
    "kind": "open",
    "probability": 40,
    "stale_days": 14,
    "required": [],
    "roles": [],
    "category": "pipeline",
    "retired": False,
}
_SUM: Final = {"amount": 1200.5, "by_currency": {"EUR": 1200.5}, "unconverted": []}
_CARD: Final = {
    "record": _LEAD,
    "rank": "Zz",
    "stale": False,
    "attention": [],
    "planned_at": None,
}
_BOARD: Final = {
    "pipeline": {
        "id": "0199f6a4-5b00-7c01-9c00-3e4f5a6b7c8d",
        "record": "lead",
        "name": "Leads",
        "stages": [_STAGE],
        "reasons": ["No budget"],
        "default": True,
        "created_at": _AT,
        "updated_at": _AT,
        "version": 1,
    },
    "currency": "EUR",
    "columns": [
        {
            "stage": _STAGE,
            "count": 1,
            "value": _SUM,
            "expected_value": {**_SUM, "amount": 480.2},
            "cards": [_CARD],
        }
    ],
}
LEAD_EXAMPLES: Final[dict[str, object]] = {
    "BulkLead": {"ids": [LEAD_ID], "set": {"stage": "contacted"}, "add_tags": ["2026"]},
    "ChangedSalesSettings": {"response_hours": 4},
    "Conversion": {
        "lead_id": LEAD_ID,
        "contact_id": CONTACT_ID,
        "company_id": COMPANY_ID,
        "opportunity_id": _OPPORTUNITY_ID,
        "converted_at": _AT,
        "converted_by": USER_ID,
    },
    "EditedLead": {"product": "Anvil", "answers": {"budget": "Approved"}},
    "Lead": _LEAD,
    "LeadBecoming": {"name": "Three anvils", "value": 1200.5},
    "LeadBoard": _BOARD,
    "LeadDisqualification": {"lost_reason": "No budget", "lost_note": "Next year"},
    "LeadMove": {
        "stage": "proposal",
        "notes": "Moved to proposal stage after demo",
    },
    "LeadPage": {
        "items": [_LEAD],
        "total": 1,
        "total_exact": True,
        "page": 1,
        "page_size": 20,
        "next_cursor": None,
    },
    "LeadReopening": {"notes": "They called"},
    "NewLead": {
        "title": "Three anvils",
        "first_name": "John",
        "last_name": "Doe",
        "email": "john.doe@example.com",
        "company_name": "Acme",
        "source": "web",
        "value": 1200.5,
    },
    "Rank": {"after": None},
    "SalesSettings": _SETTINGS,
}
