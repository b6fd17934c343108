"""
From what a visitor sent to what is kept, and to the lead that it becomes.
"""

from collections.abc import Mapping
from typing import Any, Final

from attrs import frozen

from ...shared import Field, FieldError, Invalid, Url
from .form import Form
from .questions import ADDRESS, CUSTOM, IDENTIFYING
from .submission import CONSENT, Said, Submission

LONGEST_DETAIL: Final = 2_000
WEB: Final = "Web form"
UTM: Final = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
ORIGIN: Final = (*UTM, "referrer", "page")
"""
What is kept of where a visitor came from.
"""
_AGREED: Final = (True, "on", "true", "yes", "1")


@frozen
class Answers:
    """
    What a visitor said, of what was asked; *consent* is None where none was.
    """

    values: dict[str, object]
    consent: bool | None


def read_answers(form: Form, said: Said, known: Mapping[str, Field]) -> Answers:
    """
    The answers to a form; whatever it does not ask is ignored. A field that the
    organization has removed since is not asked any more.

    Raises:
        Invalid: Naming every answer that is wrong or missing.
    """
    values: dict[str, object] = {}
    errors: list[FieldError] = []
    for asked in form.fields:
        if asked.name not in known:
            continue
        try:
            value = asked.parse(said.values.get(asked.name), known[asked.name])
        except Invalid as error:
            errors += error.under(asked.name)
        else:
            if value is not None:
                values[asked.name] = value
    consent = None
    if form.consent:
        raw = said.values.get(CONSENT)
        consent = any(raw is each or raw == each for each in _AGREED)
        if form.consent_required and not consent:
            errors.append(FieldError(CONSENT, "consent", "This must be agreed to."))
    errors += _unknown_person(form, values, errors)
    if errors:
        raise Invalid(errors=errors)
    return Answers(values, consent)


def _unknown_person(
    form: Form, values: Mapping[str, object], errors: list[FieldError]
) -> list[FieldError]:
    asked = [each.name for each in form.fields if each.name in IDENTIFYING]
    known = form.defaults.get("title") or form.defaults.get("company_name")
    if known or any(values.get(name) for name in asked):
        return []
    if {error.field for error in errors} & set(asked):
        return []
    return [FieldError(asked[0], "required", "Required.")]


def read_origin(raw: Mapping[str, object]) -> dict[str, str]:
    """
    Whence a visitor came, as far as it can be kept: printable, 2,000 characters each.
    """
    found = {}
    for name in ORIGIN:
        value = raw.get(name)
        if isinstance(value, str):
            text = "".join(c for c in value if c.isprintable()).strip()
            if text:
                found[name] = text[:LONGEST_DETAIL]
    return found


def lead_fields(form: Form, submission: Submission) -> dict[str, Any]:
    """
    The values of the lead that a submission becomes, but for whose it is.
    """
    fields: dict[str, Any] = {"language": form.language, **form.defaults}
    custom = dict(fields.pop("custom", None) or {})
    address: dict[str, object] = {}
    for name, value in submission.values.items():
        if name.startswith(CUSTOM):
            custom[name.removeprefix(CUSTOM)] = value
        elif name.startswith(ADDRESS):
            address[name.removeprefix(ADDRESS)] = value
        else:
            fields[name] = value
    more = {"custom": custom, "address": address}
    fields |= {name: value for name, value in more.items() if value}
    return {
        **_whence(form, submission),
        **fields,
        "capture": _details(form, submission),
    }


def _whence(form: Form, submission: Submission) -> dict[str, object]:
    came = submission.capture
    found: dict[str, object] = {
        "source": form.source or _fitting(came.get("utm_source"), 100) or WEB,
        "campaign": form.campaign or _fitting(came.get("utm_campaign"), 255),
        "medium": _fitting(came.get("utm_medium"), 100),
        "referrer": _address(came.get("referrer")),
        "landing_page": _address(came.get("page")),
    }
    return {name: value for name, value in found.items() if value is not None}


def _fitting(text: str | None, longest: int) -> str | None:
    return text if text and len(text) <= longest else None


def _address(text: str | None) -> str | None:
    try:
        return Url(LONGEST_DETAIL).parse(text or "")
    except Invalid:  # it is kept with the details as it came
        return None


def _details(form: Form, submission: Submission) -> dict[str, str]:
    details = {
        **submission.capture,
        "form": form.name,
        "form_id": str(form.id),
        "submission_id": str(submission.id),
    }
    if submission.consent is not None:
        details["consent"] = "yes" if submission.consent else "no"
        details["consent_version"] = str(submission.consent_version)
    if submission.confirmed_at is not None:
        details["confirmed_at"] = submission.confirmed_at.isoformat()
    return details
