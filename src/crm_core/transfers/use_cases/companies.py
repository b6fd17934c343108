"""
Importing companies: a row is one known by its domain or name, or a new one.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from attrs import Factory, define, evolve

from ...companies import Company, CompanyId
from ...shared import Invalid, Permission, fold, use_case
from ..model import ImportReport, Known, Mapping, Tally, host_of
from ..ports import TransferWork
from .batch import Batch
from .merging import differences
from .references import tried_domain
from .rows import Parsed, Rows

DEEPEST = 100


@use_case(requires=Permission.COMPANY_IMPORT)
def import_companies(
    work: TransferWork,
    rows: Rows,
    *,
    mapping: Mapping,
    known: Known = Known.UPDATE,
    match: Sequence[str] = (),
    label: str = "",
) -> ImportReport:
    """
    Take companies in from the rows of a file, all in one transaction and change set.

    A row with the domain, else the name, of a known company is about that company,
    unless *match* says which of them counts; blank cells change nothing. Parent companies are found the same way, or made.

    Raises:
        FileUnreadable: No column tells which company a row is about.
        Forbidden: Companies must be made, which the actor may not.
    """
    batch = CompanyBatch.of(work, Tally(mapping), known, match)
    return batch.take_all(rows, label=label)


@define
class Entry:
    """
    A company as it is stored and as it will be.
    """

    before: Company | None
    now: Company


@define
class CompanyBatch(Batch):
    """
    The companies of some rows.
    """

    entries: dict[CompanyId, Entry] = Factory(dict)

    @classmethod
    def matches(cls) -> tuple[str, ...]:
        return ("domain", "name")

    def settle_all(self, rows: Sequence[Parsed]) -> None:
        self.look_up(rows)
        self.touched = self.work.changes.touched(self.entries)
        created = self.tally.created
        for each in rows:
            self.try_to_settle(each)
        self._store()
        self.tally.companies_created -= self.tally.created - created

    def known_record(self, row: Parsed) -> Company | None:
        entry = self._known(row)
        return entry.now if entry else None

    def look_up(self, rows: Sequence[Parsed]) -> None:
        self.entries.clear()
        book = self.companies
        names = {fold(each.values.get("name", "")) for each in rows}
        parents = {fold(each.draft.parent) for each in rows}
        domains = {_domain(each) for each in rows}
        book.look_up(domains - {""}, (names | parents) - {""})
        found = {id for key in names | parents for id in book.by_name.get(key, ())}
        found.update(id for key in domains for id in book.by_domain.get(key, ()))
        for company in self.work.companies.many(found - self.entries.keys()):
            if company.archived_at is None:
                self.entries[company.id] = Entry(company, company)

    def settle(self, row: Parsed) -> None:
        self.owners.put(row.draft, row.values)
        entry = self._known(row)
        parent_id = self._parent(row, entry)
        if parent_id is not None:
            row.values["parent_id"] = parent_id
        if entry is None or self.known is Known.CREATE:
            company = self._add(row.values)
            self.tally.known_from(company.id, row.row)
            self.tally.created += 1
        else:
            self._change(row, entry)

    def _known(self, each: Parsed) -> Entry | None:
        domain = _domain(each)
        name = each.values.get("name", "")
        id = self.companies.find(
            domain if "domain" in self.match else "",
            name if "name" in self.match else "",
        )
        if id is None:
            return None
        entry = self.entries.get(id)
        if entry is None:
            message = "A company that you may not see is called so."
            raise Invalid.of("name", "taken", message)
        has = entry.now.domain
        return None if domain and has and has != domain else entry

    def _parent(self, each: Parsed, entry: Entry | None) -> CompanyId | None:
        name = each.draft.parent
        if not name:
            return None
        if fold(name) == fold(each.values.get("name", "")):
            raise Invalid.of("parent_id", "cycle", "A company is not its own parent.")
        found = self.companies.find("", name)
        if found is None:
            made = self._add({"name": name}).id
            self.touched.add(made)  # as if an earlier part had made it
            return made
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
                    self.entries[at] = Entry(company, company)
            at = self.entries[at].now.parent_id if at in self.entries else None
        return at is not None

    def _add(self, values: dict[str, Any]) -> Company:
        company = self.companies.keep_new(
            {"assigned_to": self.work.actor.user_id, **values}
        )
        self.entries[company.id] = Entry(None, company)
        return company

    def _change(self, each: Parsed, entry: Entry) -> None:
        again = self.tally.known_from(entry.now.id, each.row)
        again = again or entry.now.id in self.touched
        known = self.tally.policy(self.known, again=again, name=entry.now.name)
        changed = differences(entry.now, each.values, known)
        if changed:
            entry.now = entry.now.edited(changed, at=self.work.now)
            self.companies.remember(entry.now)
        self.tally.settled(each.row, entry.now.id, again=again, changed=bool(changed))

    def _store(self) -> None:
        for entry in self.entries.values():
            if entry.now.tags and entry.now is not entry.before:
                spelled = self.work.companies.tag_spellings(entry.now.tags)
                entry.now = evolve(entry.now, tags=spelled)
        made = {company.id for company in self.companies.new}
        self.companies.new = _parents_first(self.entries[id].now for id in made)
        self.companies.store()
        for entry in self.entries.values():
            if entry.now is not entry.before and entry.now.id not in made:
                self.work.companies.save(entry.now)


def _parents_first(companies: Iterable[Company]) -> list[Company]:
    """
    A later row may have put a company below one that is newer.
    """
    left = {company.id: company for company in companies}
    ordered: list[Company] = []
    for id in sorted(left):
        line: list[Company] = []
        at: CompanyId | None = id
        while at is not None and at in left:
            line.append(left.pop(at))
            at = line[-1].parent_id
        ordered += reversed(line)
    return ordered


def _domain(each: Parsed) -> str:
    domain: str = each.values.get("domain") or ""
    return domain or tried_domain(host_of(each.values.get("website") or ""))
