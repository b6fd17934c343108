"""
Files of contacts and companies, taken in over HTTP.
"""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any, Final

from crm_adapters.bootstrap.files import open_file
from crm_core import CrmWork
from crm_core.shared import Choice, Field, Fields, Flag, Invalid, Text
from crm_core.transfers import (
    ImportReport,
    Known,
    Mapping,
    Noun,
    choose_columns,
    suggest_mapping,
)

from ..calls import Call
from ..operations import Parameter
from ..replies import Reply, json_reply

TAKEN: Final = ("text/csv", "text/vcard", "text/x-vcard")
_CHARSET: Final = re.compile(rb"charset=\"?([A-Za-z0-9._:-]{1,40})\"?", re.IGNORECASE)
_OPTIONS: Final = Fields.of(
    [
        Field(name="dry_run", label="Dry run", kind=Flag()),
        Field(
            name="known",
            label="Known",
            kind=Choice(tuple(each.value for each in Known)),
        ),
        Field(name="delimiter", label="Delimiter", kind=Text(5)),
        Field(name="header_line", label="Header line", kind=Text(6)),
        Field(name="label", label="Label", kind=Text(100)),
    ]
)
PARAMETERS: Final = (
    Parameter(
        name="dry_run",
        says="Report the same, and write nothing.",
        schema={"type": "boolean", "default": False},
    ),
    Parameter(
        name="map",
        says="Where a column goes, as `HEADER=FIELD`; `-` leaves it out.",
        schema={"type": "string", "pattern": "^.+=.*$", "maxLength": 300},
        example="Company Name=company",
        repeats=True,
    ),
    Parameter(
        name="known",
        says="Whether a row changes a known record, fills its gaps, or leaves it.",
        schema={
            "type": "string",
            "enum": [each.value for each in Known],
            "default": "update",
        },
    ),
    Parameter(
        name="delimiter",
        says="Of CSV, if it is not found out rightly.",
        schema={"type": "string", "maxLength": 5},
    ),
    Parameter(
        name="header_line",
        says="The line of the headers; 0 if there is none.",
        schema={"type": "integer", "minimum": 0},
    ),
    Parameter(
        name="label",
        says="What the change set is called, such as the file's name.",
        schema={"type": "string", "maxLength": 100},
        example="google-contacts.csv",
    ),
)


def import_file(noun: Noun, take: Callable[..., ImportReport], call: Call) -> Reply:
    """
    Take the records of a file in, all in one change set.
    """
    choices = [value for name, value in call.pairs if name == "map"]
    rest = {name: value for name, value in call.pairs if name != "map"}
    wanted: dict[str, Any] = _OPTIONS.parse(rest)
    chosen = _choices(choices)
    header_line = _line(wanted.get("header_line"))
    dry_run = bool(wanted.get("dry_run"))

    def act(work: CrmWork) -> Reply:
        # The file is opened here: when the work is tried again, it is read again.
        source = open_file(
            BytesIO(call.body),
            encoding=_charset(call),
            delimiter=wanted.get("delimiter"),
            header_line=header_line,
        )
        suggested = suggest_mapping(source.headers, noun, sample=source.sample)
        mapping = choose_columns(suggested, source.headers, chosen)
        report = take(
            work,
            source.rows,
            mapping=mapping,
            known=Known(wanted.get("known") or "update"),
            dry_run=dry_run,
            label=wanted.get("label") or "",
        )
        return _reported(report, mapping)

    return call.write(act, trail=False)


def _choices(given: list[str]) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for word in given:
        header, equals, field = word.rpartition("=")
        if not equals or not header:
            raise Invalid.of("map", "format", "Must be HEADER=FIELD.")
        chosen[header] = field
    return chosen


def _charset(call: Call) -> str | None:
    found = _CHARSET.search(call.headers.get(b"content-type", b""))
    return found[1].decode() if found else None


def _reported(report: ImportReport, mapping: Mapping) -> Reply:
    written = not report.dry_run and (
        report.created + report.updated + report.companies_created > 0
    )
    change_set = report.change_set_id if written else None
    body = {
        "dry_run": report.dry_run,
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
            {"header": each.header, "field": each.spelling} for each in mapping.columns
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
