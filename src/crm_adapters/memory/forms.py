"""
Forms, and what came in through them, in memory.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from attrs import frozen

from crm_core.forms import (
    Form,
    FormId,
    Submission,
    SubmissionId,
    SubmissionState,
    Tally,
    stretch,
)
from crm_core.leads import LeadId
from crm_core.shared import NotFound, OrganizationId, Page, PageRequest

from ..rows import FORM_ROWS
from .changes import page_of
from .context import Context
from .repository import MemoryRepository


class MemoryForms(MemoryRepository[FormId, Form]):
    """
    The forms of the organization at work.
    """

    mapping = FORM_ROWS

    def all(self, *, archived: bool = False) -> list[Form]:
        wanted = (
            row
            for row in self.rows.values()
            if (row["archived_at"] is not None) == archived
        )
        ordered = sorted(wanted, key=lambda row: (row["name"], row["id"]))
        return [self._entity(row) for row in ordered]

    def behind(self, key: str, /) -> tuple[OrganizationId, Form] | None:
        for organization_id, tables in self.context.everybody.items():
            for row in tables.forms.values():
                if row["key"] == key:
                    return organization_id, self._entity(row)
        return None


@frozen
class MemoryFormSubmissions:
    """
    What came in through the forms of the organization at work.
    """

    context: Context

    @property
    def _rows(self) -> dict[SubmissionId, Submission]:
        return self.context.tables.form_submissions

    def get(self, id: SubmissionId, /) -> Submission:
        found = self._rows.get(id)
        if found is None:
            raise NotFound(id=id)
        return found

    def add(self, submission: Submission, /) -> bool:
        self.context.introduce()
        same = (submission.form_id, submission.digest)
        if any((each.form_id, each.digest) == same for each in self._rows.values()):
            return False
        self.save(submission)
        return True

    def save(self, submission: Submission, /) -> None:
        self._rows[submission.id] = submission

    def _of(self, form_id: FormId) -> Iterator[Submission]:
        return (each for each in self._rows.values() if each.form_id == form_id)

    def page(self, form_id: FormId, request: PageRequest, /) -> Page[Submission]:
        newest = sorted(self._of(form_id), key=lambda each: each.id, reverse=True)
        bound = f"{self.context.actor.organization_id}|form submissions|{form_id}"
        found = [((str(each.id),), each) for each in newest]
        return page_of(found, request, bound)

    def tally(self, form_id: FormId, /) -> Tally:
        states = Counter(each.state.value for each in self._of(form_id))
        return Tally(
            dict(states),
            self._used(f"{form_id}:refused"),
            self._used(f"{form_id}:limited"),
        )

    def _used(self, name: str) -> int:
        uses = self.context.tables.form_uses.items()
        return sum(used for (known, _), used in uses if known == name)

    def behind(self, digest: bytes, /) -> tuple[OrganizationId, Submission] | None:
        for organization_id, tables in self.context.everybody.items():
            for each in tables.form_submissions.values():
                if each.code_digest == digest:
                    return organization_id, each
        return None

    def drop_unconfirmed(self, form_id: FormId, before: datetime, /) -> None:
        self.forget(
            each.id
            for each in list(self._of(form_id))
            if each.state is SubmissionState.WAITING
            and not each.may_be_confirmed(before)
        )

    def of(
        self, email_keys: Iterable[str], leads: Iterable[LeadId], /
    ) -> list[Submission]:
        keys, known = set(email_keys), set(leads)
        found = (
            each
            for each in self._rows.values()
            if each.email_key in keys or each.lead_id in known
        )
        return sorted(found, key=lambda each: each.id)

    def forget(self, ids: Iterable[SubmissionId], /) -> None:
        for id in ids:
            del self._rows[id]


@frozen
class MemoryFormUses:
    """
    How often something was done, in this process.
    """

    context: Context

    def count(self, name: str, /, *, within: timedelta) -> int:
        since, _ = stretch(self.context.now, within)
        uses = self.context.tables.form_uses
        used = uses[name, since] = uses.get((name, since), 0) + 1
        return used
