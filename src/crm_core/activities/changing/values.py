"""
Raw values of an activity as they are stored.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from attrs import evolve

from ...custom_fields import parse_record
from ...shared import (
    FieldError,
    Invalid,
    NotFound,
    RecordRef,
    UserId,
    each_of,
)
from ..model import (
    ACTIVITY_FIELDS,
    SHORTHANDS,
    Activity,
    ActivityId,
    ActivityType,
    Participant,
    PlannedMoment,
)
from ..ports import ActivityWork

_TIMES = ("starts_at", "due_at", "day")
MOST_LEFT_OUT = 500
UNSAID = "UTC"
Recurrence = tuple[str, tuple[datetime, ...]]
"""
A rule, and the moments that it leaves out.
"""


def parse_activity(
    work: ActivityWork, fields: Mapping[str, object], *, before: Activity | None
) -> dict[str, Any]:
    """
    Raw values as they are stored.

    Raises:
        Invalid: Naming every field that is wrong, and every record and person that is
            not there for the actor.
    """
    values = parse_record(
        ACTIVITY_FIELDS,
        fields,
        own=lambda: work.custom_fields.of("activity"),
        before=before.custom if before else {},
    )
    errors = [
        *_placed(values, before),
        *_concerning(work, values, before),
        *_attended(work, values, before),
    ]
    if errors:
        raise Invalid(errors=errors)
    if values.get("tags"):
        values["tags"] = work.activities.tag_spellings(values["tags"])
    planned = any(values.get(name) is not None for name in _TIMES)
    if before is None and planned and values.get("time_zone") is None:
        values["time_zone"] = own_zone(work, values.get("assigned_to"))
    return values


def parse_planned(
    work: ActivityWork,
    fields: Mapping[str, object],
    recurrence: object,
    *,
    before: Activity | None,
) -> tuple[dict[str, Any], Recurrence | None]:
    """
    Raw values as they are stored, and the rule that an activity recurs by.

    Raises:
        Invalid: Naming all that is wrong in either.
    """
    errors: list[FieldError] = []
    values: dict[str, Any] = {}
    rule = None
    try:
        values = parse_activity(work, fields, before=before)
    except Invalid as error:
        errors += error.errors
    try:
        rule = read_recurrence(work, recurrence)
    except Invalid as error:
        errors += error.errors
    if errors:
        raise Invalid(errors=errors)
    return values, rule


def own_zone(work: ActivityWork, user_id: UserId | None) -> str:
    """
    The time zone of a user, or of the actor; or of the organization, for those who have
    not said one of their own.
    """
    with suppress(NotFound):
        own = work.users.get(user_id or work.actor.user_id).time_zone
        if own != UNSAID:
            return own
    with suppress(NotFound):
        return work.organizations.get().time_zone
    return UNSAID  # of nobody who has been here yet


def new_activity(work: ActivityWork, values: Mapping[str, Any]) -> Activity:
    """
    A new activity with *values*, not yet stored; the actor's, unless these say else.

    Raises:
        Invalid: Naming every field that is wrong.
    """
    owned = {"assigned_to": work.actor.user_id, **values}
    return evolve(blank_activity(work).edited(owned, at=work.now), sequence=0)


def blank_activity(work: ActivityWork) -> Activity:
    """
    A new activity that says nothing yet.
    """
    id = ActivityId(work.new_id())
    return Activity(
        id=id,
        type=ActivityType.TASK,
        uid=str(id),
        created_by=work.actor.user_id,
        created_at=work.now,
        updated_at=work.now,
    )


def read_recurrence(work: ActivityWork, raw: object) -> Recurrence | None:
    """
    A rule as RFC 5545 spells it, or an object of ``rule`` and ``without``, the moments
    that it leaves out; None for none.

    Raises:
        Invalid: Naming what is wrong.
    """
    if raw is None or raw == "":
        return None
    given = raw if isinstance(raw, Mapping) else {"rule": raw}
    errors = [
        FieldError(f"recurrence.{name}", "unknown", "No such field.")
        for name in given
        if name not in ("rule", "without")
    ]
    rule, without = "", list[datetime]()
    try:
        said = given.get("rule")
        if not isinstance(said, str):
            raise Invalid.of("", "type", "Must be a rule, as FREQ=WEEKLY.")
        rule = work.recurrences.check(said)
    except Invalid as error:
        errors += [FieldError("recurrence", e.code, e.message) for e in error.errors]
    try:
        moments: Any = given.get("without") or []
        each_of(moments, lambda each: str(_moment(each)), most=MOST_LEFT_OUT)
        without = [_moment(each) for each in moments]
    except Invalid as error:
        errors += error.under("recurrence.without")
    if errors:
        raise Invalid(errors=errors)
    return rule, tuple(without)


def _moment(raw: object) -> datetime:
    moment = PlannedMoment().parse(raw)
    if moment is None:
        raise Invalid.of("", "required", "Must be a moment.")
    return moment


def _placed(values: dict[str, Any], before: Activity | None) -> list[FieldError]:
    """
    ``scheduled_at`` stands for when a task is due, or all else begins.
    """
    if "scheduled_at" not in values:
        return []
    moment = values.pop("scheduled_at")
    kind = values.get("type") or (before.type if before else ActivityType.TASK)
    name = "due_at" if kind == ActivityType.TASK else "starts_at"
    if name in values and values[name] != moment:
        message = f"Say this or {name}."
        return [FieldError("scheduled_at", "repeated", message)]
    values[name] = moment
    return []


def _concerning(
    work: ActivityWork, values: dict[str, Any], before: Activity | None
) -> list[FieldError]:
    """
    What it is about, the shorthands included; each of them replaces the records of its
    kind.
    """
    said = {name: values.pop(name) for name in SHORTHANDS if name in values}
    if not said and "about" not in values:
        return []
    known = before.about if before else ()
    about = list(values.get("about", known))
    named = dict[RecordRef, str]()
    for name, id in said.items():
        if "about" not in values:
            about = [ref for ref in about if ref.kind != SHORTHANDS[name]]
        if id is not None:
            named[RecordRef(SHORTHANDS[name], id)] = name
    values["about"] = tuple(dict.fromkeys([*about, *named]))
    new = [ref for ref in values["about"] if ref not in known]
    seen = work.subjects.visible(new) if new else set()
    return [
        FieldError(named.get(ref, f"about.{at}"), "unknown", f"No such {ref.kind}.")
        for at, ref in enumerate(values["about"])
        if ref in new and ref not in seen
    ]


def _attended(
    work: ActivityWork, values: Mapping[str, Any], before: Activity | None
) -> list[FieldError]:
    given: tuple[Participant, ...] = values.get("participants", ())
    known = before.participants if before else ()
    contacts = {e.contact_id for e in given} - {e.contact_id for e in known} - {None}
    users = {e.user_id for e in given} - {e.user_id for e in known} - {None}
    refs = [RecordRef("contact", id) for id in contacts if id]
    seen = {ref.id for ref in work.subjects.visible(refs)} if refs else set()
    if users:
        users -= {user.id for user in work.users.all()}
    unseen = contacts - seen
    errors = []
    for index, each in enumerate(given):
        path = f"participants.{index}"
        if each.contact_id in unseen:
            message = "No such contact."
            errors.append(FieldError(f"{path}.contact_id", "unknown", message))
        if each.user_id in users:
            message = "No such user."
            errors.append(FieldError(f"{path}.user_id", "unknown", message))
    return errors
