"""
Rows for every table, for tests of the database's own walls.
"""

from collections.abc import Callable
from typing import Any

from crm_core import Crm
from crm_core.contacts import ContactId, add_contact, archive_contact
from crm_core.currencies import set_rate
from crm_core.duplicates import merge_contacts, scan_duplicates, unmerge
from crm_core.forecasting import set_goal, submit_forecast
from crm_core.forms import Said, add_form, find_form, submit_form
from crm_core.leads import (
    add_lead,
    add_routing_rule,
    add_scoring_rule,
    change_sales_settings,
    train_scoring,
)
from crm_core.opportunities import add_opportunity
from crm_core.routing import set_availability
from crm_core.shared import Actor, StoredAnswer, StoredFile, UserId
from crm_core.transfers import ImportOptions, Noun, RowRefused, begin_import

Run = Callable[..., Any]


def sell(work: Any, decider: ContactId) -> None:
    """
    A lead, an opportunity with who decides, a rate and settings of one's own, a goal
    and what was said of it.
    """
    roles = [{"contact_id": decider, "role": "decides"}]
    add_opportunity(work, name="Deal", contact_roles=roles)
    add_lead(work, title="Boat")
    set_rate(work, currency="USD", rate="0.9")
    change_sales_settings(work, response_hours=4)
    set_goal(work, period="quarter", amount=5)
    submit_forecast(work, period="quarter", commit=4)


def fill_a_form_in(crm: Crm, ben: Actor) -> None:
    """
    A web form, and what came in through it.
    """
    form = crm.run(ben, add_form, name="Form", fields=["email"])
    actor, found = find_form(crm.run, form.key)
    said = Said(values={"email": "max@example.com"})
    assert submit_form(crm.run, actor, found, said, "192.0.2.1")


def refuse_a_row(work: Any) -> None:
    """
    An import with a refused row, and columns chosen by hand.
    """
    transfer = begin_import(
        work,
        Noun.CONTACTS,
        StoredFile(key="0" * 64, size=1),
        label="people.csv",
        options=ImportOptions(),
    )
    work.transfers.refuse(transfer, [RowRefused(2, (), {"Name": "Lee"})])
    work.transfers.remember("fingerprint", {"Name": "last_name"})


def find_and_merge(run: Run) -> None:
    """
    A scan, records known to be different, and a merge that stands.
    """
    scan_duplicates(run, "contact")
    ids = [run(add_contact, first_name=name).id for name in ("One", "Other")]
    run(unmerge, run(merge_contacts, ids).merge_id)
    run(merge_contacts, ids)
    run(archive_contact, ids[0])


def answer_once(work: Any) -> None:
    """
    A request with an idempotency key.
    """
    assert work.idempotency_keys.claim("key") is None
    stored = StoredAnswer(fingerprint="f", status=201, headers={}, body=b"{}")
    work.idempotency_keys.store("key", stored)


def give_away(run: Run, user_id: UserId) -> None:
    """
    A member, rules of routing and of scoring, a lead that took a turn, and a training.
    """
    run(set_availability, user_id, capacity=9)
    run(add_routing_rule, name="All", users=[user_id])
    run(add_scoring_rule, name="All", points=1)
    run(add_lead, title="Routed", route=True)
    train_scoring(run)
