"""
Northwind Harbour, a believable organization: people, companies, contacts, history.

All of it goes in through the product's own use cases, each write at its own moment of
the last three years, so that lists, history and undo show what they would show.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import Any, TypeVar

from attrs import frozen

from crm_core import Crm, CrmWork
from crm_core.access import (
    Organization,
    rename_organization,
    save_user,
    show_organization,
)
from crm_core.companies import Company, add_company
from crm_core.contacts import (
    CONTACT_FIELDS,
    Contact,
    ContactId,
    add_contact,
    archive_contact,
    edit_contact,
    edit_contacts,
    list_contacts,
    record_consent,
)
from crm_core.custom_fields import add_custom_field
from crm_core.shared import Conflict, NotFound, PageRequest, Query, parse_text

from .doing import Working
from .members import ADMIN, MANAGER, MEMBERS, ORGANIZATION, OWNERS, actor_of
from .people import SPAN, Row, companies, contacts
from .pretending import Clock
from .sales import Selling, lead_people
from .shaping import CUSTOM_FIELDS, company_fields, contact_fields, group_companies
from .trades import NOTES, SOURCES

NAME = "Northwind Harbour"
UNFINISHED = f"{NAME} (unfinished)"
LATELY = timedelta(days=14)
Added = TypeVar("Added")
Progress = Callable[[int, int], None]


class DemoUnfinished(Conflict):
    """
    Filling the demo was interrupted before: begin anew with "crm demo --fresh".
    """


@frozen(kw_only=True)
class Size:
    """
    How much there is; *batch* records are added in one transaction. *deals* are those
    that come of no lead.
    """

    companies: int
    contacts: int
    leads: int
    deals: int
    batch: int


SIZES = {
    "small": Size(companies=40, contacts=400, leads=160, deals=120, batch=1),
    "large": Size(
        companies=8_000, contacts=100_000, leads=1_000, deals=1_000, batch=500
    ),
}


def fill_organization(
    crm: Crm, clock: Clock, size: Size, *, progress: Progress = lambda _done, _of: None
) -> None:
    """
    Fill the demo organization, unless it is there; *clock* is the one that *crm*
    looks at.

    Raises:
        DemoUnfinished: A filling was interrupted.
    """
    try:
        known = crm.run(ADMIN.actor, show_organization)
    except NotFound:
        known = None
    if known is not None:
        if known.name == UNFINISHED:
            raise DemoUnfinished
        return
    now = clock.moment
    clock.moment = now - LATELY - SPAN
    chance = Random(7)  # noqa: S311 - repeatable, not secret
    _Filling(crm, clock, now, chance).fill(size, progress)


@frozen
class _Filling:
    crm: Crm
    clock: Clock
    now: datetime
    random: Random

    def fill(self, size: Size, progress: Progress) -> None:
        self.crm.run(ADMIN.actor, _begin)
        rows = self._add_companies(size)
        people = contacts(size.contacts, rows, owners=OWNERS, until=self.now - LATELY)
        recent: list[Contact] = []
        done = 0
        while batch := list(islice(people, size.batch)):
            recent = [*recent, *self._add_contacts(batch)][-200:]
            done += len(batch)
            progress(done, size.contacts)
        self._sell(size, rows, recent)
        working = Working(self.crm, self.clock, self.now, self.random)
        working.year(recent, most=4 * size.deals)
        self._live(recent)
        self.crm.run(ADMIN.actor, rename_organization, name=NAME)

    def _add_companies(self, size: Size) -> list[Row]:
        rows = companies(size.companies, owners=OWNERS, until=self.now - LATELY)
        group_companies(rows)
        ids: dict[Any, Any] = {None: None}

        def add(work: CrmWork, row: Row) -> Company:
            fields = company_fields(row, parent=ids[row["parent_id"]], at=self.now)
            company = add_company(work, allow_duplicates=True, **fields)
            ids[row["id"]] = company.id
            return company

        for start in range(0, len(rows), size.batch):
            self._add(rows[start : start + size.batch], add)
        for row in rows:
            row["id"] = ids[row["id"]]
        return rows

    def _add_contacts(self, rows: list[Row]) -> list[Contact]:
        def add(work: CrmWork, row: Row) -> Contact:
            return add_contact(work, allow_duplicates=True, **contact_fields(row))

        return self._add(rows, add)

    def _add(
        self, rows: list[Row], add: Callable[[CrmWork, Row], Added]
    ) -> list[Added]:
        """
        The records of one batch, by the owner of the first.
        """
        self.clock.moment = rows[-1]["created_at"]

        def act(work: CrmWork) -> list[Added]:
            added = [add(work, row) for row in rows]
            if len(added) > 1:
                work.name(f"Add {len(added)} records")
            return added

        return self.crm.run(actor_of(rows[0]["assigned_to"]), act)

    def _sell(self, size: Size, rows: list[Row], known: list[Contact]) -> None:
        named = {row["id"]: row["name"] for row in rows}
        strangers = contacts(
            size.leads, rows, owners=OWNERS, seed=2, until=self.now - LATELY
        )
        selling = Selling(self.crm, self.clock, self.now, self.random)
        selling.year([*lead_people(strangers, named)], known, deals=size.deals)

    def _live(self, recent: list[Contact]) -> None:
        """
        What happened in the last two weeks.
        """
        chosen = self.random.sample(recent, 50)
        steps = len(chosen) + 1
        for step, contact in enumerate(chosen):
            self.clock.moment = self.now - LATELY + LATELY * step / steps
            actor = actor_of(contact.assigned_to)
            match step % 5:
                case 0:
                    self.crm.run(actor, archive_contact, contact.id)
                case 1 | 2:
                    self.crm.run(
                        actor,
                        record_consent,
                        contact.id,
                        purpose="newsletter",
                        granted=step % 2 == 0,
                        source=self.random.choice(SOURCES),
                    )
                case 3:
                    note = self.random.choice(NOTES)
                    self.crm.run(actor, edit_contact, contact.id, notes=note)
                case _:
                    title = f"Head of {contact.department or 'Sales'}"
                    self.crm.run(actor, edit_contact, contact.id, title=title)
        self.clock.moment = self.now - timedelta(hours=3)
        decided = parse_text('category:"decision maker" tag:customer', CONTACT_FIELDS)
        self.crm.run(
            MANAGER.actor,
            edit_contacts,
            ids=_first(self.crm, decided, 50),
            add_tags=["spring campaign"],
        )


def _first(crm: Crm, query: Query, most: int) -> list[ContactId]:
    page = crm.run(MANAGER.actor, list_contacts, query, PageRequest(size=most))
    return [row.id for row in page.items]


def _begin(work: CrmWork) -> None:
    work.organizations.save(
        Organization(
            id=ORGANIZATION, name=UNFINISHED, created_at=work.now, updated_at=work.now
        )
    )
    for member in MEMBERS:
        save_user(
            work,
            member.id,
            name=member.name,
            email=member.email,
            roles=(member.role,),
            teams=member.teams,
        )
    for field in CUSTOM_FIELDS:
        add_custom_field(work, **field)
