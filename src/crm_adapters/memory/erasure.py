"""
Wiping a record from all that was written about it.
"""

from attrs import evolve

from crm_core.changes import Change, Image, Redaction, names_in
from crm_core.shared import RecordRef, words

from ..rows import COMPANY_ROWS, CONTACT_ROWS, LEAD_ROWS, OPPORTUNITY_ROWS
from .context import Context

LABEL = "A change of an erased person"

Changes = list[Change] | tuple[Change, ...]


def forget(context: Context, record: RecordRef) -> int:
    """
    Wipe the values of a removed record from trail, labels, kept answers and known
    words; answers how many changes lost theirs.
    """
    tables, names = context.tables, names_in(images(context, record))
    context.changes[:] = _wiped(context.changes, record)
    wiped = sum(change.record == record for change in context.changes)
    for id, part in tables.parts.items():
        count = sum(change.record == record for change in part.changes)
        if not count:
            continue
        wiped += count
        tables.parts[id] = evolve(part, changes=tuple(_wiped(part.changes, record)))
        known = tables.change_sets[part.change_set_id]
        if known.changes == 1 or any(name in known.label for name in names):
            tables.change_sets[known.id] = evolve(known, label=LABEL)
    for id, pair in [*tables.pairs.items()]:
        if record.id in (pair["low_id"], pair["high_id"]):  # reasons may hold a name
            del tables.pairs[id]
    _forget_answers(context, record)
    _forget_words(context, {word for name in names for word in words(name)})
    return wiped


def images(context: Context, record: RecordRef) -> list[Image]:
    """
    All that the trail has of a record.
    """
    parts = context.tables.parts.values()
    stored = (each for part in parts for each in part.changes)
    own = [each for each in (*stored, *context.changes) if each.record == record]
    return [image for each in own for image in (each.before, each.after)]


def redact(context: Context, record: RecordRef, redaction: Redaction) -> int:
    """
    Take names out of the trail of a record, the labels of its change sets and kept
    answers; answers how many changes had any.
    """
    tables, before = context.tables, images(context, record)
    context.changes[:] = _redacted(context.changes, record, redaction)
    for id, part in tables.parts.items():
        if any(change.record == record for change in part.changes):
            clean = _redacted(part.changes, record, redaction)
            tables.parts[id] = evolve(part, changes=tuple(clean))
            known = tables.change_sets[part.change_set_id]
            label = redaction.text(known.label)
            tables.change_sets[known.id] = evolve(known, label=label)
    _forget_answers(context, record)
    pairs = zip(before, images(context, record), strict=True)
    return sum(old != new for old, new in pairs)


def _redacted(
    changes: Changes, record: RecordRef, redaction: Redaction
) -> list[Change]:
    def clean(each: Change) -> Change:
        images = redaction.image(each.before), redaction.image(each.after)
        return evolve(each, before=images[0], after=images[1])

    return [clean(each) if each.record == record else each for each in changes]


def _forget_answers(context: Context, record: RecordRef) -> None:
    answers, about = context.tables.answers, str(record.id).encode()
    for key, answer in [*answers.items()]:
        if answer is not None and about in answer.body:
            del answers[key]


def _wiped(changes: Changes, record: RecordRef) -> list[Change]:
    return [
        evolve(each, before={}, after={}) if each.record == record else each
        for each in changes
    ]


def _forget_words(context: Context, gone: set[str]) -> None:
    tables = context.tables
    for mapping, rows in (
        (CONTACT_ROWS, tables.contacts),
        (COMPANY_ROWS, tables.companies),
        (LEAD_ROWS, tables.leads),
        (OPPORTUNITY_ROWS, tables.opportunities),
    ):
        for row in rows.values():
            gone.difference_update(mapping.from_row(row).search_words)
    tables.words -= gone
