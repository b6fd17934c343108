"""
The formats that records are given out in.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import PurePath

from attrs import evolve, frozen

from crm_core.shared import Invalid
from crm_core.transfers import ExportPart

from .csv_writing import write_csv
from .jsonl_writing import write_jsonl
from .vcard_writing import write_vcards

Parts = Iterable[ExportPart]
Write = Callable[[Parts], Iterator[bytes]]


@frozen(kw_only=True)
class Format:
    """
    A format of files: its media type, the suffixes of its files, and its writer;
    *only* are the kinds of record that it has a form for, where not all have one.
    """

    media_type: str
    suffixes: tuple[str, ...]
    write: Write
    only: frozenset[str] | None = None

    def holds(self, noun: str) -> bool:
        """
        Whether records of a kind can be written so.
        """
        return self.only is None or noun in self.only

    @property
    def content_type(self) -> str:
        """
        The media type, with the encoding of what is text.
        """
        text = self.media_type.startswith("text/")
        return f"{self.media_type}; charset=utf-8" if text else self.media_type


def _write_xlsx(parts: Parts) -> Iterator[bytes]:
    try:
        from .xlsx_writing import write_xlsx
    except ImportError:
        message = "Spreadsheets need more: install erp-crm-module[files]."
        raise Invalid.of("format", "missing", message) from None
    return write_xlsx(parts)


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS: Mapping[str, Format] = {
    "csv": Format(media_type="text/csv", suffixes=(".csv",), write=write_csv),
    "xlsx": Format(media_type=XLSX, suffixes=(".xlsx",), write=_write_xlsx),
    "vcard": Format(
        media_type="text/vcard",
        suffixes=(".vcf", ".vcard"),
        write=write_vcards,
        only=frozenset({"contact", "company"}),
    ),
    "jsonl": Format(
        media_type="application/jsonl",
        suffixes=(".jsonl", ".ndjson"),
        write=write_jsonl,
    ),
}


def format_named(
    name: str | None, file: str = "", *, noun: str, excel: bool = False
) -> Format:
    """
    The format called *name*, else the one of a *file* called so, else CSV; *excel*
    is CSV with the mark that Excel knows UTF-8 by.

    Raises:
        Invalid: It has no form for records of the kind *noun*.
    """
    suffix = PurePath(file).suffix.lower()
    by_suffix = (key for key, each in FORMATS.items() if suffix in each.suffixes)
    found = FORMATS[name or next(by_suffix, "csv")]
    if not found.holds(noun):
        message = f"A file of {found.media_type} has no form for a {noun}."
        raise Invalid.of("format", "kind", message)
    if excel and found.write is write_csv:
        return evolve(found, write=partial(write_csv, mark=True))
    return found
