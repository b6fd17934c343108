"""
Examples of opportunities, their boards, and figures about them.
"""

from typing import Final

from .examples import COMPANY_ID, CONTACT_ID, USER_ID

OPPORTUNITY_ID: Final = "0199f6a4-5b54-7a11-8c22-3d4e5f607182"
PIPELINE_ID: Final = "0199f6a4-5b55-7b22-9d33-4e5f60718293"
_AT: Final = "2026-01-31T09:00:00.000000Z"

_OPPORTUNITY: Final[dict[str, object]] = {
    "id": OPPORTUNITY_ID,
    "name": "Enterprise Software Deal",
    "description": None,
    "contact_id": CONTACT_ID,
    "contact_name": "John Doe",
    "company_id": COMPANY_ID,
    "company_name": "Acme",
    "lead_id": None,
    "pipeline_id": PIPELINE_ID,
    "stage": "negotiation",
    "status": "open",
    "stage_entered_at": _AT,
    "value": 50000.00,
    "currency": "EUR",
    "probability": 75,
    "probability_source": "stage",
    "expected_value": 37500.00,
    "expected_close_date": "2027-03-15",
    "actual_close_date": None,
    "forecast_category": "commit",
    "source": "web",
    "competitor": None,
    "lost_reason": None,
    "lost_note": None,
    "contact_roles": [{"contact_id": CONTACT_ID, "role": "Decides"}],
    "line_items": [
        {"product": "Seat", "quantity": 100, "unit_price": 500, "discount": 0}
    ],
    "recurring_value": None,
    "recurring_period": None,
    "next_step": "Send the contract",
    "next_step_on": "2026-02-06",
    "tags": ["enterprise"],
    "assigned_to": USER_ID,
    "team_id": None,
    "custom": {},
    "created_by": USER_ID,
    "created_at": _AT,
    "updated_at": _AT,
    "archived_at": None,
    "version": 3,
}
_STAGE = {
    "key": "negotiation",
    "name": "Negotiation",
    "kind": "open",
    "probability": 75,
    "stale_days": 14,
    "required": [],
    "roles": [],
    "category": "commit",
    "retired": False,
}
_CARD = {
    "record": _OPPORTUNITY,
    "rank": "6xQm0V",
    "stale": False,
    "attention": ["The next step was due on 2026-02-06."],
    "planned_at": None,
}
_SUM = {"amount": 50000.00, "by_currency": {"EUR": 50000.00}, "unconverted": []}
_WEIGHTED = {"amount": 37500.00, "by_currency": {"EUR": 37500.00}, "unconverted": []}
_PIPELINE = {
    "id": PIPELINE_ID,
    "record": "opportunity",
    "name": "Sales",
    "stages": [_STAGE],
    "reasons": ["Price", "Competitor"],
    "default": True,
    "created_at": _AT,
    "updated_at": _AT,
    "version": 1,
}
_RATE = {
    "group": "Referral",
    "count": 20,
    "won": 9,
    "lost": 6,
    "open": 5,
    "rate": 0.6,
    "low": 0.36,
    "high": 0.8,
    "won_value": 120000.00,
    "lost_value": 80000.00,
    "days": 41.5,
    "certain": True,
}

SALES_EXAMPLES: Final[dict[str, object]] = {
    "BulkOpportunity": {
        "ids": [OPPORTUNITY_ID],
        "set": {"forecast_category": "best_case"},
        "add_tags": ["2026"],
    },
    "Differences": {
        "items": [
            {
                "trait": "source",
                "value": "Referral",
                "won": 9,
                "won_share": 0.45,
                "lost": 3,
                "lost_share": 0.1,
                "lift": 1.8,
                "sure": True,
            }
        ]
    },
    "EditedOpportunity": {"value": 48000.00, "next_step": "Call purchasing"},
    "Funnel": {
        "items": [
            {
                "stage": "qualification",
                "entered": 40,
                "advanced": 28,
                "lost": 8,
                "open": 4,
                "rate": 0.7778,
            }
        ]
    },
    "NewOpportunity": {
        "name": "Enterprise Software Deal",
        "value": 50000.00,
        "probability": 75,
        "stage": "negotiation",
    },
    "Opportunity": _OPPORTUNITY,
    "OpportunityBoard": {
        "pipeline": _PIPELINE,
        "currency": "EUR",
        "columns": [
            {
                "stage": _STAGE,
                "count": 1,
                "value": _SUM,
                "expected_value": _WEIGHTED,
                "cards": [_CARD],
            }
        ],
    },
    "OpportunityCards": {"items": [_CARD]},
    "OpportunityClosing": {"notes": "Signed on paper"},
    "OpportunityLoss": {"lost_reason": "Price", "notes": "Too dear for them"},
    "OpportunityMove": {
        "stage": "proposal",
        "notes": "Moved to proposal stage after demo",
    },
    "OpportunityPage": {
        "items": [_OPPORTUNITY],
        "total": 1,
        "total_exact": True,
        "page": 1,
        "page_size": 20,
        "next_cursor": None,
    },
    "OpportunityReopening": {"notes": "They called"},
    "Rates": {
        "by": "source",
        "since": "2026-01-01",
        "until": "2026-03-31",
        "currency": "EUR",
        "unconverted": 0,
        "whole": {**_RATE, "group": None},
        "groups": [_RATE],
    },
}
