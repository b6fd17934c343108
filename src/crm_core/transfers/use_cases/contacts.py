"""
Importing people: a row is someone known by e-mail address, or someone new.
"""

from collections.abc import Iterable

from attrs import Factory, define, evolve

from ...changes import ChangeSetId
from ...companies import CompanyId
from ...contacts import CONTACT_FIELDS, Contact, ContactId
from ...custom_fields import CustomField
from ...shared import Invalid, Permission, tag_key, use_case
from ..events import RecordsImported
from ..model import (
    ImportReport,
    Known,
    Mapping,
    Noun,
    SourceRow,
    Tally,
    draft_contact,
)
from ..ports import TransferWork
from .known_people import Entry, KnownPeople
from .merging import differences
from .references import CompanyBook, Owners
from .rows import Parsed, Rows, chunks, readable, require_identity

CHUNK = 500


@use_case(requires=Permission.CONTACT_IMPORT)
def import_contacts(
    work: TransferWork,
    rows: Rows,
    *,
    mapping: Mapping,
    known: Known = Known.UPDATE,
    dry_run: bool = False,
    label: str = "",
) -> ImportReport:
    """
    Take people in from the rows of a file, all in one change set.

    A row with the e-mail address of a known contact is about that contact; blank
    cells change nothing. A row without an address is about a known contact of that
    name when it says nothing new of them. A row that names no person but a company
    makes that company. A *dry_run* reports the same and writes nothing.

    Raises:
        FileUnreadable: No column tells who a row is about.
        Forbidden: Companies must be made, which the actor may not.
    """
    require_identity(mapping)
    batch = _Batch.of(work, mapping, known, dry_run=dry_run)
    for chunk in chunks(rows, batch.tally, CHUNK):
        batch.take(chunk)
    tally = batch.tally
    change_set_id = ChangeSetId(work.change_set_id)
    if not dry_run and (tally.created or tally.updated or tally.companies_created):
        work.name(f"Import {label or 'contacts'}")
        work.emit(
            RecordsImported(
                change_set_id=change_set_id,
                noun=Noun.CONTACTS,
                created=tally.created,
                updated=tally.updated,
            )
        )
    return tally.report(change_set_id, dry_run=dry_run)


@define
class _Batch:
    """
    The people of one import, a chunk of them at a time.
    """

    work: TransferWork
    known: Known
    dry_run: bool
    tally: Tally
    owners: Owners
    companies: CompanyBook
    custom: list[CustomField]
    people: KnownPeople
    lines: dict[ContactId, int] = Factory(dict)

    @classmethod
    def of(
        cls, work: TransferWork, mapping: Mapping, known: Known, *, dry_run: bool
    ) -> "_Batch":
        tally = Tally(mapping)
        return cls(
            work=work,
            known=known,
            dry_run=dry_run,
            tally=tally,
            owners=Owners(work),
            companies=CompanyBook(work, tally, dry_run),
            custom=work.custom_fields.of("contact"),
            people=KnownPeople(work.contacts),
        )

    def take(self, chunk: Iterable[SourceRow]) -> None:
        """
        Settle some rows, asking the database for all of them at once.
        """
        rows = list(
            readable(chunk, self.tally, draft_contact, CONTACT_FIELDS, self.custom)
        )
        self.people.load([each.values for each in rows])
        ids = {id for each in rows for id in _linked(each)}
        self.companies.load([each.draft for each in rows], ids)
        for each in rows:
            try:
                self._settle(each)
            except Invalid as error:
                self.tally.refuse(each.row, each.draft, error.errors)
            else:
                self.tally.note(each.row, each.draft)
        if not self.dry_run:
            self._store()

    def _settle(self, each: Parsed) -> None:
        if _is_company(each):
            self._settle_company(each)
            return
        entry = self.people.with_address(each.values)
        self._refer(each)
        entry = entry or self.people.namesake(each.values)
        if entry is None:
            self._add(each)
        else:
            self._change(each, entry)

    def _refer(self, each: Parsed) -> None:
        """
        Put the records that the row names by their ids.
        """
        draft, values = each.draft, each.values
        self.owners.put(draft, values)
        named = draft.company or draft.domain
        if values.get("company_id") not in {None, *self.companies.ids}:
            if not named:
                raise Invalid.of("company_id", "unknown", "No such company here.")
            del values["company_id"]
        if named and values.get("company_id") is None:
            values["company_id"] = self.companies.find_or_add(draft, {})
        if unknown := _linked(each) - self.companies.ids:
            message = f"{len(unknown)} further companies are not known here."
            raise Invalid.of("affiliations", "unknown", message)

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
        work = self.work
        contact = Contact(
            id=ContactId(work.new_id()),
            created_by=work.actor.user_id,
            created_at=work.now,
            updated_at=work.now,
        ).edited({"assigned_to": work.actor.user_id, **each.values}, at=work.now)
        self.people.add(contact, each.values)
        self.lines[contact.id] = each.row.line
        self.tally.created += 1

    def _change(self, each: Parsed, entry: Entry) -> None:
        line = self.lines.setdefault(entry.now.id, each.row.line)
        again = line != each.row.line
        known = Known.FILL if again and self.known is Known.UPDATE else self.known
        changed = differences(entry.now, each.values, known)
        if changed:
            entry.now = entry.now.edited(changed, at=self.work.now)
            self.people.know_addresses(entry.now)
        if again:
            self.tally.repeated += 1
            self.tally.remark(each.row.line, f"The same person as line {line}.")
        elif changed:
            self.tally.updated += 1
        else:
            self.tally.unchanged += 1

    def _store(self) -> None:
        """
        Write what the chunk changed.
        """
        changed = self.people.changed()
        tags = {tag_key(tag): tag for each in changed for tag in each.now.tags}
        spelled = self.work.contacts.tag_spellings(tags.values()) if tags else ()
        spellings = dict(zip(tags, spelled, strict=True))
        for entry in changed:
            own = tuple(spellings[tag_key(tag)] for tag in entry.now.tags)
            contact = evolve(entry.now, tags=own) if own else entry.now
            if entry.before is None:
                self.work.contacts.add(contact)
            else:
                self.work.contacts.save(contact)
        self.people.entries.clear()


def _linked(each: Parsed) -> set[CompanyId]:
    """
    The ids of companies that a row names outright.
    """
    linked = {joined.company_id for joined in each.values.get("affiliations", ())}
    own = each.values.get("company_id")
    return linked | {own} if own else linked


def _is_company(each: Parsed) -> bool:
    named = each.draft.company or each.draft.domain
    person = ("first_name", "last_name", "emails", "phones")
    says_who = any(each.values.get(name) for name in person)
    return bool(named) and (each.draft.is_company or not says_who)
