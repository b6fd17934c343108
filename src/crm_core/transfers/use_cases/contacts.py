"""
Importing people: a row is someone who is known, or someone new.
"""

from collections.abc import Sequence
from typing import Any

from attrs import define, evolve, field

from ...companies import CompanyId
from ...contacts import Affiliation, Contact, ContactId
from ...shared import FieldError, Invalid, Permission, use_case
from ..model import Draft, ImportReport, Known, Mapping, Tally
from ..ports import TransferWork
from .batch import Batch
from .known_people import Entry, KnownPeople
from .merging import differences, spelling
from .rows import Parsed, Rows, slices

STORED_AT_ONCE = 1_000


@use_case(requires=Permission.CONTACT_IMPORT)
def import_contacts(
    work: TransferWork,
    rows: Rows,
    *,
    mapping: Mapping,
    known: Known = Known.UPDATE,
    match: Sequence[str] = (),
    label: str = "",
) -> ImportReport:
    """
    Take people in from the rows of a file, all in one transaction and change set.

    A row is about the contact who has one of its e-mail addresses, or else the same
    name and phone number; *match* names other keys. Blank cells change nothing. A row
    without an address is about a known contact of that name when it says nothing new
    of them. A row that names no person but a company makes that company.

    Raises:
        FileUnreadable: No column tells who a row is about.
        Forbidden: Companies must be made, which the actor may not.
    """
    batch = ContactBatch.of(work, Tally(mapping), known, match)
    return batch.take_all(rows, label=label)


@define
class ContactBatch(Batch):
    """
    The people of some rows.
    """

    people: KnownPeople = field(init=False)

    @classmethod
    def matches(cls) -> tuple[str, ...]:
        return ("email", "phone", "name")

    @classmethod
    def further_matches(cls) -> tuple[str, ...]:
        return ("duplicates",)

    def settle_all(self, rows: Sequence[Parsed]) -> None:
        self.look_up(rows)
        self.touched = self.work.changes.touched(self.people.entries)
        ids = {id for each in rows for id in _linked(each)}
        self.companies.load([each.draft for each in rows], ids)
        # What storage is to compare with must be stored.
        at_once = 1 if "duplicates" in self.match else STORED_AT_ONCE
        for some in slices(rows, at_once):
            for each in some:
                self.try_to_settle(each)
            self._store()

    def look_up(self, rows: Sequence[Parsed]) -> None:
        country = self.tally.mapping.formats.phone_country
        self.people = KnownPeople(self.work, self.match, country)
        self.people.load(rows)

    def known_record(self, row: Parsed) -> Contact | None:
        if _is_company(row):
            return None
        entry = self.people.find(row) or self.people.namesake(row)
        return entry.now if entry else None

    def settle(self, row: Parsed) -> None:
        if _is_company(row):
            self._settle_company(row)
            return
        entry = self.people.find(row)
        self._refer(row)
        entry = entry or self.people.namesake(row)
        if entry is None or self.known is Known.CREATE:
            self._add(row)
        else:
            self._change(row, entry)

    def _refer(self, each: Parsed) -> None:
        """
        Put the records that the row names by their ids.
        """
        draft, values = each.draft, each.values
        self.owners.put(draft, values)
        named = draft.company or draft.domain
        given = values.get("company_id")
        if given is not None and given not in self.companies.ids:
            if not named:
                raise Invalid.of("company_id", "unknown", "No such company here.")
            del values["company_id"]
        if named and values.get("company_id") is None:
            values["company_id"] = self.companies.find_or_add(draft, {})
        if values.get("affiliations"):
            self._join(draft, values)

    def _join(self, draft: Draft, values: dict[str, Any]) -> None:
        """
        The further companies of a person: by id, or else by name as the main one is.
        """
        found: dict[CompanyId, Affiliation] = {}
        errors: list[FieldError] = []
        for place, each in enumerate(values["affiliations"]):
            id, name = each.company_id, draft.joined.get(str(each.company_id), "")
            try:
                if id not in self.companies.ids and name:
                    id = self.companies.named(name, "", {})
            except Invalid as error:
                errors += error.under(f"affiliations.{place}")
                continue
            if id not in self.companies.ids:
                where = f"affiliations.{place}.company_id"
                message = "No such company here, and no name to make it by."
                errors.append(FieldError(where, "unknown", message))
            found.setdefault(id, evolve(each, company_id=id))
        if errors:
            raise Invalid(errors=errors)
        values["affiliations"] = tuple(found.values())

    def _settle_company(self, each: Parsed) -> None:
        """
        A row about a company alone: it is found, or made of what the row says.
        """
        fields = each.draft.fields
        phones, profiles = fields.get("phones"), fields.get("social_profiles")
        more = {
            "phone": phones[0]["number"] if isinstance(phones, list) else None,
            "website": profiles.get("website") if isinstance(profiles, dict) else None,
            "address": fields.get("address"),
            "description": fields.get("notes"),
            "tags": fields.get("tags"),
        }
        filled = {name: value for name, value in more.items() if value}
        self.companies.find_or_add(each.draft, filled)
        self.tally.companies_only += 1

    def _add(self, each: Parsed) -> None:
        self.people.check_free(each)
        work = self.work
        owned = {"assigned_to": work.actor.user_id, **each.values}
        contact = Contact(
            id=ContactId(work.new_id()),
            created_by=work.actor.user_id,
            created_at=work.now,
            updated_at=work.now,
            **owned,
        ).checked()
        self.people.add(contact, each)
        self.tally.known_from(contact.id, each.row)
        self.tally.created += 1

    def _change(self, each: Parsed, entry: Entry) -> None:
        again = self.tally.known_from(entry.now.id, each.row)
        again = again or entry.now.id in self.touched
        known = self.tally.policy(self.known, again=again, name=entry.now.name)
        changed = differences(entry.now, each.values, known)
        if changed:
            entry.now = entry.now.edited(changed, at=self.work.now)
            self.people.know(entry.now)
        self.tally.settled(each.row, entry.now.id, again=again, changed=bool(changed))

    def _store(self) -> None:
        """
        Write what the rows so far have changed.
        """
        changed = self.people.changed()
        spelled = spelling(self.work.contacts, (each.now.tags for each in changed))
        for entry in changed:
            if entry.now.tags:
                own = spelled(entry.now.tags)
                if own != entry.now.tags:
                    entry.now = evolve(entry.now, tags=own)
        self.companies.store()
        self.work.contacts.add_many([e.now for e in changed if e.before is None])
        for entry in changed:
            if entry.before is not None:
                entry.now = self.work.contacts.save(entry.now)
            entry.before = entry.now


def _linked(each: Parsed) -> set[CompanyId]:
    """
    The ids of companies that a row names outright.
    """
    linked = {joined.company_id for joined in each.values.get("affiliations", ())}
    own = each.values.get("company_id")
    return linked | {own} if own else linked


def _is_company(each: Parsed) -> bool:
    draft, values = each.draft, each.values
    if not (draft.company or draft.domain):
        return False
    who = values.get("last_name") or values.get("first_name") or values.get("emails")
    return draft.is_company or not (who or values.get("phones"))
