"""
Adding an activity in words.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from attrs import evolve, frozen

from ...access import User
from ...shared import (
    Choice,
    Field,
    FieldError,
    Fields,
    Invalid,
    PageRequest,
    Permission,
    Query,
    RecordRef,
    Text,
    fold,
    use_case,
)
from ..changing import own_zone
from ..model import QUICK_LANGUAGES, Activity, Understood, understand
from ..ports import ActivityWork
from .records import add_activity

LONGEST: Final = 1_000
OFFERED: Final = 5
_SAID: Final = Fields.of(
    [
        Field(name="text", label="Text", kind=Text(LONGEST, empty="")),
        Field(name="language", label="Language", kind=Choice(QUICK_LANGUAGES)),
    ]
)


@frozen(kw_only=True)
class Candidate:
    """
    A person or a record that a name may stand for.
    """

    field: str
    kind: str
    id: str
    name: str


@frozen(kw_only=True)
class QuickAdded:
    """
    What was understood of a text, the *fields* that it comes to, whom and what it
    names; and the activity, unless it was only tried.
    """

    understood: Understood
    fields: Mapping[str, object]
    names: tuple[Candidate, ...]
    activity: Activity | None = None


@use_case(requires=Permission.ACTIVITY_WRITE)
def quick_add(
    work: ActivityWork,
    text: object,
    *,
    language: object = "en",
    dry_run: bool = False,
) -> QuickAdded:
    """
    Add an activity in words, as "call back tomorrow 10:00 @owner #company", by the
    clock of whoever says it; or, on a *dry run*, only tell what would be added.

    Raises:
        Invalid: Nothing is left as its subject, or a name is of nobody or of several,
            who are offered as ``candidates``; or a field of the activity is wrong.
    """
    said = _SAID.parse({"text": text, "language": language})
    zone = own_zone(work, None)
    understood = understand(
        str(said["text"]),
        now=work.now,
        zone=zone,
        language=str(said["language"] or "en"),
    )
    errors: list[FieldError] = []
    offered: list[Candidate] = []
    if not understood.subject:
        message = "Say what is to be done: nothing is left as the subject."
        errors.append(FieldError("text", "required", message))
    names = _names(work, understood, errors, offered)
    if errors:
        told = [
            {"field": e.field, "kind": e.kind, "id": e.id, "name": e.name}
            for e in offered
        ]
        raise Invalid(errors=errors, candidates=told)
    fields = {**_planned(understood, zone), **_named(names)}
    found = QuickAdded(understood=understood, fields=fields, names=names)
    return found if dry_run else _added(work, found)


def _added(work: ActivityWork, found: QuickAdded) -> QuickAdded:
    recurrence = found.understood.recurrence
    activity = add_activity(work, recurrence=recurrence, **found.fields)
    return evolve(found, activity=activity)


def _planned(said: Understood, zone: str) -> dict[str, Any]:
    """
    The fields of the activity that need no record: a task is due at its moment, unless
    it takes a while; anything else begins then.
    """
    fields: dict[str, Any] = {
        "type": said.type,
        "subject": said.subject,
        "place": said.place,
        "priority": said.priority,
        "reminders": list(said.reminders),
    }
    if said.starts is not None:
        due = said.type == "task" and said.ends is None
        fields["due_at" if due else "starts_at"] = said.starts
        fields |= {"ends_at": said.ends, "time_zone": zone}
    elif said.day is not None:
        fields |= {"day": said.day, "time_zone": zone}
    if said.starts is None and said.duration is not None:
        fields["duration_minutes"] = said.duration
    return {name: value for name, value in fields.items() if value not in (None, [])}


def _named(names: Iterable[Candidate]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for each in names:
        if each.field == "owner":
            fields["assigned_to"] = each.id
        else:
            fields.setdefault("about", []).append({"kind": each.kind, "id": each.id})
    return fields


def _names(
    work: ActivityWork,
    said: Understood,
    errors: list[FieldError],
    offered: list[Candidate],
) -> tuple[Candidate, ...]:
    found: list[Candidate] = []
    asked = [("owner", said.owner, _people)] if said.owner else []
    lookups = [*asked, *((f"about.{n}", e, _records) for n, e in enumerate(said.about))]
    for field, name, look in lookups:
        exact, near = look(work, field, name)
        chosen = exact or near
        if len(chosen) == 1:
            found += chosen
            continue
        offered += chosen
        if chosen:
            told = ", ".join(f"{each.name} ({each.kind})" for each in chosen)
            message = f"{name} may be: {told}."
            errors.append(FieldError(field, "ambiguous", message))
        else:
            message = f"Nothing that you see is called {name}."
            errors.append(FieldError(field, "unknown", message))
    return tuple(found)


Matches = tuple[list[Candidate], list[Candidate]]


def _people(work: ActivityWork, field: str, name: str) -> Matches:
    """
    The active people of a name, and those whose name begins so.
    """
    users = [user for user in work.users.all() if user.active]
    if name == "me":
        own = [user for user in users if user.id == work.actor.user_id]
        return [_person(field, user) for user in own], []
    wanted = fold(name)
    exact = [u for u in users if wanted in _called(u)]
    near = [u for u in users if any(each.startswith(wanted) for each in _called(u))]
    return (
        [_person(field, user) for user in exact][:OFFERED],
        [_person(field, user) for user in near][:OFFERED],
    )


def _called(user: User) -> set[str]:
    name, email = fold(user.name or ""), fold(user.email or "")
    first = name.partition(" ")[0]
    local = email.partition("@")[0]
    return {
        each for each in (name, name.replace(" ", "."), first, email, local) if each
    }


def _person(field: str, user: User) -> Candidate:
    name = user.name or user.email or str(user.id)
    return Candidate(field=field, kind="user", id=str(user.id), name=name)


def _records(work: ActivityWork, field: str, name: str) -> Matches:
    """
    The live records of a name that the actor may see, and those that are found by it.
    """
    found = [
        Candidate(field=field, kind=ref.kind, id=str(ref.id), name=called)
        for ref, called in _searched(work, name)
    ]
    wanted = fold(name)
    exact = [each for each in found if fold(each.name) == wanted]
    begun = [each for each in found if fold(each.name).startswith(wanted)]
    return exact[:OFFERED], (begun or found)[:OFFERED]


def _searched(work: ActivityWork, name: str) -> Iterable[tuple[RecordRef, str]]:
    query, few = Query(search=name), PageRequest(size=OFFERED)
    may = work.actor.permissions
    if Permission.COMPANY_READ in may:
        for company in work.companies.page(query, few).items:
            yield RecordRef("company", company.id), company.name
    if Permission.CONTACT_READ in may:
        for contact in work.contacts.page(query, few).items:
            called = f"{contact.first_name} {contact.last_name}".strip()
            yield RecordRef("contact", contact.id), called or contact.email or ""
    if Permission.OPPORTUNITY_READ in may:
        for deal in work.opportunities.page(query, few).items:
            yield RecordRef("opportunity", deal.id), deal.name
    if Permission.LEAD_READ in may:
        for lead in work.leads.page(query, few).items:
            yield RecordRef("lead", lead.id), lead.title
