"""
Schemas and examples of web forms.
"""

from collections.abc import Callable
from typing import Any, Final

from crm_core.forms import (
    LANGUAGES,
    WIDGETS,
    Form,
    FormField,
    Snippets,
    Submission,
    SubmissionState,
    Tally,
)

from .examples import USER_ID
from .kinds import nullable, text
from .types import Schema, closed, listed, record_schema, reference

FORM_TYPES: Final[dict[type, str]] = {
    Form: "Form",
    FormField: "FormField",
    Snippets: "FormSnippets",
    SubmissionState: "FormSubmissionState",
    Tally: "FormTally",
}
_HIDDEN: Final = ("email_key", "digest", "code_digest")
_FLAG: Final[Schema] = {"type": ["boolean", "null"]}
_WIDGETS: Final = sorted({each for known in WIDGETS.values() for each in known})


def _number(least: int, most: int) -> Schema:
    return {"type": ["integer", "null"], "minimum": least, "maximum": most}


_FIELD: Final[dict[str, Schema]] = {
    "name": text(100),
    "label": nullable(text(200)),
    "required": {"type": "boolean"},
    "widget": nullable({"type": "string", "enum": _WIDGETS}),
    "options": nullable({**listed(text(255, minLength=1)), "maxItems": 200}),
    "default": nullable(text(1_000)),
    "help": nullable(text(500)),
}


def questions() -> Schema:
    """
    What is asked of visitors.
    """
    optional = (name for name in _FIELD if name != "name")
    asked = closed("How a field is asked for.", _FIELD, *optional)
    return {
        "type": "array",
        "description": "Names of what leads have, as `email`, `address.city` or "
        "`custom.size`, or objects.",
        "items": {"anyOf": [text(100), asked]},
        "minItems": 1,
        "maxItems": 50,
    }


_MEMBERS: Final[dict[str, Schema]] = {
    "name": text(200, minLength=1),
    "fields": questions(),
    "title": nullable(text(200)),
    "intro": nullable(text(5_000)),
    "button": nullable(text(50)),
    "language": nullable({"type": "string", "enum": [*LANGUAGES]}),
    "defaults": {
        "type": ["object", "null"],
        "description": "Values of the lead that are not asked for.",
        "additionalProperties": True,
    },
    "source": nullable(text(100)),
    "campaign": nullable(text(255)),
    "owner": {
        **nullable(text(50)),
        "description": "`route` for whom the rules choose, `nobody`, or the id of a "
        "person.",
    },
    "origins": nullable({**listed(text(255)), "maxItems": 50}),
    "double_opt_in": _FLAG,
    "confirm_hours": _number(1, 720),
    "per_address": _number(1, 10_000),
    "per_form": _number(1, 100_000),
    "honeypot": _FLAG,
    "minimum_seconds": _number(0, 60),
    "thanks": nullable(text(5_000)),
    "redirect": nullable(text(2_000)),
    "consent": nullable(text(2_000)),
    "consent_required": _FLAG,
    "active": _FLAG,
}


def form_inputs() -> dict[str, Schema]:
    """
    The bodies that forms take.
    """
    optional = [name for name in _MEMBERS if name not in {"name", "fields"}]
    edited = "Members that are left out stay as they are; null brings back the usual."
    return {
        "NewForm": closed("A form has a name and fields.", _MEMBERS, *optional),
        "EditedForm": closed(edited, _MEMBERS, *_MEMBERS),
    }


def form_answers(
    named: dict[type, str], page: Callable[[str, str], Schema]
) -> dict[str, Schema]:
    """
    What forms answer.
    """
    hidden: Schema = {name: {"type": "string"} for name in _HIDDEN}
    submission = record_schema(Submission, named, **hidden)
    shown = {n: s for n, s in submission["properties"].items() if n not in _HIDDEN}
    return {
        "FormList": closed("Web forms.", {"items": listed(reference("Form"))}),
        "FormSubmission": closed(submission["description"], shown),
        "FormSubmissionPage": page(
            "FormSubmission", "One page of what came in through a form."
        ),
    }


_AT: Final = "2026-01-31T09:00:00.000000Z"
_FORM_ID: Final = "0199f6a4-ad50-7f80-8090-728394051627"
_ASKED: Final[dict[str, Any]] = {
    "name": "email",
    "label": "E-mail",
    "required": True,
    "widget": "email",
    "options": [],
    "default": None,
    "help": None,
}
_FORM: Final[dict[str, Any]] = {
    "id": _FORM_ID,
    "key": "pV4h1nB7Qx2m9KcT5sLw8RzA",
    "name": "Contact us",
    "title": "",
    "intro": None,
    "button": None,
    "language": "en",
    "fields": [_ASKED],
    "defaults": {"tags": ["web"]},
    "source": "Website",
    "campaign": None,
    "owner": "route",
    "origins": ["https://www.example.com"],
    "double_opt_in": True,
    "confirm_hours": 48,
    "per_address": 20,
    "per_form": 500,
    "honeypot": True,
    "minimum_seconds": 2,
    "thanks": "We answer within a day.",
    "redirect": None,
    "consent": None,
    "consent_required": False,
    "consent_texts": [],
    "active": True,
    "created_by": USER_ID,
    "created_at": _AT,
    "updated_at": _AT,
    "archived_at": None,
    "version": 1,
}
_SUBMISSION: Final[dict[str, Any]] = {
    "id": "0199f6a4-be60-7090-91a0-839405162738",
    "form_id": _FORM_ID,
    "received_at": _AT,
    "state": "captured",
    "values": {"email": "ada@example.com"},
    "capture": {"utm_source": "newsletter"},
    "consent": None,
    "consent_version": None,
    "expires_at": None,
    "confirmed_at": None,
    "lead_id": "0199f6a4-cf70-71a0-a2b0-940516273849",
    "reason": None,
}
_ADDRESS: Final = f"https://crm.example.com/forms/{_FORM['key']}"
FORM_EXAMPLES: Final[dict[str, object]] = {
    "EditedForm": {"title": "Write to us", "per_form": 100},
    "Form": _FORM,
    "FormList": {"items": [_FORM]},
    "FormSnippets": {
        "address": _ADDRESS,
        "html": f'<form class="ask" method="post" action="{_ADDRESS}">…</form>\n',
        "script": f'<script src="{_ADDRESS}/embed.js" async></script>\n',
    },
    "FormSubmission": _SUBMISSION,
    "FormSubmissionPage": {
        "items": [_SUBMISSION],
        "total": 1,
        "total_exact": True,
        "page": 1,
        "page_size": 25,
        "next_cursor": None,
    },
    "FormTally": {"by_state": {"captured": 1}, "refused": 2, "limited": 0},
    "NewForm": {
        "name": "Contact us",
        "fields": [
            "first_name",
            {"name": "email", "required": True},
            {"name": "description", "label": "Your message"},
        ],
        "defaults": {"tags": ["web"]},
        "double_opt_in": True,
    },
}
