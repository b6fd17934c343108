"""
What forms ask of storage.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol

from ..leads import LeadId, LeadWork
from ..shared import OrganizationId, Page, PageRequest, Repository
from .model import Form, FormId, Submission, SubmissionId, Tally


class Forms(Repository[FormId, Form], Protocol):
    """
    The forms of the organization at work.
    """

    def all(self, *, archived: bool = False) -> list[Form]:
        """
        By name; those in the archive instead if wanted.
        """
        ...

    def behind(self, key: str, /) -> tuple[OrganizationId, Form] | None:
        """
        The form of this key, of whatever organization: who knows the key may know it.
        """
        ...


class FormSubmissions(Protocol):
    """
    What came in through the forms of the organization at work.
    """

    def get(self, id: SubmissionId, /) -> Submission:
        """
        The submission, which nobody else can change until this transaction ends.

        Raises:
            NotFound: No such submission in this organization.
        """
        ...

    def add(self, submission: Submission, /) -> bool:
        """
        Keep it, unless one of the same digest came in before; answers whether.
        """
        ...

    def save(self, submission: Submission, /) -> None: ...

    def page(self, form_id: FormId, request: PageRequest, /) -> Page[Submission]:
        """
        Those of one form, the newest first.
        """
        ...

    def tally(self, form_id: FormId, /) -> Tally: ...

    def behind(self, digest: bytes, /) -> tuple[OrganizationId, Submission] | None:
        """
        The submission that a code confirms, of whatever organization.
        """
        ...

    def drop_unconfirmed(self, form_id: FormId, before: datetime, /) -> None:
        """
        Forget those whose link has expired without being followed.
        """
        ...

    def of(
        self, email_keys: Iterable[str], leads: Iterable[LeadId], /
    ) -> list[Submission]:
        """
        All that came from these e-mail addresses or became these leads, oldest first.
        """
        ...

    def forget(self, ids: Iterable[SubmissionId], /) -> None:
        """
        Let nothing be left of those.
        """
        ...


class FormUses(Protocol):
    """
    How often something was done, counted by all processes together.
    """

    def count(self, name: str, /, *, within: timedelta) -> int:
        """
        One more use in the present stretch of time; answers how many those are.
        """
        ...


class FormWork(LeadWork, Protocol):
    """
    What the use cases of forms need.
    """

    @property
    def forms(self) -> Forms: ...

    @property
    def form_uses(self) -> FormUses: ...

    @property
    def form_submissions(self) -> FormSubmissions: ...
