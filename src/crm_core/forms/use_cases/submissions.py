"""
What came in through forms, for those who look after them.
"""

from attrs import evolve

from ...shared import Conflict, Page, PageRequest, Permission, use_case
from ..model import FormId, Submission, SubmissionId, SubmissionState
from ..ports import FormWork
from .filling import capture_submission


@use_case(requires=Permission.FORM_WRITE)
def list_submissions(
    work: FormWork, form_id: FormId, page: PageRequest | None = None
) -> Page[Submission]:
    """
    What came in through a form, the newest first.
    """
    form = work.forms.get(form_id)
    return work.form_submissions.page(form.id, page or PageRequest())


@use_case(requires=Permission.FORM_WRITE)
def retry_submission(work: FormWork, submission_id: SubmissionId) -> Submission:
    """
    Make a lead of a submission that could not become one, or that was taken for a
    program's; one that is a lead already stays as it is.

    Raises:
        Conflict: The visitor has not confirmed it.
        Invalid: It cannot be a lead as it is.
    """
    work.actor.require(Permission.LEAD_WRITE)
    submission = work.form_submissions.get(submission_id)
    if submission.state is SubmissionState.WAITING:
        raise Conflict("Whoever sent it has not confirmed it.", id=submission_id)
    if submission.state is not SubmissionState.CAPTURED:
        work.form_submissions.save(evolve(submission, state=SubmissionState.RECEIVED))
        capture_submission(work, submission_id)
    return work.form_submissions.get(submission_id)
