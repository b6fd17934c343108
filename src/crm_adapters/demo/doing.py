"""
A year of work at Northwind Harbour: calls, meetings, mails, tasks and notes.

What is past was logged when it was done, but for some that nobody got round to; what is
ahead is planned.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from attrs import frozen

from crm_core import Crm
from crm_core.activities import add_activity
from crm_core.contacts import Contact
from crm_core.leads import list_leads
from crm_core.opportunities import list_opportunities
from crm_core.shared import PageRequest, UserId

from .chances import weighted
from .members import ADMIN, actor_of
from .pretending import Clock

AHEAD = timedelta(days=21)
YEAR = timedelta(days=365)
UNDONE = 0.06
"""
The share of what was planned for the past and is still open.
"""
TYPES = weighted(
    {"call": 0.36, "email": 0.22, "meeting": 0.16, "task": 0.16, "note": 0.1}
)
SUBJECTS: Mapping[str, Sequence[str]] = {
    "call": (
        "Ask how the trial goes",
        "Talk about the offer",
        "Call back",
        "Check that the delivery arrived",
        "First call",
    ),
    "email": (
        "Price list sent",
        "Questions about the contract",
        "Thanks for the visit",
        "Dates for a demonstration",
    ),
    "meeting": (
        "Demonstration",
        "Kick-off",
        "Visit on site",
        "Negotiation",
        "Quarterly review",
    ),
    "task": (
        "Write the offer",
        "Send the samples",
        "Prepare the contract",
        "Ask for a reference",
        "Update the figures",
    ),
    "note": (
        "Decides together with the board",
        "Prefers to be called in the morning",
        "Budget is set in autumn",
        "Knows our competitors well",
    ),
}
OUTCOMES: Mapping[str, Sequence[str]] = {
    "call": ("Reached", "Reached", "Voicemail", "No answer", "Call back later"),
    "meeting": ("Went well", "Went well", "Follow up", "Moved on"),
}
PLACES = ("Pier 4, meeting room", "At the customer's", "Video call", "Café Anker")
MINUTES = {"call": (3, 40), "meeting": (30, 120), "email": (5, 20), "task": (10, 180)}


@frozen
class Working:
    """
    Who does what, by *chance*, on the *clock* of the demo, until *now*.
    """

    crm: Crm
    clock: Clock
    now: datetime
    chance: Random

    def year(self, people: Sequence[Contact], *, most: int) -> None:
        """
        So many activities of the last year and the next weeks, about *people*, leads
        and deals.
        """
        about = [*self._people(people), *self._sales()]
        moments = sorted(self._moment() for _ in range(most))
        for at in moments:
            owner, since, subject = self.chance.choice(about)
            if since < at:
                self._do(owner, at, subject)
        self.clock.moment = self.now

    def _people(
        self, people: Sequence[Contact]
    ) -> list[tuple[UserId | None, datetime, str]]:
        return [
            (each.assigned_to, each.created_at, f"contact:{each.id}") for each in people
        ]

    def _sales(self) -> list[tuple[UserId | None, datetime, str]]:
        self.clock.moment, most = self.now, PageRequest(size=200)
        leads = self.crm.run(ADMIN.actor, list_leads, None, most).items
        deals = self.crm.run(ADMIN.actor, list_opportunities, None, most).items
        return [
            *((e.assigned_to, e.created_at, f"lead:{e.id}") for e in leads),
            *((e.assigned_to, e.created_at, f"opportunity:{e.id}") for e in deals),
        ]

    def _moment(self) -> datetime:
        """
        A working hour between a year ago and some weeks ahead.
        """
        while True:
            share = self.chance.random() ** 0.8
            day: datetime = self.now - YEAR + (YEAR + AHEAD) * share
            if day.weekday() < 5:
                hour = self.chance.randrange(8, 18)
                minute = self.chance.choice((0, 15, 30, 45))
                return day.replace(hour=hour, minute=minute, second=0, microsecond=0)

    def _do(self, owner: UserId | None, at: datetime, about: str) -> None:
        kind = self.chance.choice(TYPES)
        open_ = self.chance.random() < UNDONE and kind != "note"
        ahead = at >= self.now
        if ahead and kind in ("note", "email"):
            return
        low, high = MINUTES.get(kind, (0, 0))
        minutes = self.chance.randint(low, high)
        fields: dict[str, Any] = {
            "type": kind,
            "subject": self.chance.choice(SUBJECTS[kind]),
            "about": [about],
            "priority": self.chance.choice(
                ("normal", "normal", "normal", "high", "low")
            ),
        }
        if kind == "meeting":
            fields["place"] = self.chance.choice(PLACES)
            fields["ends_at"] = at + timedelta(minutes=minutes)
        if kind in ("call", "email"):
            fields["direction"] = self.chance.choice(
                ("outbound", "outbound", "inbound")
            )
        if kind != "note":
            fields["due_at" if kind == "task" else "starts_at"] = at
        if not (ahead or open_):
            late = timedelta(minutes=self.chance.choice((0, 5, 60, 1440)))
            done = min(at + timedelta(minutes=minutes) + late, self.now)
            fields |= {"completed_at": done, "duration_minutes": minutes or None}
            fields["outcome"] = self.chance.choice(OUTCOMES.get(kind, (None,)))
            self.clock.moment = done
        else:
            planned = at - timedelta(days=self.chance.uniform(0.1, 9))
            self.clock.moment = min(planned, self.now - timedelta(minutes=1))
            fields["reminders"] = self.chance.choice(([], [15], [60]))
        self.crm.run(actor_of(owner), add_activity, **fields)
