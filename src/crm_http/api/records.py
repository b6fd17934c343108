"""
What contacts and companies have in common over HTTP.
"""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qsl
from uuid import UUID

from attrs import frozen

from crm_core import CrmWork
from crm_core.changes import record_history
from crm_core.custom_fields import list_custom_fields
from crm_core.shared import (
    FieldError,
    Fields,
    Flag,
    Invalid,
    Page,
    PageRequest,
    Query,
    RecordRef,
    Tags,
    parse_text,
    parse_url,
    read_id,
    refuse,
)

from ..calls import Call
from ..preconditions import check_version, entity_tag, unchanged
from ..replies import Header, Reply, json_reply

CUSTOM: Final = "custom."
_SPELLED_AS_URL: Final = re.compile(r"\??[a-z_][\w.]*=")


@frozen(kw_only=True)
class Records:
    """
    One kind of record: its name, its fields, its use cases, its picture.

    *shown* makes a record that was just written into the row that reading it
    would give.
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
    bulk: Callable[..., list[Any]]
    get: Callable[[CrmWork, Any], Any]
    shown: Callable[[CrmWork, Any], Any]

    @property
    def reserved(self) -> frozenset[str]:
        """
        Names that are parameters of a use case, and so no fields.
        """
        own = {f"{self.noun}_id", "version", "ids", "query", "archive"}
        return frozenset(own | {"add_tags", "remove_tags"}) - {*self.fields.by_name}


# ---------------------------------------------------------------------------- reading


def list_records(records: Records, call: Call) -> Reply:
    """
    A page of the records that the address's parameters find.
    """
    pairs = call.pairs
    if any(name.startswith(CUSTOM) for name, _ in pairs):
        page, request = call.run(_list_by_custom, records, pairs)
    else:
        query, request = parse_url(pairs, records.fields)
        page = call.run(records.page, query, request)
    return page_reply(page, request)


def _list_by_custom(
    work: CrmWork, records: Records, pairs: list[tuple[str, str]]
) -> tuple[Page[Any], PageRequest]:
    query, request = parse_url(pairs, with_custom(work, records))
    return records.page(work, query, request), request


def with_custom(work: CrmWork, records: Records) -> Fields:
    """
    The fields of a kind of record, the organization's own included.
    """
    own = list_custom_fields(work, records.noun)
    return records.fields.with_custom(custom.field for custom in own)


def page_reply(page: Page[Any], request: PageRequest) -> Reply:
    """
    One page of a list.
    """
    body: dict[str, object] = {
        "items": page.items,
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
    row = call.run(records.show, call.id())
    tag = _tag(row)
    if unchanged(call.headers.get(b"if-none-match"), tag):
        return Reply(304, headers=((b"etag", tag),))
    return json_reply(row, (b"etag", tag))


def _tag(row: Any) -> bytes:
    return entity_tag(row.version, getattr(row, "company_name", None))


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
    fields = _writable(records, call.fields)

    def act(work: CrmWork) -> Reply:
        added = records.add(work, **fields)
        place = f"{call.root}/api/crm/{records.plural}/{added.id}/"
        location = (b"location", place.encode())
        return record_reply(records.shown(work, added), location, status=201)

    return call.write(act)


def edit_record(records: Records, call: Call) -> Reply:
    """
    Some fields of one record.
    """
    record_id, versions = call.id(), call.versions(required=True)
    fields = _writable(records, call.fields)

    def act(work: CrmWork) -> Reply:
        if versions is not None and len(versions) != 1:
            check_version(records.get(work, record_id).version, versions)
            saw = None
        else:
            saw = next(iter(versions)) if versions else None
        edited = records.edit(work, record_id, version=saw, **fields)
        return record_reply(records.shown(work, edited))

    return call.write(act)


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


def _writable(records: Records, given: Mapping[str, object]) -> dict[str, object]:
    """
    *given*, unless a name in it would be taken for a use case's own parameter.
    """
    clashing = [name for name in given if name in records.reserved]
    if not clashing:
        return dict(given)
    rest = {name: each for name, each in given.items() if name not in clashing}
    rest.pop("custom", None)
    errors = [FieldError(name, "unknown", "No such field.") for name in clashing]
    try:
        records.fields.parse(rest)
    except Invalid as error:
        errors += error.errors
    raise Invalid(errors=errors)


# ------------------------------------------------------------------------ many at once

_BULK: Final = ("ids", "filter", "set", "add_tags", "remove_tags", "archive")


def edit_records(records: Records, call: Call) -> Reply:
    """
    Many records in one change set.
    """
    wanted = _read_bulk(records, call.fields)

    def act(work: CrmWork) -> Reply:
        text = wanted.filter
        query = None if text is None else _read_filter(work, records, text)
        changed = records.bulk(
            work,
            ids=wanted.ids,
            query=query,
            add_tags=wanted.add_tags,
            remove_tags=wanted.remove_tags,
            archive=wanted.archive,
            **wanted.values,
        )
        return json_reply({"changed": len(changed), "change_set": work.change_set_id})

    return call.write(act)


@frozen(kw_only=True)
class _Bulk:
    ids: list[UUID] | None
    filter: str | None
    values: dict[str, object]
    add_tags: tuple[str, ...]
    remove_tags: tuple[str, ...]
    archive: bool


def _read_bulk(records: Records, given: Mapping[str, object]) -> _Bulk:
    errors = [
        FieldError(name, "unknown", "No such member.")
        for name in given
        if name not in _BULK
    ]

    def read(name: str, parse: Callable[[Any], Any], empty: object) -> Any:
        if given.get(name) is None:
            return empty
        try:
            return parse(given[name])
        except Invalid as error:
            errors.extend(error.under(name))
            return empty

    tags = Tags().parse
    wanted = _Bulk(
        ids=read("ids", _ids, None),
        filter=read("filter", _text, None),
        values=read("set", partial(_values, records), {}),
        add_tags=read("add_tags", tags, ()),
        remove_tags=read("remove_tags", tags, ()),
        archive=read("archive", Flag().parse, empty=False),
    )
    if errors:
        raise Invalid(errors=errors)
    return wanted


def _ids(raw: object) -> list[UUID]:
    if not isinstance(raw, list) or len(raw) > 10_000:
        raise refuse("type", "Must be a list of at most 10,000 ids.")
    errors: list[FieldError] = []
    found: list[UUID] = []
    for index, each in enumerate(raw):
        try:
            found.append(read_id(each))
        except Invalid as error:
            errors += error.under(str(index))
    if errors:
        raise Invalid(errors=errors)
    return found


def _text(raw: object) -> str:
    if not isinstance(raw, str) or len(raw) > 10_000:
        raise refuse("type", "Must be text: a query string, or as in the search box.")
    return raw


def _values(records: Records, raw: object) -> dict[str, object]:
    if not isinstance(raw, dict):
        raise refuse("type", "Must be an object of fields.")
    if "tags" in raw:
        message = "Say which to add and which to remove: add_tags, remove_tags."
        raise Invalid.of("tags", "bulk", message)
    return _writable(records, raw)


def _read_filter(work: CrmWork, records: Records, text: str) -> Query:
    fields = with_custom(work, records) if CUSTOM in text else records.fields
    try:
        if not _SPELLED_AS_URL.match(text):
            return parse_text(text, fields)
        given = parse_qsl(text.removeprefix("?"), keep_blank_values=True)
        query, request = parse_url(given, fields)
    except Invalid as error:
        raise Invalid(errors=error.under("filter")) from None
    if request != PageRequest():
        raise Invalid.of(
            "filter", "paging", "All that is found is changed, not a page."
        )
    return query
