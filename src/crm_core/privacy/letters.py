"""
Messages to and from a person who is to be forgotten.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from ..changes import Image, Redaction
from ..emails import Email, address_key
from ..shared import RecordRef
from .ports import PrivacyWork

_TEXTS = frozenset({"subject", "text", "html", "new_text", "calendar", "remarks"})


def emails_of(
    work: PrivacyWork, records: Collection[UUID], keys: Collection[str]
) -> list[Email]:
    """
    The messages about these records, or to and from these addresses, that the actor may
    see, archived or not.
    """
    return work.emails.many(work.emails.of_person(records, keys))


def forget_emails(
    work: PrivacyWork,
    records: Collection[UUID],
    keys: Collection[str],
    names: frozenset[str],
) -> tuple[int, int]:
    """
    Let nothing be left of messages with nobody else, whoever may see them; of those
    with others too the person and their names go. Answers how many those were, and how
    many changes lost values.
    """
    gone = {*map(str, records)}
    ids = work.emails.of_person(records, keys)
    wiped, alone = 0, []
    for id, image in work.everything.images("email", ids).items():
        if _is_alone(image, gone, keys):
            alone.append(id)
            continue
        ref = RecordRef("email", id)
        redaction = Redaction(names=names, fields=_TEXTS)
        clean = redaction.image({**image, **_without_person(image, gone, keys)})
        changed = {n: v for n, v in clean.items() if v != image[n]}
        if changed:
            work.everything.write(ref, changed)
        wiped += work.changes.forget(ref)
    work.everything.remove("email", alone)
    work.deliveries.forget(keys)
    wiped += sum(work.changes.forget(RecordRef("email", id)) for id in alone)
    return len(ids), wiped


def _is_alone(image: Image, gone: Collection[str], keys: Collection[str]) -> bool:
    people: Any = image["recipients"]
    sender: Any = image["sender"]
    others: list[Any] = people if image["direction"] == "out" else [sender, *people[1:]]
    about: Any = image["about"]
    return all(address_key(each["address"]) in keys for each in others) and all(
        each["id"] in gone for each in about
    )


def _without_person(
    image: Image, gone: Collection[str], keys: Collection[str]
) -> dict[str, object]:
    about: Any = image["about"]
    people: Any = image["recipients"]
    values: dict[str, object] = {
        "about": [each for each in about if each["id"] not in gone],
        "raw_key": None,  # as it came it names them; the content is swept
        "recipients": [
            each for each in people if address_key(each["address"]) not in keys
        ],
    }
    for field in ("sender", "reply_to"):
        known: Any = image[field]
        if known and address_key(known["address"]) in keys:
            values[field] = {"address": "", "name": ""}
    return values
