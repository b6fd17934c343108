"""
Forms as records: add, show, list, edit, archive, restore, another key.
"""

from collections.abc import Mapping
from secrets import token_urlsafe
from typing import Any

from attrs import evolve

from ...changes import check_version
from ...leads import parse_lead
from ...pipelines import pipeline_of
from ...shared import (
    FieldError,
    Invalid,
    NotFound,
    Permission,
    UserId,
    read_id,
    use_case,
)
from ..events import FormChanged
from ..model import (
    Form,
    FormId,
    Tally,
    askable,
    check_defaults,
    read_form,
)
from ..ports import FormWork


@use_case(requires=Permission.FORM_WRITE)
def list_forms(work: FormWork, *, archived: bool = False) -> list[Form]:
    """
    The forms of the organization by name, or those in the archive.
    """
    return work.forms.all(archived=archived)


@use_case(requires=Permission.FORM_WRITE)
def show_form(work: FormWork, form_id: FormId) -> Form:
    """
    One form, also from the archive.
    """
    return work.forms.get(form_id)


@use_case(requires=Permission.FORM_WRITE)
def tally_form(work: FormWork, form_id: FormId) -> Tally:
    """
    How much came in through a form, and what became of it.
    """
    return work.form_submissions.tally(work.forms.get(form_id).id)


@use_case(requires=Permission.FORM_WRITE)
def add_form(work: FormWork, /, **fields: object) -> Form:
    """
    A new form.

    Args:
        work: The unit of work.
        **fields: The members of ``Form``; ``fields`` are names of what leads have, or
            objects with the members of ``FormField``.

    Raises:
        Invalid: Naming every member that is wrong, as ``fields.2.widget``.
    """
    values = _read(work, fields, None)
    blank = Form(
        id=FormId(work.new_id()),
        key=_new_key(),
        name="",
        fields=(),
        created_by=work.actor.user_id,
        created_at=work.now,
        updated_at=work.now,
    )
    form = _checked(blank.edited(values, at=work.now))
    work.name(f"Add form {form.name}")
    work.forms.add(form)
    work.emit(FormChanged(form_id=form.id))
    return form


@use_case(requires=Permission.FORM_WRITE)
def edit_form(
    work: FormWork,
    /,
    form_id: FormId,
    *,
    version: int | None = None,
    **fields: object,
) -> Form:
    """
    Change some members of a form; None brings back what is usual.

    Raises:
        Invalid: Naming every member that is wrong, as ``fields.2.widget``.
        NotFound: No such form, or in the archive.
        Stale: It is no longer at *version*.
    """
    form = _live(work, form_id)
    check_version(work, "form", form, version)
    edited = _checked(form.edited(_read(work, fields, form), at=work.now))
    return _saved(work, edited, f"Edit form {edited.name}")


@use_case(requires=Permission.FORM_WRITE)
def renew_form_key(work: FormWork, form_id: FormId) -> Form:
    """
    Give a form another address; the old one leads nowhere from now on.
    """
    form = _live(work, form_id)
    renewed = evolve(form, key=_new_key(), updated_at=work.now)
    return _saved(work, renewed, f"Renew the key of form {form.name}")


@use_case(requires=Permission.FORM_WRITE)
def archive_form(work: FormWork, form_id: FormId) -> Form:
    """
    Put a form into the archive; nobody can fill it in from now on.
    """
    form = _live(work, form_id)
    return _saved(work, form.archived(work.now), f"Archive form {form.name}")


@use_case(requires=Permission.FORM_WRITE)
def restore_form(work: FormWork, form_id: FormId) -> Form:
    """
    Bring a form back from the archive.

    Raises:
        NotFound: It is not in the archive.
    """
    form = work.forms.get(form_id)
    if form.archived_at is None:
        raise NotFound("It is not in the archive.", id=form_id)
    return _saved(work, form.archived(None), f"Restore form {form.name}")


def _new_key() -> str:
    return token_urlsafe(18)


def _live(work: FormWork, form_id: FormId) -> Form:
    form = work.forms.get(form_id)
    if form.archived_at is not None:
        raise NotFound(id=form_id)
    return form


def _saved(work: FormWork, form: Form, label: str) -> Form:
    work.name(label)
    work.emit(FormChanged(form_id=form.id))
    return work.forms.save(form)


def _read(
    work: FormWork, raw: Mapping[str, object], before: Form | None
) -> dict[str, Any]:
    errors: list[FieldError] = []
    values: dict[str, Any] = {}
    try:
        known = askable(custom.field for custom in work.custom_fields.of("lead"))
        values = read_form(raw, known, new=before is None)
    except Invalid as error:
        errors += error.errors
    if "defaults" in raw:
        try:
            values["defaults"] = _defaults(work, raw["defaults"] or {})
        except Invalid as error:
            errors += error.errors
    if not _is_owner(work, raw.get("owner")):
        message = "No such person in this organization."
        errors.append(FieldError("owner", "unknown", message))
    if errors:
        raise Invalid(errors=errors)
    return values


def _is_owner(work: FormWork, raw: object) -> bool:
    try:
        work.users.get(UserId(read_id(raw)))
    except Invalid:  # no person, or nothing at all, which others have seen to
        return True
    except NotFound:
        return False
    return True


def _defaults(work: FormWork, raw: object) -> Mapping[str, object]:
    given = check_defaults(raw)
    try:
        values = parse_lead(work, given, before=None)
        if given.get("pipeline_id") or given.get("stage"):
            pipeline = pipeline_of(work, "lead", values.get("pipeline_id"))
            if values.get("stage"):
                pipeline.stage(values["stage"])
    except Invalid as error:
        raise Invalid(errors=error.under("defaults")) from None
    return given


def _checked(form: Form) -> Form:
    errors = []
    mailed = any(
        each.name == "email" and each.required and each.widget == "email"
        for each in form.fields
    )
    if form.double_opt_in and not mailed:
        message = "Ask for the e-mail address, and require it."
        errors.append(FieldError("double_opt_in", "email", message))
    if form.consent_required and not form.consent:
        message = "Say what is agreed to."
        errors.append(FieldError("consent", "required", message))
    if errors:
        raise Invalid(errors=errors)
    return form
