"""
Forms, and what came in through them, as rows.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from attrs import asdict

from crm_core.forms import Form, FormField, Submission, SubmissionState

from .mapping import Row, RowMapping

_SAME = (
    "id",
    "version",
    "created_at",
    "created_by",
    "updated_at",
    "archived_at",
    "key",
    "name",
    "title",
    "intro",
    "button",
    "language",
    "source",
    "campaign",
    "owner",
    "double_opt_in",
    "confirm_hours",
    "per_address",
    "per_form",
    "honeypot",
    "minimum_seconds",
    "thanks",
    "redirect",
    "consent",
    "consent_required",
    "active",
)
_LISTS = ("origins", "consent_texts")
_SUBMISSION = (
    "id",
    "form_id",
    "received_at",
    "consent",
    "consent_version",
    "email_key",
    "digest",
    "code_digest",
    "expires_at",
    "confirmed_at",
    "lead_id",
    "reason",
)


def _to_row(form: Form) -> Row:
    row: Row = {name: getattr(form, name) for name in _SAME}
    row |= {name: list(getattr(form, name)) for name in _LISTS}
    row["fields"] = msgspec.to_builtins([asdict(each) for each in form.fields])
    row["defaults"] = msgspec.to_builtins(dict(form.defaults), enc_hook=str)
    return row


def _field(raw: Mapping[str, Any]) -> FormField:
    return FormField(**{**raw, "options": tuple(raw["options"])})


def _from_row(row: Row) -> Form:
    plain: Row = {name: row[name] for name in _SAME}
    lists: Row = {name: tuple(row[name]) for name in _LISTS}
    fields = tuple(map(_field, row["fields"]))
    return Form(**plain, **lists, fields=fields, defaults=row["defaults"])


FORM_ROWS = RowMapping(
    kind="form",
    to_row=_to_row,
    from_row=_from_row,
    derived=frozenset(),
    ids=frozenset({"id", "created_by"}),
    moments=frozenset({"created_at", "updated_at", "archived_at"}),
)


def form_submission_row(submission: Submission) -> Row:
    """
    What came in through a form as a row.
    """
    row: Row = {name: getattr(submission, name) for name in _SUBMISSION}
    row["state"] = submission.state.value
    row["values"] = dict(submission.values)
    row["capture"] = dict(submission.capture)
    return row


def form_submission_from(row: Row) -> Submission:
    """
    What came in through a form, from its row.
    """
    return Submission(
        **{name: row[name] for name in _SUBMISSION},
        state=SubmissionState(row["state"]),
        values=row["values"],
        capture=row["capture"],
    )
