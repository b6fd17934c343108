"""
Web forms: what they ask, whose their leads become, and who may send them.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NewType
from uuid import UUID

from attrs import evolve, frozen

from ...shared import UserId
from .questions import FormField

FormId = NewType("FormId", UUID)

ROUTE = "route"
NOBODY = "nobody"


@frozen(kw_only=True)
class Form:
    """
    A form that anybody may fill in, and what becomes of it.

    Args:
        key: What its address ends with: random, so that it says nothing.
        title: The heading that visitors read, its name when empty.
        fields: What is asked.
        defaults: Values of the lead that are not asked for.
        source: Where its leads come from.
        owner: Whose they become: ``route`` for whom the rules choose, or while there
            are none whoever made the form; ``nobody``, or the id of a person.
        origins: Other web sites whose pages may send it.
        double_opt_in: Whether a link in a mail must be followed first, within
            *confirm_hours*.
        per_address: How often an hour one address may send it.
        per_form: How often an hour all may.
        minimum_seconds: Faster than this nobody fills it in.
        thanks: What is said afterwards.
        redirect: Where visitors go instead.
        consent: What they may agree to; *consent_texts* are all that ever stood there.
    """

    id: FormId
    key: str
    name: str
    title: str = ""
    intro: str | None = None
    button: str | None = None
    language: str = "en"
    fields: tuple[FormField, ...]
    defaults: Mapping[str, object] = {}
    source: str | None = None
    campaign: str | None = None
    owner: str = ROUTE
    origins: tuple[str, ...] = ()
    double_opt_in: bool = False
    confirm_hours: int = 48
    per_address: int = 20
    per_form: int = 500
    honeypot: bool = True
    minimum_seconds: int = 2
    thanks: str | None = None
    redirect: str | None = None
    consent: str | None = None
    consent_required: bool = False
    consent_texts: tuple[str, ...] = ()
    active: bool = True
    created_by: UserId
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None = None
    version: int = 1

    @property
    def heading(self) -> str:
        return self.title or self.name

    @property
    def open(self) -> bool:
        """
        Whether it can be filled in.
        """
        return self.active and self.archived_at is None

    @property
    def consent_version(self) -> int | None:
        """
        The number of the text that visitors may agree to now, from 1 on.
        """
        return len(self.consent_texts) if self.consent else None

    @property
    def confirm_within(self) -> timedelta:
        return timedelta(hours=self.confirm_hours)

    def edited(self, values: Mapping[str, object], *, at: datetime) -> "Form":
        """
        The form with *values*, which ``read_form`` has read; another consent text is
        its next version.
        """
        edited = evolve(self, **values, updated_at=at)  # type: ignore[arg-type]
        texts = self.consent_texts
        if edited.consent and (not texts or edited.consent != texts[-1]):
            texts = (*texts, edited.consent)
        return evolve(edited, consent_texts=texts)

    def archived(self, at: datetime | None) -> "Form":
        """
        The form in the archive since *at*, or back from there.
        """
        return evolve(self, archived_at=at)


def stretch(at: datetime, length: timedelta) -> tuple[datetime, datetime]:
    """
    The stretch of time that a moment lies in when all have one length: since, until.
    """
    since = at - timedelta(seconds=at.timestamp() % length.total_seconds())
    since = since.replace(microsecond=0)
    return since, since + length
