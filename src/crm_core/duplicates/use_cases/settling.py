"""
Old values of a record in a CRM that has moved on: what they pointed at may be gone,
and their e-mail addresses may be another's.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from attrs import Factory, define

from ...changes import Image
from ...shared import RecordRef, email_key
from ..model import KeptField, Reference, pointers
from ..ports import DuplicateWork

TAKEN = "Another contact has this address now."
GONE = "What it pointed at is gone."
BELOW = "What it stood below stands below it now."


@define
class Settling:
    """
    Fits old values in, and keeps account of what did not fit.
    """

    work: DuplicateWork
    kept: list[KeptField] = Factory(list)
    _standing: dict[RecordRef, UUID | None] = Factory(dict)

    def keep(
        self,
        record: RecordRef,
        field: str,
        reason: str,
        before: object = None,
        now: object = None,
    ) -> None:
        """
        Note that a field does not get back what it was *before*.
        """
        self.kept.append(
            KeptField(record=record, field=field, reason=reason, before=before, now=now)
        )

    def settled(self, record: RecordRef, old: Image, *, instead: Image) -> Image:
        """
        The *old* values as they can be written today; *instead* are those of today.
        """
        values = dict(old)
        if "emails" in values:
            values["emails"] = self._free(record, values["emails"])
        for reference in pointers(kind=record.kind):
            name = reference.field
            if name in values and values[name] != instead.get(name):
                values[name] = self._pointing(record, reference, values[name], instead)
        return values

    def _free(self, record: RecordRef, emails: Any) -> list[Any]:
        keys = {email_key(each["address"]): each for each in emails}
        owners = self.work.contacts.by_email(keys) if keys else {}
        taken = [keys[k] for k, owner in owners.items() if owner != record.id]
        if not taken:
            return list(emails)
        free = [each for each in emails if each not in taken]
        self.keep(record, "emails", TAKEN, before=taken, now=free)
        return free

    def _pointing(
        self, record: RecordRef, reference: Reference, old: Any, instead: Image
    ) -> Any:
        if reference.member is not None:
            return self._pointing_each(record, reference, reference.member, old or ())
        if old is None:
            return None
        now = instead.get(reference.field)
        target = self._target(reference.target, UUID(old))
        if target is None:
            self.keep(record, reference.field, GONE, before=old, now=None)
        elif reference.above and record.id in self._line(reference, target):
            self.keep(record, reference.field, BELOW, before=old, now=now)
            return now
        return None if target is None else str(target)

    def _pointing_each(
        self, record: RecordRef, reference: Reference, member: str, old: Iterable[Any]
    ) -> list[Any]:
        found: dict[object, Mapping[str, Any]] = {}
        gone: list[Any] = []
        for item in old:
            if item[member] is None:  # it points at nothing
                found[object()] = item
                continue
            at = UUID(item[member])
            target = (
                self._target(reference.target, at) if reference.points(item) else at
            )
            if target is None:
                gone.append(item)
            else:
                found.setdefault(target, {**item, member: str(target)})
        if gone:
            self.keep(record, reference.field, GONE, before=gone, now=None)
        return list(found.values())

    def _target(self, kind: str, id: UUID) -> UUID | None:
        """
        The record itself, or the one that it was merged into since; None if gone.
        """
        record = RecordRef(kind, id)
        if record not in self._standing:
            known = {id}
            at: UUID | None = id
            while at is not None and not self.work.everything.visible(kind, [at]):
                at = self.work.redirects.target(RecordRef(kind, at))
                at = None if at in known else at
                known |= {at} if at else set()
            self._standing[record] = at
        return self._standing[record]

    def _line(self, reference: Reference, id: UUID) -> set[UUID]:
        """
        A record and all above it.
        """
        line: set[UUID] = set()
        at: UUID | None = id
        while at is not None and at not in line:
            line.add(at)
            image = self.work.everything.images(reference.kind, [at]).get(at, {})
            above = image.get(reference.field)
            at = UUID(above) if isinstance(above, str) else None
        return line
