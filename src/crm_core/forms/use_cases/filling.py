"""
What a form itself does with what visitors send: it may add leads, and nothing else.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from attrs import evolve

from ...leads import Lead, LeadId, add_lead
from ...shared import (
    Invalid,
    NotFound,
    Permission,
    UserId,
    email_key,
    use_case,
)
from ..events import ConfirmationWanted, FormCaptured
from ..model import (
    NOBODY,
    ROUTE,
    Answers,
    Form,
    FormId,
    Said,
    Submission,
    SubmissionId,
    SubmissionState,
    askable,
    caught,
    digest_of,
    lead_fields,
    read_answers,
    read_origin,
    start_errors,
    veiled,
)
from ..ports import FormWork

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MAILS_A_DAY = 3
"""
So many mails that ask to confirm one address gets, whatever is sent in its name.
"""


@use_case(requires=Permission.LEAD_WRITE)
def count_use(work: FormWork, form: Form, address: str) -> bool:
    """
    Count that an address sends a form; answers whether it, and all together, may
    within this hour.
    """
    own = work.form_uses.count(f"{form.id}:{veiled(address, form.id)}", within=HOUR)
    if own > form.per_address:
        return False
    return work.form_uses.count(f"{form.id}:all", within=HOUR) <= form.per_form


@use_case(requires=Permission.LEAD_WRITE)
def count_refusal(work: FormWork, form: Form, what: str) -> None:
    """
    Count that something was not taken: ``refused`` or ``limited``.
    """
    work.form_uses.count(f"{form.id}:{what}", within=400 * DAY)


@use_case(requires=Permission.LEAD_WRITE)
def keep_submission(work: FormWork, form: Form, said: Said) -> Submission | None:
    """
    Keep what a visitor sent; None if it was sent before.

    Raises:
        Invalid: Naming every answer that is wrong or missing.
    """
    answers = _answers(work, form, said)
    trapped = caught(form, said)
    email = answers.values.get("email")
    id = SubmissionId(work.new_id())
    submission = Submission(
        id=id,
        form_id=form.id,
        received_at=work.now,
        state=SubmissionState.CAUGHT if trapped else SubmissionState.RECEIVED,
        values=answers.values,
        capture=read_origin(said.capture),
        consent=answers.consent,
        consent_version=form.consent_version,
        email_key=email_key(str(email)) if email else None,
        digest=digest_of(answers.values, said.started or str(id)),
    )
    if form.double_opt_in and not trapped:
        submission = evolve(
            submission,
            state=SubmissionState.WAITING,
            expires_at=work.now + form.confirm_within,
        )
        work.form_submissions.drop_unconfirmed(form.id, work.now)
    if not work.form_submissions.add(submission):
        return None
    if submission.state is SubmissionState.WAITING and _may_be_mailed(work, submission):
        work.emit(ConfirmationWanted(submission_id=submission.id))
    return submission


def _answers(work: FormWork, form: Form, said: Said) -> Answers:
    errors = start_errors(form, said, work.now)
    known = askable(custom.field for custom in work.custom_fields.of("lead"))
    try:
        answers = read_answers(form, said, known)
    except Invalid as error:
        raise Invalid(errors=(*errors, *error.errors)) from None
    if errors:
        raise Invalid(errors=errors)
    return answers


def _may_be_mailed(work: FormWork, submission: Submission) -> bool:
    whose = veiled(str(submission.email_key), work.actor.organization_id)
    sent = work.form_uses.count(f"mail:{whose}", within=DAY)
    return sent <= MAILS_A_DAY


@use_case(requires=Permission.LEAD_WRITE)
def confirm_submission(work: FormWork, submission_id: SubmissionId) -> Submission:
    """
    Note that the visitor has followed the link; again changes nothing.

    Raises:
        NotFound: The link has expired.
    """
    submission = work.form_submissions.get(submission_id)
    if not submission.may_be_confirmed(work.now):
        raise NotFound("This link has expired.")
    if submission.state is not SubmissionState.WAITING:
        return submission
    confirmed = evolve(
        submission, state=SubmissionState.RECEIVED, confirmed_at=work.now
    )
    work.form_submissions.save(confirmed)
    return confirmed


@use_case(requires=Permission.LEAD_WRITE)
def capture_submission(work: FormWork, submission_id: SubmissionId) -> LeadId | None:
    """
    Make a submission a lead, or let it join the open lead of the same person; nothing
    that is known of anybody is overwritten. Answers the lead's id.

    Raises:
        Invalid: It cannot be a lead as it is.
        CrmError: Another refusal of leads.
    """
    submission = work.form_submissions.get(submission_id)
    if submission.state is not SubmissionState.RECEIVED:
        return submission.lead_id
    form = work.forms.get(submission.form_id)
    fields = {**lead_fields(form, submission), **_owner(work, form)}
    lead: Lead = add_lead(work, attach=True, **fields)
    work.name(f"{form.name}: {lead.title}")
    done = evolve(
        submission, state=SubmissionState.CAPTURED, lead_id=lead.id, reason=None
    )
    work.form_submissions.save(done)
    work.emit(
        FormCaptured(form_id=form.id, submission_id=submission.id, lead_id=lead.id)
    )
    return lead.id


def _owner(work: FormWork, form: Form) -> dict[str, Any]:
    if form.owner == NOBODY:
        return {"assigned_to": None}
    if form.owner != ROUTE:
        why = "The form names its owner"
        return _given(work, UserId(UUID(form.owner)), why)
    if any(each.rule.get("active", True) for each in work.routing_rules.all()):
        return {"route": True}
    why = "No rule of routing is active, so whoever made the form gets it"
    return _given(work, form.created_by, why)


def _given(work: FormWork, owner: UserId, why: str) -> dict[str, Any]:
    try:
        user = work.users.get(owner)
    except NotFound:
        return {"assigned_to": None, "because": f"No owner: {why}, and has left."}
    if user.active:
        return {"assigned_to": owner, "because": f"{why}."}
    who = user.name or user.email or "that person"
    reason = f"No owner: {why}, and {who} is not active."
    return {"assigned_to": None, "because": reason}


@use_case(requires=Permission.LEAD_WRITE)
def fail_submission(work: FormWork, submission_id: SubmissionId, reason: str) -> None:
    """
    Note why a submission could not become a lead, for somebody to see to it.
    """
    submission = work.form_submissions.get(submission_id)
    if submission.state is SubmissionState.RECEIVED:
        failed = SubmissionState.FAILED
        work.form_submissions.save(
            evolve(submission, state=failed, reason=reason[:1_000])
        )


@use_case(requires=Permission.LEAD_WRITE)
def form_of(work: FormWork, form_id: FormId) -> Form:
    """
    The form that a submission came through.
    """
    return work.forms.get(form_id)


@use_case(requires=Permission.LEAD_WRITE)
def link_submission(
    work: FormWork, submission_id: SubmissionId, digest: bytes
) -> tuple[Submission, Form] | None:
    """
    Let a code of this *digest* confirm a submission; None when nobody needs to any
    more.
    """
    submission = work.form_submissions.get(submission_id)
    waits = submission.state is SubmissionState.WAITING
    if not waits or not submission.may_be_confirmed(work.now):
        return None
    linked = evolve(submission, code_digest=digest)
    work.form_submissions.save(linked)
    return linked, work.forms.get(submission.form_id)
