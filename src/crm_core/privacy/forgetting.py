"""
Files and activities of a person who is to be forgotten.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from ..activities import Activity
from ..changes import Image, Redaction
from ..files import File
from ..shared import RecordRef
from .ports import PrivacyWork


def files_of(work: PrivacyWork, records: Iterable[UUID]) -> list[File]:
    """
    The files about these records that the actor may see, archived or not.
    """
    return work.files.many(work.files.about(records))


def forget_files(work: PrivacyWork, records: Iterable[UUID]) -> tuple[int, int]:
    """
    Let nothing be left of files that are about nobody but these records, whoever may
    see them; answers how many those were, and how many changes lost their values. Their
    contents are swept when nothing else has them.
    """
    gone = {*map(str, records)}
    about = work.files.about(map(UUID, gone))
    images = work.everything.images("file", about)
    only = [
        id
        for id, image in images.items()
        if {each["id"] for each in image["about"]} <= gone  # type: ignore[attr-defined]
    ]
    work.everything.remove("file", only)
    wiped = sum(work.changes.forget(RecordRef("file", id)) for id in only)
    return len(only), wiped


NOBODYS: Mapping[str, object] = {
    "subject": "With an erased person",
    "description": None,
    "outcome": None,
    "place": None,
    "participants": [],
    "custom": {},
}
"""
What stays of an activity about nobody else: that there was one.
"""
_TEXTS = frozenset(
    {"subject", "description", "outcome", "place", "participants", "custom"}
)


def activities_of(
    work: PrivacyWork, records: Iterable[UUID], emails: Iterable[str]
) -> list[Activity]:
    """
    The activities about these records, or with people of these addresses, that the
    actor may see, archived or not.
    """
    ids = work.activities.of_person([*records], [*emails])
    return work.activities.many(ids)


def forget_activities(
    work: PrivacyWork,
    records: Collection[UUID],
    emails: Collection[str],
    names: frozenset[str],
) -> tuple[int, int]:
    """
    Take a person out of activities and of what recurs: all that was said of those about
    nobody else, and out of others the person and their names. Answers how many those
    were, and how many changes lost values.
    """
    ids = work.activities.of_person(records, emails)
    emails = {each.lower() for each in emails}
    images = work.everything.images("activity", ids)
    wiped, gone = 0, {*map(str, records)}
    series: dict[UUID, bool] = {}
    for id, image in images.items():
        alone = _is_alone(image, gone)
        values = _without_person(image, gone, emails, names, alone=alone)
        wiped += _rewrite(work, RecordRef("activity", id), values, names, alone=alone)
        if image["series_id"]:
            key = UUID(str(image["series_id"]))
            series[key] = series.get(key, True) and alone
    for key, image in work.everything.images("activity_series", series).items():
        pattern: Any = image["pattern"]
        alone = series[key] and _is_alone(pattern, gone)
        clean = _without_person(pattern, gone, emails, names, alone=alone)
        values = {"pattern": {**pattern, **clean}}
        ref = RecordRef("activity_series", key)
        wiped += _rewrite(work, ref, values, names, alone=alone)
    return len(images), wiped


def _is_alone(image: Image, gone: Collection[str]) -> bool:
    about: Any = image["about"]
    return all(each["id"] in gone for each in about)


def _without_person(
    image: Image,
    gone: Collection[str],
    emails: Collection[str],
    names: frozenset[str],
    *,
    alone: bool,
) -> Mapping[str, object]:
    about: Any = image["about"]
    people: Any = image["participants"]
    left = [
        each for each in about if each["kind"] != "contact" or each["id"] not in gone
    ]
    if alone:
        return {**NOBODYS, "about": left}
    others = [
        each
        for each in people
        if each["contact_id"] not in gone
        and (each["email"] or "").lower() not in emails
    ]
    redaction = Redaction(names=names, fields=_TEXTS)
    clean = redaction.image({**image, "participants": others, "about": left})
    return {name: clean[name] for name in clean if clean[name] != image[name]}


def _rewrite(
    work: PrivacyWork,
    record: RecordRef,
    values: Mapping[str, object],
    names: frozenset[str],
    *,
    alone: bool,
) -> int:
    if values:
        work.everything.write(record, values)
    if alone:
        return work.changes.forget(record)
    redaction = Redaction(names=names, fields=_TEXTS | {"pattern"})
    return work.changes.redact(record, redaction)
