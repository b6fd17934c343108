"""
Converting leads, listing those that wait, and how they are worked on.
"""

import json
from collections.abc import Sequence
from typing import Any

from crm_core import CrmWork
from crm_core.leads import (
    Conversion,
    SalesSettings,
    change_sales_settings,
    convert_lead,
    list_overdue_leads,
    show_sales_settings,
)
from crm_core.shared import FieldError, Invalid, PageRequest

from .assignments import raw_values, record_named, split_assignments
from .kinds import OPPORTUNITY
from .output import note, print_json, print_table, say
from .session import Session, Written


def convert(
    session: Session,
    which: str,
    *,
    fields: Sequence[str],
    no_opportunity: bool,
    notes: str | None,
    version: int | None,
    **named: str | None,
) -> Written:
    """
    Convert the lead that *which* names; *named* are the records that it is from.
    """
    kind, words = session.kind, split_assignments(fields)

    def act(work: CrmWork) -> Conversion:
        known: dict[str, Any] = {}
        errors: list[FieldError] = []
        for noun, text in named.items():
            if text is None:
                continue
            try:
                known[f"{noun}_id"] = record_named(work, noun, text)
            except Invalid as error:
                errors += error.under(noun)
        if errors:
            raise Invalid(errors=errors)
        return convert_lead(
            work,
            kind.find(work, which),
            opportunity=not no_opportunity,
            notes=notes,
            version=version,
            **known,
            **raw_values(work, OPPORTUNITY, words),
        )

    return session.write(act)


def print_overdue(
    session: Session, *, page_size: int | None, page: int | None, cursor: str | None
) -> None:
    """
    Leads that nobody has answered in time.
    """
    request = PageRequest(number=page or 1, size=page_size or 20, cursor=cursor)
    found = session.run(list_overdue_leads, request)
    if session.as_json:
        print_json(found)
        return
    print_table(session.kind.columns, found.items)
    if found.next_cursor:
        note(f"More: --cursor {found.next_cursor}")


def show_or_change_settings(session: Session, words: Sequence[str]) -> None:
    """
    How leads are worked on, with the settings of *words* changed.
    """
    given = {
        name: _value(name, text) for name, text in split_assignments(words).items()
    }
    if given:
        found = session.run(change_sales_settings, **given)
    else:
        found = session.run(show_sales_settings)
    if session.as_json:
        print_json(found.to_json())
    else:
        _tell(found)


def _value(name: str, text: str) -> object:
    if not text:
        return None
    if name not in ("working_hours", "questions"):
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Invalid.of(name, "json", "Not JSON.") from None


def _tell(settings: SalesSettings) -> None:
    hours = settings.working_hours.to_json()
    week: Any = hours["week"]
    days: Any = hours["holidays"]
    say(f"First answer within: {settings.response_hours} working hours")
    say(f"Working hours ({hours['time_zone']}):")
    for day, spans in week.items():
        say(f"  {day} {', '.join(spans)}")
    for each in days:
        say(
            f"  closed {each['first']} to {each['last']} {each.get('name', '')}".rstrip()
        )
    say(f"Fiscal years begin with month: {settings.fiscal_year_start}")
    say("Questions:")
    for question in settings.questions:
        options = ", ".join(f"{name} {n}" for name, n in question.options.items())
        say(f"  {question.key}: {question.label} ({options or question.kind.value})")
