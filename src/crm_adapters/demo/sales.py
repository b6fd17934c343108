"""
A year of selling at Northwind Harbour: leads that come in, deals that are won or lost.

Everything happens through the product's own use cases, each at its own moment, so that
boards, stage histories, forecasts and undo show what they would show.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random

from attrs import define, field

from crm_core import Crm, CrmWork
from crm_core.contacts import Contact
from crm_core.currencies import set_rate
from crm_core.forecasting import set_goal
from crm_core.forms import add_form
from crm_core.leads import (
    Lead,
    LeadId,
    add_lead,
    add_routing_rule,
    add_scoring_rule,
    convert_lead,
    disqualify_lead,
    move_lead,
    respond_to_lead,
)
from crm_core.opportunities import (
    OpportunityId,
    add_opportunity,
    edit_opportunity,
    lose_opportunity,
    move_opportunity,
    win_opportunity,
)
from crm_core.shared import UserId

from .members import ADMIN, MANAGER, OWNERS, actor_of
from .people import Row, slug
from .pretending import Clock
from .wares import (
    COMPETITORS,
    DISQUALIFIED,
    FORM_FIELDS,
    LOST,
    NEXT_STEPS,
    QUESTIONS,
    SCORING,
    SOURCES,
    STAGES,
    WARES,
)

YEAR = timedelta(days=365)
Step = Callable[[], None]


@define
class Selling:
    """
    What is still to happen, the earliest first; doing one thing may plan others.
    """

    crm: Crm
    clock: Clock
    now: datetime
    random: Random
    _plans: list[tuple[datetime, int, Step]] = field(factory=list, init=False)
    _numbers: Iterator[int] = field(factory=count, init=False)

    def year(
        self, people: Sequence[Row], known: Sequence[Contact], *, deals: int
    ) -> None:
        """
        The last year: a lead of each of *people*, and so many *deals* with those known.
        """
        self.clock.moment = self.now - YEAR
        self.crm.run(ADMIN.actor, _set_up)
        for person in people:
            self._plan(self._some_day(), self._lead_of, person)
        for _ in range(deals):
            contact = self.random.choice(known)
            self._plan(self._some_day(), self._deal_with, contact)
        while self._plans:
            moment, _, step = heappop(self._plans)
            if moment < self.now:
                self.clock.moment = moment
                step()
        self.clock.moment = self.now
        self.crm.run(MANAGER.actor, _promise)

    def _some_day(self) -> datetime:
        """
        A working hour of the year; business grows, and August is quiet.
        """
        while True:
            share = self.random.random() ** 0.8
            day: datetime = self.now - YEAR + YEAR * share
            quiet = day.month in (8, 12) and self.random.random() < 0.4
            if day.weekday() < 5 and not quiet:
                hour, minute = self.random.randrange(8, 18), self.random.randrange(60)
                return day.replace(hour=hour, minute=minute)

    def _plan(self, at: datetime, step: Callable[..., None], *given: object) -> None:
        def act() -> None:
            step(*given)

        heappush(self._plans, (at, next(self._numbers), act))

    def _after(self, days: float) -> datetime:
        """
        About so many days from the last thing that happened.
        """
        wait = timedelta(days=self.random.gammavariate(2, days / 2) + 0.02)
        return self.clock.moment + wait

    # ------------------------------------------------------------------------- leads

    def _lead_of(self, person: Row) -> None:
        ware = self.random.choice(WARES)
        source = self.random.choice(SOURCES)
        owner = self.random.choice(OWNERS)
        email = person["email"]
        fields = {
            "title": f"{ware.name} for {person['company'] or person['last_name']}",
            "first_name": person["first_name"],
            "last_name": person["last_name"],
            "email": email,
            "phone": person["phone"],
            "job_title": person["title"],
            "company_name": person["company"],
            "address": person["address"],
            "source": source.name,
            "campaign": source.campaign,
            "product": ware.name,
            "employees": self.random.choice((5, 20, 40, 120, 300, 800)),
            "value": ware.value(self.random),
            "assigned_to": owner,
        }

        def add(work: CrmWork) -> Lead:
            return add_lead(work, allow_duplicates=True, **fields)

        lead = self.crm.run(actor_of(owner), add)
        chance = source.chance + (0.15 if (fields["employees"] or 0) > 100 else 0)
        self._plan(self._after(0.5), self._answer, lead.id, owner, chance)

    def _answer(self, lead_id: LeadId, owner: UserId, chance: float) -> None:
        actor = actor_of(owner)
        self.crm.run(actor, respond_to_lead, lead_id)
        self.crm.run(actor, move_lead, lead_id, stage="contacted")
        if self.random.random() < 0.25:
            self._plan(self._after(6), self._give_up, lead_id, owner)
        else:
            self._plan(self._after(5), self._qualify, lead_id, owner, chance)

    def _qualify(self, lead_id: LeadId, owner: UserId, chance: float) -> None:
        notes = self.random.choice(QUESTIONS)
        self.crm.run(
            actor_of(owner), move_lead, lead_id, stage="qualification", notes=notes
        )
        if self.random.random() < chance:
            self._plan(self._after(9), self._convert, lead_id, owner)
        elif self.random.random() < 0.8:
            self._plan(self._after(12), self._give_up, lead_id, owner)

    def _give_up(self, lead_id: LeadId, owner: UserId) -> None:
        reason = self.random.choice(DISQUALIFIED)
        self.crm.run(actor_of(owner), disqualify_lead, lead_id, lost_reason=reason)

    def _convert(self, lead_id: LeadId, owner: UserId) -> None:
        def convert(work: CrmWork) -> OpportunityId | None:
            return convert_lead(work, lead_id).opportunity_id

        deal = self.crm.run(actor_of(owner), convert)
        if deal is not None:
            self._go_on(deal, owner, 0)

    # ------------------------------------------------------------------------- deals

    def _deal_with(self, contact: Contact) -> None:
        ware = self.random.choice(WARES)
        owner = contact.assigned_to or self.random.choice(OWNERS)
        closes = self.clock.moment + timedelta(days=self.random.randrange(20, 150))

        def add(work: CrmWork) -> OpportunityId:
            return add_opportunity(
                work,
                name=f"{ware.name} for {contact.name}",
                contact_id=contact.id,
                company_id=contact.company_id,
                line_items=[ware.line(self.random)],
                currency=self.random.choice(("EUR", "EUR", "EUR", "USD", "GBP")),
                expected_close_date=closes.date().isoformat(),
                source="Existing customer",
                assigned_to=owner,
            ).id

        self._go_on(self.crm.run(actor_of(owner), add), owner, 0)

    def _go_on(self, deal: OpportunityId, owner: UserId, stage: int) -> None:
        """
        What comes next for a deal in one of the stages: on, won, lost, or nothing.
        """
        luck = self.random.random()
        if luck < 0.06:
            return  # nobody ever touches it again
        if stage + 1 < len(STAGES) and luck < STAGES[stage].onwards:
            days = STAGES[stage].days
            self._plan(self._after(days), self._move, deal, owner, stage + 1)
        elif luck < STAGES[stage].onwards:
            self._plan(self._after(STAGES[stage].days), self._win, deal, owner)
        else:
            self._plan(self._after(STAGES[stage].days * 1.5), self._lose, deal, owner)

    def _move(self, deal: OpportunityId, owner: UserId, stage: int) -> None:
        actor, name = actor_of(owner), STAGES[stage].key
        self.crm.run(actor, move_opportunity, deal, stage=name)
        if self.random.random() < 0.5:
            step = self.random.choice(NEXT_STEPS)
            day = self.clock.moment.date() + timedelta(
                days=self.random.randrange(2, 20)
            )
            self.crm.run(
                actor,
                edit_opportunity,
                deal,
                next_step=step,
                next_step_on=day.isoformat(),
            )
        self._go_on(deal, owner, stage)

    def _win(self, deal: OpportunityId, owner: UserId) -> None:
        self.crm.run(actor_of(owner), win_opportunity, deal)

    def _lose(self, deal: OpportunityId, owner: UserId) -> None:
        reason = self.random.choice(LOST)
        competitor = self.random.choice(COMPETITORS) if reason == "Competitor" else None
        self.crm.run(
            actor_of(owner),
            lose_opportunity,
            deal,
            lost_reason=reason,
            competitor=competitor,
        )


def _set_up(work: CrmWork) -> None:
    for currency, rate in (("USD", "0.92"), ("GBP", "1.17")):
        set_rate(work, currency=currency, rate=rate)
    for name, when, points in SCORING:
        add_scoring_rule(work, name=name, when=when, points=points)
    everybody = [str(each) for each in OWNERS]
    add_routing_rule(work, name="In turn", users=everybody, method="round-robin")
    add_form(work, name="Ask for an offer", fields=FORM_FIELDS, source="Website")


def _promise(work: CrmWork) -> None:
    for owner, amount in zip(OWNERS, (60_000, 60_000, 30_000), strict=True):
        set_goal(work, period="quarter", owner=str(owner), amount=amount)


def lead_people(rows: Iterator[Row], companies: dict[object, str]) -> Iterator[Row]:
    """
    Generated people who are not known yet: with an address of their own, and the name
    of the company that they say they are from.
    """
    for row in rows:
        name = companies.get(row["company_id"])
        home = f"{slug(name or row['last_name'])}-group.example"
        address = f"{slug(row['first_name'])}.{slug(row['last_name'])}@{home}"
        yield {**row, "email": address, "company": name}
