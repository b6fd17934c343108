"""
Reading on through the index of entries and the trail at once.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from heapq import merge
from uuid import UUID

from attrs import Factory, define, evolve

from ..changes import Change
from ..shared import Field, Permission, RecordRef, Visibility
from .model import (
    Changed,
    Detail,
    Entry,
    Known,
    Linked,
    Place,
    Subject,
    Words,
    kind_of_change,
    named_in,
    told_change,
    told_link,
)
from .ports import TimelineWork, Wanted

AT_ONCE = 500
LOOKED_AT = 5_000
"""
So many entries are looked at for one page: one that shows few of them to its reader may
be shorter than asked, and the next one goes on.
"""
READS: Mapping[str, Permission] = {
    "activity": Permission.ACTIVITY_READ,
    "company": Permission.COMPANY_READ,
    "contact": Permission.CONTACT_READ,
    "email": Permission.EMAIL_READ,
    "file": Permission.FILE_READ,
    "lead": Permission.LEAD_READ,
    "opportunity": Permission.OPPORTUNITY_READ,
    "user": Permission.USER_READ,
}
Found = Linked | Changed


@define
class Reader:
    """
    Reads entries from *place* on, of those *wanted* the ones that the actor may see.
    *own* are the record they belong to and those merged into it, which are seen.
    """

    work: TimelineWork
    wanted: Wanted
    place: Place
    own: frozenset[UUID] = frozenset()
    more: bool = True
    _known_stages: dict[str, Mapping[str, str]] = Factory(dict)
    _known_custom: dict[str, Mapping[str, Field]] = Factory(dict)

    def read(self, size: int) -> list[Entry]:
        """
        At most *size* entries; afterwards *place* is behind the last of them.
        """
        found: list[Entry] = []
        looked_at, most = 0, size + 1
        while self.more and len(found) < size and looked_at < LOOKED_AT:
            batch = self._next(most)
            known = self._known(batch)
            for each in batch:
                if len(found) == size:
                    self.more = True
                    break
                self._pass(each)
                entry = self._entry(each, known)
                if entry is not None:
                    found.append(entry)
            looked_at, most = looked_at + len(batch), AT_ONCE
        return found

    def _next(self, most: int) -> Sequence[Found]:
        linked, changed = self.work.timelines.entries(
            self.wanted,
            linked=self.place.linked,
            changed=self.place.changed,
            most=most,
        )
        # Each stream holds its latest, so the latest of both are complete.
        streams: tuple[Sequence[Found], Sequence[Found]] = (linked, changed)
        both = [*merge(*streams, key=_moment, reverse=True)]
        self.more = max(len(linked), len(changed)) == most or len(both) > most
        return both[:most]

    def _pass(self, each: Found) -> None:
        if isinstance(each, Linked):
            self.place = evolve(self.place, linked=(each.at, each.id))
        else:
            self.place = evolve(self.place, changed=(each.part, each.position))

    # -------------------------------------------------------------------- what is told

    def _known(self, batch: Iterable[Found]) -> Known:
        refs: set[RecordRef] = set()
        linked: set[RecordRef] = set()
        users: set[UUID | None] = set()
        for each in batch:
            if isinstance(each, Linked):
                linked.add(each.source)
                refs.update(each.about)
                users.add(each.user_id)
            else:
                refs |= {each.change.record, *named_in(each.change)}
                users.add(each.change_set.user_id)
        refs |= {RecordRef("user", id) for id in users if id is not None}
        return self.work.timelines.known(
            [ref for ref in refs if self._reads(ref.kind)],
            [ref for ref in linked if self._reads(ref.kind)],
        )

    def _reads(self, kind: str) -> bool:
        return kind not in READS or READS[kind] in self.work.actor.permissions

    def _entry(self, each: Found, known: Known) -> Entry | None:
        if isinstance(each, Linked):
            return self._linked(each, known)
        return self._changed(each, known)

    def _linked(self, each: Linked, known: Known) -> Entry | None:
        told = known.linked.get(each.source)
        if told is None or not self._sees(each.about, each.user_id, known):
            return None
        title, details = told_link(each, told)
        return Entry(
            id=str(each.source),
            at=each.at,
            kind=each.kind,
            title=title,
            user_id=each.user_id,
            user=_user(each.user_id, known),
            about=_subjects(each.about, known),
            open=each.open,
            source=each.source,
            details=details,
        )

    def _changed(self, each: Changed, known: Known) -> Entry | None:
        change, change_set = each.change, each.change_set
        kind = kind_of_change(each)
        if self.wanted.kinds is not None and kind not in self.wanted.kinds:
            return None
        if not self._sees([change.record], change_set.user_id, known):
            return None
        told = told_change(each, self._words(change, known))
        if told is None:
            return None
        title, details = told
        if self.whole and change_set.changes > 1:
            count = f"{change_set.changes:,}"
            details += (Detail(field="changes", label="Changes in all", now=count),)
        source = RecordRef("change_set", change_set.id)
        return Entry(
            id=f"{source}:{each.position}",
            at=each.at,
            kind=kind,
            title=title,
            user_id=change_set.user_id,
            user=_user(change_set.user_id, known),
            about=_subjects([change.record], known),
            open=False,
            source=source,
            details=details,
        )

    @property
    def whole(self) -> bool:
        """
        Whether it is the whole organization that is told of.
        """
        return self.wanted.records is None and self.wanted.companies is None

    def _sees(
        self, about: Collection[RecordRef], user_id: UUID | None, known: Known
    ) -> bool:
        """
        Whether the actor sees one of the records, or it is their own doing; what is
        gone is seen by whoever sees all.
        """
        readable = [ref for ref in about if self._reads(ref.kind)]
        if not readable:
            return False
        if self.work.actor.visibility is Visibility.ALL:
            return True
        mine = user_id == self.work.actor.user_id
        return mine or any(ref in known.names or ref.id in self.own for ref in readable)

    def _words(self, change: Change, known: Known) -> Words:
        kind, after = change.record.kind, change.after
        return Words(
            known.names,
            self._stages(kind) if "stage" in after else {},
            self._custom(kind) if "custom" in after else {},
        )

    def _stages(self, kind: str) -> Mapping[str, str]:
        if kind not in self._known_stages:
            pipelines = reversed(self.work.pipelines.of(kind))  # the default one wins
            self._known_stages[kind] = {
                stage.key: stage.name for each in pipelines for stage in each.stages
            }
        return self._known_stages[kind]

    def _custom(self, kind: str) -> Mapping[str, Field]:
        if kind not in self._known_custom:
            own = self.work.custom_fields.of(kind)
            self._known_custom[kind] = {each.name: each.field for each in own}
        return self._known_custom[kind]


def _moment(each: Found) -> datetime:
    # Parts of the trail know their moment to the millisecond.
    return each.at.replace(microsecond=each.at.microsecond // 1_000 * 1_000)


def _user(id: UUID | None, known: Known) -> str | None:
    return None if id is None else known.names.get(RecordRef("user", id))


def _subjects(about: Iterable[RecordRef], known: Known) -> tuple[Subject, ...]:
    return tuple(
        Subject(kind=ref.kind, id=ref.id, name=known.names[ref])
        for ref in about
        if ref in known.names
    )
