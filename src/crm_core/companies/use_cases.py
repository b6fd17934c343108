"""
What people do with companies.
"""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from ..changes import check_version
from ..custom_fields import parse_record
from ..matching import check_duplicate
from ..shared import (
    NotFound,
    Page,
    PageRequest,
    Permission,
    Query,
    directly,
    followed,
    merged_custom,
    retagged,
    select_records,
    use_case,
)
from .events import (
    CompaniesEdited,
    CompanyAdded,
    CompanyArchived,
    CompanyEdited,
    CompanyPurged,
    CompanyRestored,
)
from .model import COMPANY_FIELDS, Company, CompanyId, CompanyNode, CompanyRow
from .ports import CompanyWork
from .profiles import COMPARED, company_profile


@use_case(requires=Permission.COMPANY_WRITE)
def add_company(
    work: CompanyWork, /, *, allow_duplicates: bool = False, **fields: object
) -> Company:
    """
    Add a company; it belongs to whoever adds it unless ``assigned_to`` says else.

    Raises:
        Invalid: Naming every field that is wrong.
        LikelyDuplicate: It is there already, most probably.
    """
    values = parse_company(work, fields, before={})
    values.setdefault("assigned_to", work.actor.user_id)
    values.setdefault("name", "")
    company = Company(
        id=CompanyId(work.new_id()),
        created_by=work.actor.user_id,
        created_at=work.now,
        updated_at=work.now,
        **values,
    ).checked()
    work.name(f"Add company {company.name}")
    if not allow_duplicates:
        check_duplicate(work, partial(company_profile, company), id=company.id)
    work.companies.add(company)
    work.emit(CompanyAdded(company_id=company.id))
    return company


def parse_company(
    work: CompanyWork, fields: Mapping[str, object], *, before: Mapping[str, object]
) -> dict[str, Any]:
    """
    Raw values as they are stored; *before* are the custom values so far.

    Raises:
        Invalid: Naming every field that is wrong.
    """
    values = parse_record(
        COMPANY_FIELDS,
        fields,
        own=lambda: work.custom_fields.of("company"),
        before=before,
    )
    if values.get("tags"):
        values["tags"] = work.companies.tag_spellings(values["tags"])
    return values


@use_case(requires=Permission.COMPANY_READ)
def show_company(work: CompanyWork, company_id: CompanyId) -> CompanyRow:
    """
    A live company as a record shows it; the id of one that was merged leads to the
    one that is left.
    """
    return followed(work.redirects, "company", company_id, work.companies.row)


@use_case(requires=Permission.COMPANY_READ)
def get_company(work: CompanyWork, company_id: CompanyId) -> Company:
    """
    A live company; the id of one that was merged leads to the one that is left.

    Raises:
        NotFound: No such company, not visible, or in the archive.
    """
    return followed(work.redirects, "company", company_id, partial(_live, work))


def _live(work: CompanyWork, company_id: CompanyId) -> Company:
    company = work.companies.get(company_id)
    if company.archived_at is not None:
        raise NotFound(id=company_id)
    return company


def _to_write(work: CompanyWork, company_id: CompanyId) -> Company:
    return directly(work.redirects, "company", company_id, partial(_live, work))


@use_case(requires=Permission.COMPANY_READ)
def list_companies(
    work: CompanyWork, query: Query | None = None, page: PageRequest | None = None
) -> Page[CompanyRow]:
    """
    A page of the companies that *query* finds, latest change first by default.
    """
    return work.companies.page(query or Query(), page or PageRequest())


@use_case(requires=Permission.COMPANY_READ)
def company_tree(work: CompanyWork, company_id: CompanyId) -> list[CompanyNode]:
    """
    The hierarchy that a company stands in, with its people counted.
    """
    return work.companies.tree(get_company(work, company_id).id)


@use_case(requires=Permission.COMPANY_WRITE)
def edit_company(
    work: CompanyWork,
    /,
    company_id: CompanyId,
    *,
    version: int | None = None,
    allow_duplicates: bool = False,
    **fields: object,
) -> Company:
    """
    Change some fields of a company; None clears one.

    Raises:
        Invalid: Naming every field that is wrong.
        Stale: It is no longer at *version*, the one that the actor saw.
        CompanyCycle: The new parent stands below the company.
        LikelyDuplicate: It becomes one that is there already, most probably.
    """
    company = _to_write(work, company_id)
    check_version(work, "company", company, version)
    values = parse_company(work, fields, before=company.custom)
    edited = company.edited(values, at=work.now)
    work.name(f"Edit company {edited.name}")
    if not allow_duplicates and not COMPARED.isdisjoint(values):
        was, is_now = (partial(company_profile, each) for each in (company, edited))
        check_duplicate(work, is_now, id=company.id, before=was)
    saved = work.companies.save(edited)
    work.emit(CompanyEdited(company_id=saved.id, fields=tuple(values)))
    return saved


@use_case(requires=Permission.COMPANY_WRITE)
def archive_company(work: CompanyWork, company_id: CompanyId) -> Company:
    """
    Put a company into the archive, whence it can be restored.
    """
    company = _to_write(work, company_id)
    work.name(f"Archive company {company.name}")
    work.emit(CompanyArchived(company_id=company.id))
    return work.companies.save(company.archived(work.now))


@use_case(requires=Permission.COMPANY_WRITE)
def restore_company(work: CompanyWork, company_id: CompanyId) -> Company:
    """
    Bring a company back from the archive.

    Raises:
        NotFound: It is not in the archive.
    """
    company = work.companies.get(company_id)
    if company.archived_at is None:
        raise NotFound("It is not in the archive.", id=company_id)
    work.name(f"Restore company {company.name}")
    work.emit(CompanyRestored(company_id=company.id))
    return work.companies.save(company.restored(work.now))


@use_case(requires=Permission.COMPANY_PURGE)
def purge_company(work: CompanyWork, company_id: CompanyId) -> None:
    """
    Delete a company from the archive.

    Raises:
        NotFound: It is not in the archive.
        CompanyInUse: Contacts or other companies still point at it.
    """
    company = work.companies.get(company_id)
    if company.archived_at is None:
        raise NotFound("Only companies in the archive are purged.", id=company_id)
    work.name(f"Purge company {company.name}")
    work.companies.remove(company)
    work.emit(CompanyPurged(company_id=company.id))


@use_case(requires=Permission.COMPANY_BULK)
def edit_companies(
    work: CompanyWork,
    /,
    *,
    ids: Iterable[CompanyId] | None = None,
    query: Query | None = None,
    add_tags: Iterable[str] = (),
    remove_tags: Iterable[str] = (),
    archive: bool = False,
    **fields: object,
) -> list[CompanyId]:
    """
    Change many companies in one change set: those named, or all that *query* finds.

    Raises:
        Invalid: Naming every field that is wrong, or too many companies.
        NotFound: One of *ids* does not exist or is not visible; nothing changes.
    """
    companies = select_records(work.companies, ids=ids, query=query)
    values = parse_company(work, {**fields, "tags": list(add_tags)}, before={})
    added = values.pop("tags")
    removed, custom = tuple(remove_tags), values.pop("custom", None)
    work.name(f"{'Archive' if archive else 'Edit'} {len(companies)} companies")
    for company in companies:
        tags = retagged(company.tags, add=added, remove=removed)
        own = {"tags": tags, "custom": merged_custom(company.custom, custom)}
        edited = company.edited({**values, **own}, at=work.now)
        work.companies.save(edited.archived(work.now) if archive else edited)
    changed = [company.id for company in companies]
    work.emit(CompaniesEdited(company_ids=tuple(changed)))
    return changed
