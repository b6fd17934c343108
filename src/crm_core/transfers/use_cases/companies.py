"""
Importing companies: a row is one known by its domain or name, or a new one.
"""

from collections.abc import Iterable
from typing import Any

from attrs import Factory, define, evolve

from ...changes import ChangeSetId
from ...companies import COMPANY_FIELDS, Company, CompanyId
from ...custom_fields import CustomField
from ...shared import Invalid, Permission, fold, use_case
from ..events import RecordsImported
from ..model import (
    ImportReport,
    Known,
    Mapping,
    Noun,
    SourceRow,
    Tally,
    draft_company,
    host_of,
)
from ..ports import TransferWork
from .merging import differences
from .references import CompanyBook, Owners, tried_domain
from .rows import Parsed, Rows, chunks, readable, require_identity

CHUNK = 500
DEEPEST = 100


@use_case(requires=Permission.COMPANY_IMPORT)
def import_companies(
    work: TransferWork,
    rows: Rows,
    *,
    mapping: Mapping,
    known: Known = Known.UPDATE,
    dry_run: bool = False,
    label: str = "",
) -> ImportReport:
    """
    Take companies in from the rows of a file, all in one change set.

    A row with the domain, else the name, of a known company is about that company;
    blank cells change nothing. Parent companies are found the same way, or made. A
    *dry_run* reports the same and writes nothing.

    Raises:
        FileUnreadable: No column tells which company a row is about.
        Forbidden: Companies must be made, which the actor may not.
    """
    require_identity(mapping)
    batch = _Batch.of(work, mapping, known, dry_run=dry_run)
    for chunk in chunks(rows, batch.tally, CHUNK):
        batch.take(chunk)
    tally = batch.tally
    tally.companies_created -= tally.created
    change_set_id = ChangeSetId(work.change_set_id)
    if not dry_run and (tally.created or tally.updated):
        work.name(f"Import {label or 'companies'}")
        work.emit(
            RecordsImported(
                change_set_id=change_set_id,
                noun=Noun.COMPANIES,
                created=tally.created,
                updated=tally.updated,
            )
        )
    return tally.report(change_set_id, dry_run=dry_run)


@define
class _Entry:
    """
    A company as it is stored and as it will be.
    """

    before: Company
    now: Company


@define
class _Batch:
    """
    The companies of one import, a chunk of them at a time.
    """

    work: TransferWork
    mapping: Mapping
    known: Known
    dry_run: bool
    tally: Tally
    owners: Owners
    book: CompanyBook
    custom: list[CustomField]
    entries: dict[CompanyId, _Entry] = Factory(dict)
    lines: dict[CompanyId, int] = Factory(dict)

    @classmethod
    def of(
        cls, work: TransferWork, mapping: Mapping, known: Known, *, dry_run: bool
    ) -> "_Batch":
        tally = Tally(mapping)
        return cls(
            work=work,
            mapping=mapping,
            known=known,
            dry_run=dry_run,
            tally=tally,
            owners=Owners(work),
            book=CompanyBook(work, tally, dry_run),
            custom=work.custom_fields.of("company"),
        )

    def take(self, chunk: Iterable[SourceRow]) -> None:
        """
        Settle some rows, asking the database for all of them at once.
        """
        rows = list(
            readable(chunk, self.tally, draft_company, COMPANY_FIELDS, self.custom)
        )
        self._load(rows)
        for each in rows:
            try:
                self._settle(each)
            except Invalid as error:
                self.tally.refuse(each.row, each.draft, error.errors)
            else:
                self.tally.note(each.row, each.draft)
        self._store()

    def _load(self, rows: list[Parsed]) -> None:
        book = self.book
        names = {fold(each.values.get("name", "")) for each in rows}
        parents = {fold(each.draft.parent) for each in rows}
        domains = {_domain(each) for each in rows}
        book.look_up(domains - {""}, (names | parents) - {""})
        found = {id for key in names | parents for id in book.by_name.get(key, ())}
        found.update(id for key in domains for id in book.by_domain.get(key, ()))
        for company in self.work.companies.many(found - self.entries.keys()):
            if company.archived_at is None:
                self.entries[company.id] = _Entry(company, company)

    def _settle(self, each: Parsed) -> None:
        self.owners.put(each.draft, each.values)
        entry = self._known(each)
        parent_id = self._parent(each, entry)
        if parent_id is not None:
            each.values["parent_id"] = parent_id
        if entry is None:
            company = self._add(each.values)
            self.lines[company.id] = each.row.line
            self.tally.created += 1
        else:
            self._change(each, entry)

    def _known(self, each: Parsed) -> _Entry | None:
        domain = _domain(each)
        id = self.book.find(domain, each.values.get("name", ""))
        if id is None:
            return None
        entry = self.entries.get(id)
        if entry is None:
            message = "A company that you may not see is called so."
            raise Invalid.of("name", "taken", message)
        has = entry.now.domain
        return None if domain and has and has != domain else entry

    def _parent(self, each: Parsed, entry: _Entry | None) -> CompanyId | None:
        name = each.draft.parent
        if not name:
            return None
        if fold(name) == fold(each.values.get("name", "")):
            raise Invalid.of("parent_id", "cycle", "A company is not its own parent.")
        found = self.book.find("", name)
        if found is None:
            return self._add({"name": name}).id
        if entry is not None and self._is_below(found, entry.now.id):
            message = "This parent stands below the company itself."
            raise Invalid.of("parent_id", "cycle", message)
        return found

    def _is_below(self, company_id: CompanyId, above: CompanyId) -> bool:
        at: CompanyId | None = company_id
        for _ in range(DEEPEST):
            if at is None or at == above:
                break
            if at not in self.entries:
                for company in self.work.companies.many([at]):
                    self.entries[at] = _Entry(company, company)
            at = self.entries[at].now.parent_id if at in self.entries else None
        return at is not None

    def _add(self, values: dict[str, Any]) -> Company:
        company = self.book.keep_new({"assigned_to": self.work.actor.user_id, **values})
        self.entries[company.id] = _Entry(company, company)
        return company

    def _change(self, each: Parsed, entry: _Entry) -> None:
        line = self.lines.setdefault(entry.now.id, each.row.line)
        again = line != each.row.line
        known = Known.FILL if again and self.known is Known.UPDATE else self.known
        changed = differences(entry.now, each.values, known)
        if changed:
            entry.now = entry.now.edited(changed, at=self.work.now)
            self.book.remember(entry.now)
        if again:
            self.tally.repeated += 1
            self.tally.remark(each.row.line, f"The same company as line {line}.")
        elif changed:
            self.tally.updated += 1
        else:
            self.tally.unchanged += 1

    def _store(self) -> None:
        if self.dry_run:
            return
        for entry in self.entries.values():
            company = entry.now
            if company is entry.before:
                continue
            if company.tags != entry.before.tags:
                spelled = self.work.companies.tag_spellings(company.tags)
                company = evolve(company, tags=spelled)
            self.work.companies.save(company)
        self.entries.clear()


def _domain(each: Parsed) -> str:
    domain: str = each.values.get("domain") or ""
    return domain or tried_domain(host_of(each.values.get("website") or ""))
