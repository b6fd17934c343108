"""
Importing leads: a row is one that is known, or a new one.
"""

from collections.abc import Hashable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from attrs import Factory, define, evolve, field

from ...contacts import ContactId
from ...leads import (
    OPEN,
    Lead,
    LeadId,
    Leads,
    LeadStatus,
    answered,
    blank_lead,
    placed,
    routed,
    scored,
    scorer_of,
)
from ...pipelines import StageKind
from ...shared import Invalid, Permission, email_key, fold, use_case
from ..model import ImportReport, Known, Tally, lead_state_said
from ..model import Mapping as ColumnMapping
from ..ports import TransferWork
from .keyed import Entry
from .placing import Place, Places
from .rows import Parsed, Rows
from .staged import StagedBatch


@use_case(requires=Permission.LEAD_IMPORT)
def import_leads(
    work: TransferWork,
    rows: Rows,
    *,
    mapping: ColumnMapping,
    known: Known = Known.UPDATE,
    match: Sequence[str] = (),
    label: str = "",
) -> ImportReport:
    """
    Take leads in from the rows of a file, all in one transaction and change set.

    A row is about the lead of its id (as exports have it), or else of its e-mail
    address, an open one first, or, when it has none, of its title and company; *match*
    names other keys. Blank cells change nothing. The contact and the company that
    leads are from are found, and never made. New leads without an owner are routed, and
    scored; no first answer is promised to them.

    Raises:
        FileUnreadable: No column tells which lead a row is about.
    """
    batch = LeadBatch.of(work, Tally(mapping), known, match)
    return batch.take_all(rows, label=label)


@define
class LeadBatch(StagedBatch):
    """
    The leads of some rows.
    """

    record = "lead"
    _blank: Lead = field(init=False)
    _contacts: dict[str, ContactId] = Factory(dict)
    _seen: set[UUID] = Factory(set)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        self.places = Places(self.work, self.record, lead_state_said)
        self._blank = evolve(blank_lead(self.work), first_response_due_at=None)

    @classmethod
    def matches(cls) -> tuple[str, ...]:
        return ("id", "email", "name")

    @classmethod
    def certain(cls) -> frozenset[str]:
        return frozenset({"id", "email"})

    @property
    def stored(self) -> Leads:
        return self.work.leads

    def look_up(self, rows: Sequence[Parsed]) -> None:
        super().look_up(rows)
        keys = {key for each in rows if (key := _email(each.values))}
        self._contacts = dict(self.work.contacts.by_email(keys)) if keys else {}
        named = {id for each in rows if (id := each.values.get("contact_id"))}
        people: set[UUID] = {*named, *self._contacts.values()}
        visible = self.work.records.visible
        self._seen = visible("contact", people) if people else set()
        if self.companies.ids:
            self._seen |= visible("company", self.companies.ids)

    def key_of(self, row: Parsed, key: str) -> Hashable:
        said = _email(row.values)
        if key == "email" or said:
            return said if key == "email" else ""
        values = row.values
        person = f"{values.get('first_name', '')} {values.get('last_name', '')}".strip()
        title = values.get("title") or person or values.get("company_name")
        return fold(title or values.get("phone") or "")

    def asked(self, key: str, said: set[Any]) -> Mapping[Any, Sequence[UUID]]:
        if key == "email":
            return self.stored.by_email(said, [each.value for each in OPEN])
        return self.stored.by_name(said)

    def fits(self, record: Lead, row: Parsed, key: str) -> bool:
        company = fold(row.values.get("company_name") or "")
        return key != "name" or fold(record.company_name or "") == company

    def referred(self, row: Parsed, values: dict[str, Any], known: Lead | None) -> None:
        for name in ("contact_id", "company_id"):
            own = getattr(known, name) if known else None
            if values.get(name) is not None and values[name] not in (*self._seen, own):
                del values[name]
        if known is None:
            self._link(row, values)
        if values.get("answers"):
            values |= answered(self.work, values["answers"], known)
        if known is None and (said := row.draft.named.get("converted_at")):
            values["converted_at"] = datetime.fromisoformat(said)

    def _link(self, row: Parsed, values: dict[str, Any]) -> None:
        """
        Link a new lead with the contact and the company that it is from.
        """
        contact_id = self._contacts.get(_email(values))
        if contact_id in self._seen:
            values.setdefault("contact_id", contact_id)
        with suppress(Invalid):  # several are called so
            company_id = self.companies.find(row.draft.domain, row.draft.company)
            if company_id in self._seen:
                values.setdefault("company_id", company_id)

    def blank(self) -> Lead:
        return evolve(self._blank, id=LeadId(self.work.new_id()))

    def placed(
        self, record: Lead, values: dict[str, Any], place: Place, *, new: bool
    ) -> Lead:
        converted_at = values.pop("converted_at", None)
        stage = place[1]
        if stage.kind is not StageKind.WON:
            return placed(self.work, record, values, place, new=new, past_dates=True)
        if not new:
            message = f"Convert the lead here; that moves it to {stage.name}."
            if record.status is LeadStatus.CONVERTED:
                message = "It is converted, and stays as it is."
            raise Invalid.of("stage", "convert", message)
        made = placed(self.work, record, values, place, new=True, past_dates=True)
        return evolve(
            made,
            converted_at=converted_at or self.work.now,
            converted_by=self.work.actor.user_id,
        )

    def finished(self, changed: Sequence[Entry]) -> None:
        """
        Give away the new leads that are open and whose owner the file does not say,
        and score all.
        """
        mine = {"assigned_to": self.work.actor.user_id}
        unowned = [e for e in changed if e.before is None and e.now.assigned_to is None]
        opened = [entry for entry in unowned if entry.now.open]
        found = routed(self.work, [e.now for e in opened]) if opened else None
        for entry, lead in zip(opened, found or (), strict=bool(found)):
            entry.now = lead
        for entry in unowned:
            if entry.now.assigned_to is None and (found is None or not entry.now.open):
                entry.now = entry.now.edited(mine, at=self.work.now)
        scorer = scorer_of(self.work)
        for entry in changed:
            entry.now = scored(self.work, entry.now, scorer)


def _email(values: Mapping[str, Any]) -> str:
    said = values.get("email")
    return email_key(said) if said else ""
