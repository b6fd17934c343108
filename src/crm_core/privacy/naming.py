"""
Opportunities that speak of a person who is to be forgotten.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from ..changes import Image, Redaction
from ..contacts import ContactId
from ..leads import Lead
from ..shared import RecordRef
from .ports import PrivacyWork

TEXTS = frozenset(
    {
        *("name", "description", "competitor", "lost_note", "next_step", "notes"),
        *("line_items", "contact_roles", "custom"),
    }
)
_NAMING = ("first_name", "last_name", "email", "phone", "mobile")
_LISTS = {"emails": "address", "phones": "number"}


def names_of(images: Iterable[Image]) -> frozenset[str]:
    """
    What a person who is or was stored like this is called or reached by.
    """
    found = {name for image in images for name in _names_in(image)}
    # An initial is in every text.
    return frozenset(name for name in found if len(name) > 1)


def images_of(
    work: PrivacyWork, contact_id: ContactId, leads: Iterable[Lead]
) -> list[Image]:
    """
    All that a person is or was stored as, also as those that were merged into the
    record, or as a lead.
    """
    record = RecordRef("contact", contact_id)
    images: list[Image] = [lead.values for lead in leads]
    for id in (contact_id, *work.redirects.sources(record)):
        images += work.changes.images(RecordRef("contact", id))
    return images


def _names_in(image: Image) -> Iterable[str]:
    yield from (str(image[name]) for name in _NAMING if image.get(name))
    for field, member in _LISTS.items():
        items: Any = image.get(field) or ()
        yield from (item[member] for item in items)


def redact_opportunities(
    work: PrivacyWork, ids: Iterable[UUID], names: frozenset[str]
) -> int:
    """
    Take *names* out of opportunities, out of what was said of their moves, and out of
    their history; the names of their companies stay. Answers how many had any.
    """
    return sum(_redact(work, id, names) for id in sorted(set(ids)))


def _redact(work: PrivacyWork, id: UUID, names: frozenset[str]) -> bool:
    deal = RecordRef("opportunity", id)
    image = work.everything.images("opportunity", [id])[id]
    company = image.get("company_id")
    kept = work.everything.company_names([UUID(str(company))]) if company else {}
    redaction = Redaction(names=names, fields=TEXTS, kept=frozenset(kept.values()))
    moves = work.stage_changes.of(deal)
    records = {deal: image} | {
        RecordRef("stage_change", each.id): {"notes": each.notes} for each in moves
    }
    for record, known in records.items():
        clean = redaction.image(known)
        changed = {name: clean[name] for name in clean if clean[name] != known[name]}
        if changed:
            work.everything.write(record, changed)
    counts = [work.changes.redact(record, redaction) for record in records]
    return any(counts)
