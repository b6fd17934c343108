"""
What contacts and companies have in common over HTTP.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from attrs import field, frozen

from crm_core import CrmWork
from crm_core.changes import record_history
from crm_core.custom_fields import list_custom_fields
from crm_core.shared import (
    Fields,
    Flag,
    Invalid,
    Page,
    PageRequest,
    RecordRef,
    parse_url,
)

from ..calls import Call, once
from ..operations import Parameter
from ..preconditions import Versions, check_version, entity_tag, unchanged
from ..replies import Header, Reply, json_reply
from .members import NONE, writable

CUSTOM: Final = "custom."
ALLOW: Final = "allow_duplicates"


@frozen(kw_only=True)
class Records:
    """
    One kind of record: its name, its fields, its use cases, its picture.

    *shown* makes a record that was just written into the row that reading it
    would give. *watched* kinds are checked for duplicates; *more* names further
    parameters of the use cases that add and edit, *flags* those of adding that the
    address may set, *asking* those of listing; *adding* and *editing* are what the
    body may say beside the fields. The problems are those that adding, restoring and
    purging one can meet beside the usual.
    """

    noun: str
    plural: str
    fields: Fields
    page: Callable[..., Page[Any]]
    show: Callable[..., Any]
    add: Callable[..., Any]
    edit: Callable[..., Any]
    archive: Callable[..., Any]
    restore: Callable[..., Any]
    purge: Callable[..., None]
    get: Callable[[CrmWork, Any], Any]
    shown: Callable[[CrmWork, Any], Any]
    bulk: Callable[..., list[Any]] | None = None
    watched: bool = True
    more: frozenset[str] = frozenset()
    flags: tuple[Parameter, ...] = ()
    asking: tuple[Parameter, ...] = ()
    adding: Fields = NONE
    editing: Fields = NONE
    add_problems: tuple[str, ...] = ()
    restore_problems: tuple[str, ...] = ()
    purge_problems: tuple[str, ...] = ()

    reserved: frozenset[str] = field(init=False)
    """
    Names that are parameters of a use case, and so no fields.
    """

    @reserved.default
    def _parameters(self) -> frozenset[str]:
        own = {f"{self.noun}_id", "version", "ids", "query", "archive"}
        own |= {"add_tags", "remove_tags", ALLOW, *self.more}
        own |= {flag.name for flag in self.flags}
        return frozenset(own) - {*self.fields.by_name}


# ---------------------------------------------------------------------------- reading


def list_records(records: Records, call: Call) -> Reply:
    """
    A page of the records that the address's parameters find.
    """
    known = {each.name for each in records.asking}
    said = once(pair for pair in call.pairs if pair[0] in known)
    flags = {name: read_flag(name, text) for name, text in said.items()}
    pairs = [pair for pair in call.pairs if pair[0] not in known]
    if any(name.startswith(CUSTOM) for name, _ in pairs):
        page, request = call.run(_list_by_custom, records, pairs, flags)
    else:
        query, request = parse_url(pairs, records.fields)
        page = call.run(records.page, query, request, **flags)
    return page_reply(page, request)


def _list_by_custom(
    work: CrmWork,
    records: Records,
    pairs: list[tuple[str, str]],
    flags: Mapping[str, bool],
) -> tuple[Page[Any], PageRequest]:
    query, request = parse_url(pairs, with_custom(work, records))
    return records.page(work, query, request, **flags), request


def with_custom(work: CrmWork, records: Records) -> Fields:
    """
    The fields of a kind of record, the organization's own included.
    """
    own = list_custom_fields(work, records.noun)
    return records.fields.with_custom(custom.field for custom in own)


def page_reply(
    page: Page[Any],
    request: PageRequest,
    shown: Callable[[Any], object] | None = None,
) -> Reply:
    """
    One page of a list, each item as *shown*.
    """
    items = page.items if shown is None else [shown(item) for item in page.items]
    body: dict[str, object] = {
        "items": items,
        "total": page.total,
        "total_exact": page.total_exact,
        "page": None if request.cursor else request.number,
        "page_size": request.size,
        "next_cursor": page.next_cursor,
    }
    if page.corrected is not None:
        body["corrected"] = page.corrected
    return json_reply(body)


def show_record(records: Records, call: Call) -> Reply:
    """
    One record, or that it is still what the client saw.
    """
    id = call.id()
    row = call.run(records.show, id)
    tag = _tag(row)
    if unchanged(call.headers.get(b"if-none-match"), tag):
        return Reply(304, headers=((b"etag", tag),))
    if row.id == id:
        return json_reply(row, (b"etag", tag))
    place = f"{call.root}/api/crm/{records.plural}/{row.id}/"  # it was merged
    return json_reply(row, (b"etag", tag), (b"content-location", place.encode()))


def _tag(row: Any) -> bytes:
    # A lead has a company's name of its own, as it was captured.
    company = "known_company" if hasattr(row, "known_company") else "company_name"
    shown = ("contact_name", company, "recurrence")
    names = [getattr(row, name, None) for name in shown]
    return entity_tag(row.version, "\n".join(filter(None, names)) or None)


def record_reply(row: Any, *headers: Header, status: int = 200) -> Reply:
    """
    A record that was just written.
    """
    return json_reply(row, (b"etag", _tag(row)), *headers, status=status)


def show_history(records: Records, call: Call) -> Reply:
    """
    Every change of one record.
    """
    request, _ = call.page()
    record = RecordRef(records.noun, call.id())
    return page_reply(call.run(record_history, record, request), request)


# ---------------------------------------------------------------------------- writing


def add_record(records: Records, call: Call) -> Reply:
    """
    A new record.
    """
    options = _options(records, call, new=True)
    fields = writable(records, call.fields, beside=records.adding)

    def act(work: CrmWork) -> Reply:
        added = records.add(work, **options, **fields)
        place = f"{call.root}/api/crm/{records.plural}/{added.id}/"
        headers = ((b"location", place.encode()), *_warnings(work))
        return record_reply(records.shown(work, added), *headers, status=201)

    return call.write(act, at_once=True)


def edit_record(records: Records, call: Call) -> Reply:
    """
    Some fields of one record.
    """
    record_id, versions = call.id(), call.versions(required=True)
    options = _options(records, call)
    fields = writable(records, call.fields, beside=records.editing)

    def act(work: CrmWork) -> Reply:
        saw = seen_version(records.get, work, record_id, versions)
        edited = records.edit(work, record_id, version=saw, **options, **fields)
        return record_reply(records.shown(work, edited), *_warnings(work))

    return call.write(act)


def seen_version(
    get: Callable[[CrmWork, Any], Any],
    work: CrmWork,
    record_id: UUID,
    versions: Versions,
) -> int | None:
    """
    The version that the client saw of the record that *get* gives; None for any.

    Raises:
        Stale: The client saw several, and the record is at none of them.
    """
    if versions is None or len(versions) == 1:
        return next(iter(versions)) if versions else None
    check_version(get(work, record_id).version, versions)
    return None


def _options(records: Records, call: Call, *, new: bool = False) -> dict[str, bool]:
    """
    What the address says beside the record.
    """
    known = [ALLOW] if records.watched else []
    known += [flag.name for flag in records.flags if new]
    said = call.parameters(*known)
    return {name: name in said and read_flag(name, said[name]) for name in known}


def read_flag(name: str, text: str) -> bool:
    """
    The parameter *name* as a flag.
    """
    try:
        return Flag().parse(text)
    except Invalid as error:
        raise Invalid(errors=error.under(name)) from None


def _warnings(work: CrmWork) -> tuple[Header, ...]:
    """
    The records that what was written is probably a duplicate of, where the rules warn.
    """
    said = ", ".join(f"{each.id};score={each.score}" for each in work.candidates.warned)
    return ((b"duplicates", said.encode()),) if said else ()


def archive_record(records: Records, call: Call) -> Reply:
    """
    Into the archive.
    """
    record_id, versions = call.id(), call.versions(required=False)

    def act(work: CrmWork) -> Reply:
        if versions is not None:
            check_version(records.get(work, record_id).version, versions)
        records.archive(work, record_id)
        return Reply(204)

    return call.write(act)


def restore_record(records: Records, call: Call) -> Reply:
    """
    Out of the archive.
    """
    record_id = call.id()

    def act(work: CrmWork) -> Reply:
        return record_reply(records.shown(work, records.restore(work, record_id)))

    return call.write(act)


def purge_record(records: Records, call: Call) -> Reply:
    """
    Out of the archive, for good.
    """
    record_id = call.id()

    def act(work: CrmWork) -> Reply:
        records.purge(work, record_id)
        return Reply(204)

    return call.write(act)
