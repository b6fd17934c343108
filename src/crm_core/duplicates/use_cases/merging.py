"""
Making several records one.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar
from uuid import UUID

from attrs import evolve

from ...changes import ChangeSetId
from ...companies import Company, CompanyId, parse_company
from ...contacts import Consent, Contact, ContactId, parse_contact
from ...shared import Invalid, NotFound, Permission, RecordRef, use_case
from ..events import RecordsMerged
from ..model import (
    COMPANY,
    CONTACT,
    MOST_MERGED,
    REFERENCES,
    FieldConflict,
    Merge,
    Merged,
    MergeId,
    Moved,
    combined,
    moved_values,
)
from ..ports import DuplicateWork
from .apart import inherit_apart

AT_ONCE = 500


@use_case(requires=Permission.CONTACT_MERGE)
def merge_contacts(
    work: DuplicateWork,
    /,
    ids: Iterable[ContactId],
    *,
    into: ContactId | None = None,
    take: Mapping[str, ContactId] | None = None,
    **fields: object,
) -> Merged:
    """
    Make two to five contacts one: the one that *into* names, else the first.

    It keeps its values and gets those it lacks; lists are joined. *take* names for a
    field the contact whose value it gets, *fields* are values given outright. The
    others go, and their ids lead to the one that is left.

    Raises:
        Invalid: Naming every choice and field that is wrong.
        NotFound: One of *ids* does not exist, is not visible or in the archive.
        EmailTaken: Another contact has an e-mail address that was given outright.
    """
    work.actor.require(Permission.CONTACT_WRITE)
    contacts: list[Contact] = _chosen(work.contacts, ids, into)
    values = _outright(fields, parse_contact(work, fields, before={}))
    values, conflicts = combined(CONTACT, contacts, take=take or {}, values=values)
    survivor, *others = contacts
    edited = survivor.edited(values, at=work.now)
    merged = evolve(edited, consents=_consents(contacts))
    work.name(f"Merge {len(contacts)} contacts into {merged.name}")
    gone = [each.id for each in others]
    merge = _begin(work, CONTACT.kind, survivor.id, gone)
    moved = _move(work, CONTACT.kind, gone, survivor.id)
    for other in work.contacts.many(gone):  # before their addresses are taken over
        work.contacts.remove(other)
    saved = work.contacts.save(merged)
    return _outcome(merge, saved, conflicts, moved)


@use_case(requires=Permission.COMPANY_MERGE)
def merge_companies(
    work: DuplicateWork,
    /,
    ids: Iterable[CompanyId],
    *,
    into: CompanyId | None = None,
    take: Mapping[str, CompanyId] | None = None,
    **fields: object,
) -> Merged:
    """
    Make two to five companies one: the one that *into* names, else the first.

    Values are chosen as for contacts. People and companies below move to the one
    that is left; when that stood below another of them, it moves up.

    Raises:
        Invalid: Naming every choice and field that is wrong.
        NotFound: One of *ids* does not exist, is not visible or in the archive.
        CompanyCycle: The parent given outright stands below one of the companies.
    """
    work.actor.require(Permission.COMPANY_WRITE)
    chosen: list[Company] = _chosen(work.companies, ids, into)
    own = {each.id for each in chosen}
    companies = [
        evolve(each, parent_id=_outside(work, each.parent_id, own)) for each in chosen
    ]
    values = _outright(fields, parse_company(work, fields, before={}))
    values, conflicts = combined(COMPANY, companies, take=take or {}, values=values)
    survivor, *others = companies
    merged = survivor.edited(values, at=work.now)
    work.name(f"Merge {len(companies)} companies into {merged.name}")
    gone = [each.id for each in others]
    merge = _begin(work, COMPANY.kind, survivor.id, gone)
    saved = work.companies.save(merged)  # it is above the others before they move
    moved = _move(work, COMPANY.kind, gone, survivor.id)
    for other in work.companies.many(gone):
        work.companies.remove(other)
    return _outcome(merge, saved, conflicts, moved)


class _Identified(Protocol):
    @property
    def id(self) -> UUID: ...

    @property
    def archived_at(self) -> object: ...


Id = TypeVar("Id", bound=UUID, contravariant=True)
Record = TypeVar("Record", bound=_Identified)


class _Found(Protocol[Id, Record]):
    def many(self, ids: Iterable[Id], /) -> list[Record]: ...


def _chosen(
    records: "_Found[Id, Record]", ids: Iterable[Id], into: Id | None
) -> list[Record]:
    """
    The live records, locked, the survivor first.
    """
    wanted = list(dict.fromkeys(ids))
    if not 2 <= len(wanted) <= MOST_MERGED:
        message = f"Name 2 to {MOST_MERGED} different records."
        raise Invalid.of("ids", "length", message)
    if into is not None and into not in wanted:
        raise Invalid.of("into", "choice", "Must be one of the records to merge.")
    found = {r.id: r for r in records.many(wanted) if r.archived_at is None}
    missing = [id for id in wanted if id not in found]
    if missing:
        raise NotFound(ids=tuple(missing))
    first = wanted[0] if into is None else into
    return [found[first], *(found[id] for id in wanted if id != first)]


def _outright(raw: Mapping[str, object], parsed: dict[str, Any]) -> dict[str, Any]:
    """
    The values given outright; own fields that are to be empty among them.
    """
    own = raw.get("custom")
    if isinstance(own, Mapping):
        cleared = {name: None for name, value in own.items() if value is None}
        parsed["custom"] = cleared | parsed["custom"]
    return parsed


def _consents(contacts: Sequence[Contact]) -> tuple[Consent, ...]:
    every = dict.fromkeys(each for contact in contacts for each in contact.consents)
    return tuple(sorted(every, key=lambda each: each.at))


def _outside(
    work: DuplicateWork, parent_id: CompanyId | None, own: Collection[UUID]
) -> CompanyId | None:
    """
    The parent, or when it is one of those merged or below one, the first above them.
    """
    line: list[CompanyId] = []
    at = parent_id
    while at is not None and at not in line:
        line.append(at)
        image = work.everything.images("company", [at]).get(at, {})
        above = image.get("parent_id")
        at = CompanyId(UUID(above)) if isinstance(above, str) else None
    inside = [place for place, id in enumerate(line) if id in own]
    if not inside:
        return parent_id
    return next(iter(line[inside[-1] + 1 :]), None)


def _begin(
    work: DuplicateWork, kind: str, survivor_id: UUID, gone: Sequence[UUID]
) -> Merge:
    merge = Merge(
        id=MergeId(work.new_id()),
        kind=kind,
        survivor_id=survivor_id,
        merged_ids=tuple(gone),
        change_set_id=ChangeSetId(work.change_set_id),
        created_by=work.actor.user_id,
        created_at=work.now,
        updated_at=work.now,
    )
    work.merges.add(merge)
    inherit_apart(work, kind, gone, survivor_id)
    work.emit(
        RecordsMerged(
            kind=kind,
            merge_id=merge.id,
            survivor_id=survivor_id,
            merged_ids=merge.merged_ids,
        )
    )
    return merge


def _move(
    work: DuplicateWork, target: str, gone: Sequence[UUID], to: UUID
) -> tuple[Moved, ...]:
    """
    Let everything that points at those *gone* point at the survivor.
    """
    work.everything.claim(target, gone)
    moved: list[Moved] = []
    for kind in dict.fromkeys(r.kind for r in REFERENCES if r.target == target):
        references = [r for r in REFERENCES if (r.kind, r.target) == (kind, target)]
        count = 0
        while found := work.everything.pointing(kind, target, gone, most=AT_ONCE):
            for id, image in found.items():
                values = moved_values(image, references, gone, to)
                work.everything.write(RecordRef(kind, id), values)
            count += len(found.keys() - {*gone})
        if count:
            moved.append(Moved(kind=kind, count=count))
    return tuple(moved)


def _outcome(
    merge: Merge,
    record: object,
    conflicts: tuple[FieldConflict, ...],
    moved: tuple[Moved, ...],
) -> Merged:
    return Merged(
        merge_id=merge.id,
        change_set_id=merge.change_set_id,
        record=record,
        merged_ids=merge.merged_ids,
        conflicts=conflicts,
        moved=moved,
    )
