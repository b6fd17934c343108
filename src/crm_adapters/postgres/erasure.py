"""
Wiping a record from all that was written about it.
"""

from collections.abc import Collection
from uuid import UUID

from crm_core.changes import Image, Redaction, names_in
from crm_core.shared import RecordRef, words

from .candidates import quoted
from .context import Context
from .lexemes import prefix
from .statements import json, statement

LABEL = "A change of an erased person"

_IMAGES = statement(
    "SELECT before, after FROM crm.changes"
    " WHERE organization_id = $1::uuid AND kind = $2 AND record_id = $3::uuid",
    ("organization_id", "kind", "id"),
)
_WIPE = statement(
    "WITH wiped AS (UPDATE crm.changes SET before = '{}', after = '{}'"
    " WHERE organization_id = $1::uuid AND kind = $2 AND record_id = $3::uuid"
    " RETURNING change_set_id), relabelled AS ("
    " UPDATE crm.change_sets SET label = $4 WHERE organization_id = $1::uuid"
    " AND id IN (SELECT change_set_id FROM wiped) AND (changes = 1 OR EXISTS"
    " (SELECT FROM unnest($5::text[]) AS name WHERE position(name IN label) > 0)))"
    " SELECT count(*) FROM wiped",
    ("organization_id", "kind", "id", "label", "names"),
)
_FORGET_ANSWERS = statement(
    "DELETE FROM crm.idempotency_keys WHERE organization_id = $1::uuid"
    " AND position(convert_to($2, 'UTF8') IN body) > 0",
    ("organization_id", "id"),
)
# Reasons may hold a name.
_FORGET_REASONS = statement(
    "DELETE FROM crm.duplicate_pairs WHERE organization_id = $1::uuid AND kind = $2"
    " AND $3::uuid IN (low_id, high_id)",
    ("organization_id", "kind", "id"),
)
# A word stays as long as anybody else is found by it.
_FORGET_WORDS = statement(
    "DELETE FROM crm.search_words AS w USING unnest($2::text[], $3::text[])"
    " AS gone (word, lexemes) WHERE w.organization_id = $1::uuid"
    " AND w.word = gone.word AND NOT EXISTS (SELECT FROM"
    " unnest(ARRAY['contacts', 'companies', 'leads', 'opportunities', 'activities']) AS kind,"
    " crm.search_records(kind,"
    " $1::uuid, NULL, NULL, gone.lexemes::tsquery, 'updated_at', true, NULL, NULL,"
    " NULL, 1))",
    ("organization_id", "words", "lexemes"),
)


_TRAIL = statement(
    "SELECT change_set_id, position, before, after FROM crm.changes"
    " WHERE organization_id = $1::uuid AND kind = $2 AND record_id = $3::uuid",
    ("organization_id", "kind", "id"),
)
_REWRITE = statement(
    "UPDATE crm.changes c SET before = r.before, after = r.after FROM"
    " unnest($2::uuid[], $3::integer[], $4::jsonb[], $5::jsonb[])"
    " AS r (change_set_id, position, before, after)"
    " WHERE c.organization_id = $1::uuid AND c.change_set_id = r.change_set_id"
    " AND c.position = r.position",
    ("organization_id", "sets", "positions", "before", "after"),
)
_LABELS = statement(
    "SELECT id, label FROM crm.change_sets"
    " WHERE organization_id = $1::uuid AND id = ANY($2::uuid[])",
    ("organization_id", "ids"),
)
_RELABEL = statement(
    "UPDATE crm.change_sets s SET label = r.label"
    " FROM unnest($2::uuid[], $3::text[]) AS r (id, label)"
    " WHERE s.organization_id = $1::uuid AND s.id = r.id",
    ("organization_id", "ids", "labels"),
)


def images(context: Context, record: RecordRef) -> list[Image]:
    """
    All that the trail has of a record.
    """
    context.trail.flush()
    own = context.values(kind=record.kind, id=record.id)
    rows = context.transaction.ask(_IMAGES, own)
    return [image for row in rows for image in row]


def redact(context: Context, record: RecordRef, redaction: Redaction) -> int:
    """
    Take names out of the trail of a record, the labels of its change sets and kept
    answers; answers how many changes had any.
    """
    context.trail.flush()
    own = context.values(kind=record.kind, id=record.id)
    rows = context.transaction.ask(_TRAIL, own)
    found = []
    for set_, position, *noted in rows:
        clean = [redaction.image(image) for image in noted]
        if clean != noted:
            found.append((set_, position, *map(json, clean)))
    if found:
        columns = map(list, zip(*found, strict=True))
        names = ("sets", "positions", "before", "after")
        values = dict(zip(names, columns, strict=True))
        context.transaction.tell(_REWRITE, context.values(**values))
    _relabel(context, {row[0] for row in rows}, redaction)
    context.transaction.tell(_FORGET_ANSWERS, context.values(id=str(record.id)))
    return len(found)


def _relabel(context: Context, sets: Collection[UUID], redaction: Redaction) -> None:
    asked = context.values(ids=list(sets))
    known: dict[UUID, str] = dict(context.transaction.ask(_LABELS, asked))
    clean = {id: redaction.text(label) for id, label in known.items()}
    changed = {id: label for id, label in clean.items() if label != known[id]}
    labels = context.values(ids=list(changed), labels=list(changed.values()))
    context.transaction.tell(_RELABEL, labels)


def forget(context: Context, record: RecordRef) -> int:
    """
    Wipe the values of a removed record from trail, labels, kept answers and known
    words; answers how many changes lost theirs.
    """
    own = context.values(kind=record.kind, id=record.id)
    names = names_in(images(context, record))
    gone = sorted({word for name in names for word in words(name)})
    answers = context.values(id=str(record.id))
    context.transaction.tell(_FORGET_ANSWERS, answers)
    context.transaction.tell(_FORGET_REASONS, own)
    lexemes = [_lexemes(context, word) for word in gone]
    context.transaction.tell(_FORGET_WORDS, context.values(words=gone, lexemes=lexemes))
    context.vocabulary.forget(gone)
    wiped = context.transaction.ask(
        _WIPE, own | {"label": LABEL, "names": sorted(names)}
    )
    return int(wiped[0][0])


def _lexemes(context: Context, word: str) -> str:
    keys = (prefix(context.organization_id, archived=each) for each in (True, False))
    return " | ".join(quoted(key + word) for key in keys)
