"""
Activities over HTTP: planned and logged, listed and read, about any record.
"""

from functools import partial
from typing import Any, ClassVar, Final

from attrs import evolve, frozen

from crm_core import CrmWork
from crm_core.activities import (
    ACTIVITY_FIELDS,
    SHORTHANDS,
    Activity,
    ActivityRow,
    Scope,
    add_activity,
    archive_activity,
    edit_activities,
    edit_activity,
    get_activity,
    list_activities,
    purge_activity,
    restore_activity,
    show_activity,
)
from crm_core.shared import (
    Choice,
    Condition,
    Field,
    Fields,
    Invalid,
    NotFound,
    Operator,
    Page,
    PageRequest,
    Permission,
    Query,
    RecordRef,
    Term,
)

from ..calls import Call
from ..operations import Operation, Parameter
from ..replies import Reply
from .record_operations import PAGING, ROOT, a, record_operations
from .records import Records, add_record, list_records


@frozen
class _Rule:
    """
    How something recurs; the use cases read it.
    """

    empty: None = None
    name: ClassVar[str] = "recurrence"

    def parse(self, raw: object, /) -> object:
        return raw


def _shown(work: CrmWork, activity: Activity) -> ActivityRow:
    return work.activities.shown(activity)


_RECURRENCE: Final = Field(name="recurrence", label="Recurrence", kind=_Rule())
_SCOPE: Final = Field(name="scope", label="Scope", kind=Choice(tuple(Scope)))
_OVERDUE: Final = Parameter(
    name="overdue",
    says="Only those that are pending and late.",
    schema={"type": "boolean", "default": False},
    example=True,
)

ACTIVITIES = Records(
    noun="activity",
    plural="activities",
    fields=ACTIVITY_FIELDS,
    page=list_activities,
    show=show_activity,
    add=add_activity,
    edit=edit_activity,
    archive=archive_activity,
    restore=restore_activity,
    purge=purge_activity,
    bulk=edit_activities,
    get=get_activity,
    shown=_shown,
    watched=False,
    asking=(_OVERDUE,),
    adding=Fields.of([_RECURRENCE]),
    editing=Fields.of([_RECURRENCE, _SCOPE]),
    add_problems=("activity-closed",),
)


# ------------------------------------------------------------------ of one other record


def _seen(work: CrmWork, record: RecordRef) -> None:
    """
    Raises:
        NotFound: There is no such record for the actor.
    """
    if not work.subjects.visible([record]):
        raise NotFound(id=record.id)


def list_about(kind: str, call: Call) -> Reply:
    """
    A page of the activities about one record.
    """
    record = RecordRef(kind, call.id())
    about = Condition(f"{kind}_id", (Term(Operator.IS, record.id),))

    def page(
        work: CrmWork, query: Query, request: PageRequest, **flags: bool
    ) -> Page[ActivityRow]:
        work.actor.require(Permission.ACTIVITY_READ)
        _seen(work, record)
        asked = evolve(query, conditions=(*query.conditions, about))
        return list_activities(work, asked, request, **flags)

    return list_records(evolve(ACTIVITIES, page=page), call)


def add_about(kind: str, call: Call) -> Reply:
    """
    A new activity about one record, and about what its body says besides.
    """
    record = RecordRef(kind, call.id())
    name = f"{kind}_id"

    def add(work: CrmWork, **fields: Any) -> Activity:
        work.actor.require(Permission.ACTIVITY_WRITE)
        _seen(work, record)
        if name in fields:
            message = f"The address says which {kind}."
            raise Invalid.of(name, "repeated", message)
        return add_activity(work, **{**fields, name: str(record.id)})

    return add_record(evolve(ACTIVITIES, add=add), call)


def _about(plural: str, kind: str) -> list[Operation]:
    place = f"{ROOT}/{plural}/{{id}}/activities"
    return [
        Operation(
            method="GET",
            path=place,
            name=f"list_{kind}_activities",
            tag="Activities",
            summary=f"A page of the activities about {a(kind)}",
            answer=partial(list_about, kind),
            requires=Permission.ACTIVITY_READ,
            lists="activity",
            query=(_OVERDUE, *PAGING),
            gives="ActivityPage",
            problems=("invalid", "not-found"),
        ),
        Operation(
            method="POST",
            path=place,
            name=f"add_{kind}_activity",
            tag="Activities",
            summary=f"Add an activity about {a(kind)}",
            answer=partial(add_about, kind),
            requires=Permission.ACTIVITY_WRITE,
            takes="NewActivity",
            gives="Activity",
            status=201,
            located=True,
            tagged=True,
            written=True,
            problems=("invalid", "not-found"),
        ),
    ]


_PLURALS: Final = {
    "contact": "contacts",
    "company": "companies",
    "lead": "leads",
    "opportunity": "opportunities",
}

OPERATIONS = [
    *record_operations(ACTIVITIES),
    *(
        operation
        for kind in SHORTHANDS.values()
        for operation in _about(_PLURALS[kind], kind)
    ),
]
