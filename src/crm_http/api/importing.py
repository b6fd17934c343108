"""
Files of records, taken in over HTTP.
"""

import re
from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import Any, Final

from crm_adapters.bootstrap.importing import Understood, understood
from crm_core import CrmWork
from crm_core.shared import Choice, Field, Fields, Flag, Invalid, Text
from crm_core.transfers import (
    ImportOptions,
    ImportReport,
    Known,
    Noun,
    Reading,
    begin_import,
    remember_columns,
)

from ..calls import Call, once
from ..replies import Reply, json_reply
from .imports import picture
from .record_operations import ROOT

TAKEN: Final = (
    "text/csv",
    "text/vcard",
    "text/x-vcard",
    "application/jsonl",
    "application/x-ndjson",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-excel",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/octet-stream",
)
_CHARSET: Final = re.compile(rb"charset=\"?([A-Za-z0-9._:-]{1,40})\"?", re.IGNORECASE)
_OPTIONS: Final = Fields.of(
    [
        Field(name="dry_run", label="Dry run", kind=Flag()),
        Field(name="new_fields", label="New fields", kind=Flag()),
        Field(name="forget_map", label="Forget map", kind=Flag()),
        Field(
            name="known",
            label="Known",
            kind=Choice(tuple(each.value for each in Known)),
        ),
        Field(name="delimiter", label="Delimiter", kind=Text(5)),
        Field(name="header_line", label="Header line", kind=Text(6)),
        Field(name="sheet", label="Sheet", kind=Text(100)),
        Field(name="label", label="Label", kind=Text(100)),
    ]
)
REPEATED: Final = ("format", "map", "match", "value")
LARGE: Final = 2_000_000
"""
A larger file is left to the worker, in bytes.
"""


def import_file(noun: Noun, take: Callable[..., ImportReport], call: Call) -> Reply:
    """
    Take the records of a file in, all in one change set: at once, or by the worker
    when the file is large or the client would rather not wait.
    """
    once(call.pairs, often=REPEATED)
    rest = {name: value for name, value in call.pairs if name not in REPEATED}
    wanted: dict[str, Any] = _OPTIONS.parse(rest)
    options = _options(call, wanted)
    dry_run = bool(wanted.get("dry_run"))
    label = wanted.get("label") or ""
    understand = partial(
        _understood,
        call,
        noun,
        options,
        recall=not wanted.get("forget_map"),
        new_fields=bool(wanted.get("new_fields")),
    )
    if not dry_run and call.desk.storage is not None and _may_wait(call):
        return _queued(call, noun, understand, label)

    def act(work: CrmWork) -> Reply:
        # The file is opened here: when the work is tried again, it is read again.
        ready = understand(work)
        report = take(
            work,
            ready.source.rows,
            mapping=ready.mapping,
            known=options.known,
            match=options.match,
            label=label,
        )
        return _reported(report, ready, dry_run=dry_run)

    return call.write(act, trail=False, rehearsal=dry_run)


def _understood(
    call: Call,
    noun: Noun,
    options: ImportOptions,
    work: CrmWork,
    *,
    recall: bool,
    new_fields: bool,
) -> Understood:
    """
    The file of the call; what is chosen with it is remembered for others like it.
    """

    def run(use_case: Callable[..., Any], *args: Any) -> Any:
        return use_case(work, *args)

    file = BytesIO(call.body)
    ready = understood(run, file, noun, options, recall=recall, new_fields=new_fields)
    if options.choices or new_fields or not recall:
        remember_columns(work, noun, ready.source.headers, ready.options.choices)
    return ready


def _options(call: Call, wanted: dict[str, Any]) -> ImportOptions:
    return ImportOptions(
        reading=Reading(
            encoding=_charset(call),
            delimiter=wanted.get("delimiter"),
            header_line=_line(wanted.get("header_line")),
            sheet=wanted.get("sheet"),
        ),
        choices=_split(call, "map", "HEADER=FIELD"),
        values=_split(call, "value", "COLUMN:CELL=VALUE"),
        formats=_split(call, "format", "NAME=FORMAT"),
        known=Known(wanted.get("known") or "update"),
        match=tuple(value for name, value in call.pairs if name == "match"),
    )


def _may_wait(call: Call) -> bool:
    prefers = call.headers.get(b"prefer", b"").lower()
    return b"respond-async" in prefers or len(call.body) > LARGE


def _queued(
    call: Call, noun: Noun, understand: Callable[[CrmWork], Understood], label: str
) -> Reply:
    """
    The import as a resource that says how far it is (RFC 7240, RFC 9110 15.3.3).
    """
    storage = call.desk.storage
    assert storage is not None

    def act(work: CrmWork) -> Reply:
        ready = understand(work)  # what is wrong is said at once
        file = storage.put(call.actor.organization_id, [call.body])
        transfer = begin_import(
            work, noun, file, label=label, options=ready.options, queue=True
        )
        place = f"{call.root}{ROOT}/transfers/{transfer.id}/".encode()
        return json_reply(
            picture(transfer),
            (b"location", place),
            (b"preference-applied", b"respond-async"),
            status=202,
        )

    return call.write(act, trail=False)


def _split(call: Call, parameter: str, shape: str) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for word in (value for name, value in call.pairs if name == parameter):
        name, equals, value = word.rpartition("=")
        if not equals or not name:
            raise Invalid.of(parameter, "format", f"Must be {shape}.")
        chosen[name] = value
    return chosen


def _charset(call: Call) -> str | None:
    found = _CHARSET.search(call.headers.get(b"content-type", b""))
    return found[1].decode() if found else None


def _reported(report: ImportReport, ready: Understood, *, dry_run: bool) -> Reply:
    written = not dry_run and (
        report.created + report.updated + report.companies_created > 0
    )
    change_set = report.change_set_id if written else None
    body = {
        "dry_run": dry_run,
        "change_set": change_set,
        "rows": report.rows,
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "repeated": report.repeated,
        "companies_only": report.companies_only,
        "companies_created": report.companies_created,
        "refused": report.refused,
        "columns": [
            {"header": each.header, "field": each.spelling, "why": each.why}
            for each in ready.mapping.columns
        ],
        "new_fields": [
            {"header": each.header, "field": each.choice, "cells": each.cells}
            for each in ready.offered
        ],
        "unused": report.unused,
        "remarks": report.remarks,
        "remarks_left_out": report.remarks_left_out,
    }
    headers = ((b"change-set", str(change_set).encode()),) if written else ()
    return json_reply(body, *headers)


def _line(given: str | None) -> int | None:
    if given is None:
        return None
    if not given.isascii() or not given.isdigit():
        raise Invalid.of("header_line", "number", "Must be a whole number.")
    return int(given)
