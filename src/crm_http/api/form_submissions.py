"""
What came in through web forms, for those who look after them.
"""

from typing import Final

from crm_core import CrmWork
from crm_core.forms import FormId, SubmissionId, list_submissions, retry_submission
from crm_core.shared import Permission

from ..calls import Call
from ..operations import Operation, Parameter
from ..replies import Reply, json_reply
from .record_operations import ROOT
from .records import page_reply

_PAGES: Final = (
    Parameter(
        name="page",
        says="The number of the page, from 1 on.",
        schema={"type": "integer", "minimum": 1},
    ),
    Parameter(
        name="page_size",
        says="How many submissions a page has.",
        schema={"type": "integer", "minimum": 1, "maximum": 200},
    ),
    Parameter(
        name="cursor",
        says="`next_cursor` of the page before.",
        schema={"type": "string"},
    ),
)


def list_received(call: Call) -> Reply:
    """
    What came in through a form, the newest first.
    """
    request, _ = call.page()
    page = call.run(list_submissions, FormId(call.id()), request)
    return page_reply(page, request, lambda each: each.public)


def retry(call: Call) -> Reply:
    """
    A lead of what could not become one.
    """
    submission_id = SubmissionId(call.id())
    call.parameters()

    def act(work: CrmWork) -> Reply:
        return json_reply(retry_submission(work, submission_id).public)

    return call.write(act)


OPERATIONS = [
    Operation(
        method="GET",
        path=f"{ROOT}/forms/{{id}}/submissions",
        name="list_form_submissions",
        tag="Forms",
        summary="What came in through a web form, the newest first",
        answer=list_received,
        requires=Permission.FORM_WRITE,
        query=_PAGES,
        gives="FormSubmissionPage",
        problems=("not-found",),
    ),
    Operation(
        method="POST",
        path=f"{ROOT}/form-submissions/{{id}}/retry",
        name="retry_form_submission",
        tag="Forms",
        summary="Make a lead of a submission that failed or was taken for a program's",
        answer=retry,
        requires=Permission.FORM_WRITE,
        gives="FormSubmission",
        written=True,
        problems=("invalid", "not-found", "conflict", "lead-closed"),
    ),
]
