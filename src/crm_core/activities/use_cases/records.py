"""
Activities as records: add, show, list, edit, archive, restore, purge.
"""

from collections.abc import Iterable

from attrs import evolve

from ...shared import (
    Condition,
    FieldError,
    Invalid,
    NotFound,
    Operator,
    Page,
    PageRequest,
    Permission,
    Query,
    Term,
    merged_custom,
    retagged,
    select_records,
    use_case,
)
from ..changing import (
    added,
    added_all,
    begun,
    live_activity,
    new_activity,
    parse_activity,
    parse_planned,
    spread,
    store,
)
from ..events import (
    ActivitiesEdited,
    ActivityAdded,
    ActivityArchived,
    ActivityPurged,
    ActivityRestored,
)
from ..model import (
    DAYS,
    SHORTHANDS,
    TIMES,
    Activity,
    ActivityId,
    ActivityRow,
    ActivityStatus,
    Series,
)
from ..ports import ActivityWork

_PENDING = Condition("status", (Term(Operator.IS, ActivityStatus.PENDING.value),))
EACH_ITS_OWN = frozenset(
    {"about", "participants", "scheduled_at", *SHORTHANDS, *TIMES, *DAYS}
)


@use_case(requires=Permission.ACTIVITY_WRITE)
def add_activity(
    work: ActivityWork, /, *, recurrence: object = None, **fields: object
) -> Activity:
    """
    Plan an activity, or log one that is done: with a ``status`` of completed, or with
    the moment ``completed_at``. It belongs to whoever adds it unless ``assigned_to``
    says else; a note is always done.

    Args:
        work: The unit of work.
        recurrence: A rule (RFC 5545), as FREQ=WEEKLY;BYDAY=MO, or an object of ``rule``
            and ``without``; the first of the activities that it makes is answered, and
            those of the next weeks are there as well.
        **fields: As ``ACTIVITY_FIELDS`` has them. ``scheduled_at`` stands for when a
            task is due or anything else begins; ``contact_id``, ``company_id``,
            ``lead_id`` and ``opportunity_id`` for what it is about.

    Raises:
        Invalid: Naming every field that is wrong, and every record or person that is
            not there.
    """
    values, rule = parse_planned(work, fields, recurrence, before=None)
    activity = new_activity(work, values)
    work.name(f"Add {activity.type} {activity.subject}")
    if rule is None:
        return added(work, activity)
    return _add_series(work, begun(work, activity, *rule), activity)


def _add_series(work: ActivityWork, series: Series, first: Activity) -> Activity:
    if not first.pending:
        message = "What recurs is planned, not done."
        raise Invalid.of("recurrence", "done", message)
    spread_one, made = spread(work, series)
    work.activity_series.add(spread_one)
    added_all(work, made)
    work.emit(ActivityAdded(activity_id=made[0].id))
    return made[0]


@use_case(requires=Permission.ACTIVITY_READ)
def show_activity(work: ActivityWork, activity_id: ActivityId) -> ActivityRow:
    """
    A live activity as a record shows it.

    Raises:
        NotFound: No such activity, not visible, or in the archive.
    """
    return work.activities.row(activity_id)


@use_case(requires=Permission.ACTIVITY_READ)
def get_activity(work: ActivityWork, activity_id: ActivityId) -> Activity:
    """
    A live activity.

    Raises:
        NotFound: No such activity, not visible, or in the archive.
    """
    return live_activity(work, activity_id)


@use_case(requires=Permission.ACTIVITY_READ)
def list_activities(
    work: ActivityWork,
    query: Query | None = None,
    page: PageRequest | None = None,
    *,
    overdue: bool = False,
) -> Page[ActivityRow]:
    """
    A page of the activities that *query* finds, latest change first by default; of
    those only that are late, when *overdue*.
    """
    asked = query or Query()
    if overdue:
        late = Condition("deadline", (Term(Operator.LT, work.now),))
        more = (*asked.conditions, _PENDING, late)
        asked = evolve(asked, conditions=more)
    return work.activities.page(asked, page or PageRequest())


@use_case(requires=Permission.ACTIVITY_WRITE)
def archive_activity(work: ActivityWork, activity_id: ActivityId) -> Activity:
    """
    Put an activity into the archive, whence it can be restored. Its series goes on.
    """
    activity = live_activity(work, activity_id)
    work.name(f"Archive {activity.type} {activity.subject}")
    work.emit(ActivityArchived(activity_id=activity.id))
    return work.activities.save(activity.archived(work.now))


@use_case(requires=Permission.ACTIVITY_WRITE)
def restore_activity(work: ActivityWork, activity_id: ActivityId) -> Activity:
    """
    Bring an activity back from the archive.

    Raises:
        NotFound: It is not in the archive.
    """
    activity = work.activities.get(activity_id)
    if activity.archived_at is None:
        raise NotFound("It is not in the archive.", id=activity_id)
    work.name(f"Restore {activity.type} {activity.subject}")
    work.emit(ActivityRestored(activity_id=activity.id))
    return work.activities.save(activity.restored(work.now))


@use_case(requires=Permission.ACTIVITY_PURGE)
def purge_activity(work: ActivityWork, activity_id: ActivityId) -> None:
    """
    Delete an activity from the archive; the history keeps it for an undo.

    Raises:
        NotFound: It is not in the archive.
    """
    activity = work.activities.get(activity_id)
    if activity.archived_at is None:
        raise NotFound("Only activities in the archive are purged.", id=activity_id)
    work.name(f"Purge {activity.type} {activity.subject}")
    work.activities.remove(activity)
    work.emit(ActivityPurged(activity_id=activity.id))


@use_case(requires=Permission.ACTIVITY_BULK)
def edit_activities(
    work: ActivityWork,
    /,
    *,
    ids: Iterable[ActivityId] | None = None,
    query: Query | None = None,
    add_tags: Iterable[str] = (),
    remove_tags: Iterable[str] = (),
    archive: bool = False,
    **fields: object,
) -> list[ActivityId]:
    """
    Change many activities in one change set: those named, or all that *query* finds.
    So they are assigned, completed and cancelled as well; each is one by itself, also
    where it recurs. What they are about and when they are is said of each.

    Raises:
        Invalid: Naming every field that is wrong, or too many activities.
        NotFound: One of *ids* does not exist or is not visible; nothing changes.
    """
    activities = select_records(work.activities, ids=ids, query=query)
    message = "This is said activity by activity."
    own_only = [FieldError(n, "bulk", message) for n in fields if n in EACH_ITS_OWN]
    if own_only:
        raise Invalid(errors=own_only)
    given = {**fields, "tags": list(add_tags)}
    values = parse_activity(work, given, before=None)
    added_tags, removed = values.pop("tags"), tuple(remove_tags)
    custom = values.pop("custom", None)
    work.name(f"{'Archive' if archive else 'Edit'} {len(activities)} activities")
    for activity in activities:
        tags = retagged(activity.tags, add=added_tags, remove=removed)
        own = {"tags": tags, "custom": merged_custom(activity.custom, custom)}
        edited = activity.edited({**values, **own}, at=work.now)
        store(work, activity, edited.archived(work.now) if archive else edited)
    changed = [activity.id for activity in activities]
    work.emit(ActivitiesEdited(activity_ids=tuple(changed)))
    return changed
