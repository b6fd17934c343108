"""
Booking pages: with whom, when and how long somebody may meet.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType
from uuid import UUID

from attrs import asdict, evolve, frozen

from ...forms import Form, FormField, FormId
from ...shared import UserId, WorkingHours

BookingPageId = NewType("BookingPageId", UUID)


class Hosting(StrEnum):
    """
    Who of the hosts a meeting is with: *round_robin* with whoever has had the fewest of
    those who are free, *collective* with all of them at once.
    """

    ROUND_ROBIN = "round_robin"
    COLLECTIVE = "collective"


@frozen(kw_only=True)
class BookingPage:
    """
    A page on which anybody may book a meeting.

    Args:
        key: What its address ends with: random, so that it says nothing.
        title: The heading that visitors read, its name when empty.
        hosts: Whom the meeting is with, one of them or all as *hosting* says.
        durations: How many minutes it may take.
        step: A meeting may begin every so many minutes.
        buffer_before: So many minutes before it are kept free.
        buffer_after: So many minutes after it.
        minimum_notice: It begins in so many minutes at the earliest.
        horizon_days: And in so many days at the latest.
        daily_limit: At most so many meetings a day, by the calendar of the page.
        hours: When meetings may be, instead of when the hosts work.
        place: Where they are.
        questions: What visitors are asked, as forms ask it.
        origins: Other web sites whose pages may send it.
        per_address: How often an hour one address may book.
        per_page: How often an hour all may.
        thanks: What is said afterwards.
        consent: What they may agree to; *consent_texts* are all that ever stood there.
    """

    id: BookingPageId
    key: str
    name: str
    title: str = ""
    intro: str | None = None
    language: str = "en"
    hosts: tuple[UserId, ...] = ()
    hosting: Hosting = Hosting.ROUND_ROBIN
    durations: tuple[int, ...] = (30,)
    step: int = 30
    buffer_before: int = 0
    buffer_after: int = 0
    minimum_notice: int = 240
    horizon_days: int = 30
    daily_limit: int | None = None
    hours: WorkingHours | None = None
    place: str | None = None
    questions: tuple[FormField, ...] = ()
    origins: tuple[str, ...] = ()
    per_address: int = 10
    per_page: int = 200
    thanks: str | None = None
    source: str | None = None
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
        Whether it can be booked.
        """
        return self.active and self.archived_at is None

    @property
    def together(self) -> bool:
        """
        Whether all hosts take part.
        """
        return self.hosting is Hosting.COLLECTIVE

    @property
    def gap(self) -> tuple[timedelta, timedelta]:
        """
        What is kept free before and after a meeting.
        """
        return timedelta(minutes=self.buffer_before), timedelta(
            minutes=self.buffer_after
        )

    @property
    def form(self) -> Form:
        """
        What its visitors fill in, as a form that stands nowhere else.
        """
        return Form(
            id=FormId(self.id),
            key=self.key,
            name=self.name,
            title=self.title,
            language=self.language,
            fields=self.questions,
            source=self.source or self.name,
            origins=self.origins,
            per_address=self.per_address,
            per_form=self.per_page,
            consent=self.consent,
            consent_required=self.consent_required,
            consent_texts=self.consent_texts,
            created_by=self.created_by,
            created_at=self.created_at,
            updated_at=self.updated_at,
        )

    @property
    def public(self) -> dict[str, object]:
        """
        Its members in plain data.
        """
        hours = self.hours.to_json() if self.hours else None
        return {**asdict(self, recurse=False), "hours": hours}

    def edited(self, values: Mapping[str, object], *, at: datetime) -> "BookingPage":
        """
        The page with *values*, which ``read_page`` has read; another consent text is
        its next version.
        """
        edited = evolve(self, **values, updated_at=at)  # type: ignore[arg-type]
        texts = self.consent_texts
        if edited.consent and (not texts or edited.consent != texts[-1]):
            texts = (*texts, edited.consent)
        return evolve(edited, consent_texts=texts)

    def archived(self, at: datetime | None) -> "BookingPage":
        """
        The page in the archive since *at*, or back from there.
        """
        return evolve(self, archived_at=at)
