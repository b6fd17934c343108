"""
A form as its visitors meet it: found by its key, sent, confirmed. Each step is a
transaction of its own, so that what was said is kept whatever becomes of it.
"""

from collections.abc import Callable
from typing import Any, Protocol
from uuid import UUID

from ..access import operator_of
from ..shared import (
    Actor,
    CrmError,
    Invalid,
    NotFound,
    OrganizationId,
    Permission,
    Unavailable,
    UserId,
)
from .model import (
    Form,
    Said,
    Submission,
    SubmissionState,
    digest_of_code,
)
from .ports import FormWork
from .use_cases import (
    capture_submission,
    confirm_submission,
    count_refusal,
    count_use,
    fail_submission,
    form_of,
    keep_submission,
)

_NOBODY = UUID(int=0)
ABSENT = "There is no such form."
GONE = "This link does not work any more."
STRANGER = Actor(
    user_id=UserId(_NOBODY),
    organization_id=OrganizationId(_NOBODY),
    permissions=frozenset(),
    source="form",
)
"""
A visitor, of whom nothing is known and who may do nothing.
"""


class RunAs(Protocol):
    """
    Runs a use case for an actor in a transaction of its own, as ``Crm.run`` does.
    """

    def __call__(
        self, actor: Actor, use_case: Callable[..., Any], /, *args: Any, **kwargs: Any
    ) -> Any: ...


def form_actor(organization_id: OrganizationId) -> Actor:
    """
    Who acts when a form is filled in: the organization's operator, who may add leads
    and nothing else.
    """
    return Actor(
        user_id=operator_of(organization_id),
        organization_id=organization_id,
        permissions=frozenset({Permission.LEAD_WRITE}),
        name="Operator",
        source="form",
    )


def find_form(run: RunAs, key: str) -> tuple[Actor, Form]:
    """
    The form of a key, and who acts for it.

    Raises:
        NotFound: There is none, or it cannot be filled in now.
    """

    def look(work: FormWork) -> tuple[OrganizationId, Form] | None:
        return work.forms.behind(key)

    found = run(STRANGER, look)
    if found is None or not found[1].open:
        raise NotFound(ABSENT)
    organization_id, form = found
    return form_actor(organization_id), form


def submit_form(run: RunAs, actor: Actor, form: Form, said: Said, address: str) -> bool:
    """
    Take what a visitor at *address* sent, unless it was sent too often; answers
    whether. It is the same whether anybody knows them or not.

    Raises:
        Invalid: Naming every answer that is wrong or missing.
    """
    if not run(actor, count_use, form, address):
        run(actor, count_refusal, form, "limited")
        return False
    try:
        submission = run(actor, keep_submission, form, said)
    except Invalid:
        run(actor, count_refusal, form, "refused")
        raise
    if submission is not None:
        _capture(run, actor, submission)
    return True


def find_confirmation(run: RunAs, code: str) -> tuple[Actor, Form, Submission]:
    """
    What the code in a link confirms.

    Raises:
        NotFound: Nothing, or nothing any more.
    """

    def look(work: FormWork) -> tuple[OrganizationId, Submission] | None:
        found = work.form_submissions.behind(digest_of_code(code))
        return found if found and found[1].may_be_confirmed(work.now) else None

    found = run(STRANGER, look)
    if found is None:
        raise NotFound(GONE)
    actor = form_actor(found[0])
    return actor, run(actor, form_of, found[1].form_id), found[1]


def confirm_form(run: RunAs, actor: Actor, submission: Submission) -> None:
    """
    Take what a visitor has confirmed.

    Raises:
        NotFound: The link has expired.
    """
    _capture(run, actor, run(actor, confirm_submission, submission.id))


def _capture(run: RunAs, actor: Actor, submission: Submission) -> None:
    if submission.state is not SubmissionState.RECEIVED:
        return
    try:
        run(actor, capture_submission, submission.id)
    except Unavailable:
        pass  # it is kept, and can be tried again
    except CrmError as refused:
        run(actor, fail_submission, submission.id, str(refused))
