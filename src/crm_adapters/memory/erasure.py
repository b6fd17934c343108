"""
Wiping a record from all that was written about it.
"""

from attrs import evolve

from crm_core.changes import Change, names_in
from crm_core.shared import RecordRef, words

from ..rows import COMPANY_ROWS, CONTACT_ROWS, LEAD_ROWS, OPPORTUNITY_ROWS
from .context import Context

LABEL = "A change of an erased person"


def forget(context: Context, record: RecordRef) -> int:
    """
    Wipe the values of a removed record from trail, labels, kept answers and known
    words; answers how many changes lost theirs.
    """
    tables, names = context.tables, _names(context, record)
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
    about = str(record.id).encode()
    for key, answer in [*tables.answers.items()]:
        if answer is not None and about in answer.body:
            del tables.answers[key]
    _forget_words(context, {word for name in names for word in words(name)})
    return wiped


def _names(context: Context, record: RecordRef) -> frozenset[str]:
    parts = context.tables.parts.values()
    stored = (each for part in parts for each in part.changes)
    own = [each for each in (*stored, *context.changes) if each.record == record]
    return names_in(image for each in own for image in (each.before, each.after))


def _wiped(changes: "Changes", record: RecordRef) -> list[Change]:
    return [
        evolve(each, before={}, after={}) if each.record == record else each
        for each in changes
    ]


Changes = list[Change] | tuple[Change, ...]


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
