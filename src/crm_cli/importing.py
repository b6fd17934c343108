"""
Taking a file in, and saying what became of it.
"""

import sys
from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import click

from crm_adapters.bootstrap.files import open_file, write_refusals
from crm_core import CrmWork
from crm_core.transfers import (
    FileSource,
    ImportReport,
    Known,
    Mapping,
    Noun,
    choose_columns,
    import_companies,
    import_contacts,
    suggest_mapping,
)

from .files import whole_file
from .output import note, print_json, say
from .progress import shown_rows
from .refusals import PARTLY_REFUSED, REFUSED
from .session import Session

SHOWN_REMARKS = 10
IMPORTS = {Noun.CONTACTS: import_contacts, Noun.COMPANIES: import_companies}


def import_file(
    session: Session,
    name: str,
    *,
    choices: Sequence[str],
    known: str,
    dry_run: bool,
    refused: str | None,
    **reading: object,
) -> None:
    """
    Import the file called *name*, and end with exit code 3 if rows were refused.
    """
    chosen = _choices(choices)
    noun, label = Noun(session.kind.plural), _label(name)
    with ExitStack() as closing:
        file = sys.stdin.buffer
        if name != "-":
            file = closing.enter_context(Path(name).open("rb"))
        source = open_file(file, **reading)  # type: ignore[arg-type]
        suggested = suggest_mapping(source.headers, noun, sample=source.sample)
        mapping = choose_columns(suggested, source.headers, chosen)
        rows = closing.enter_context(shown_rows(source.rows, file, label=label))

        def act(work: CrmWork) -> ImportReport:
            return IMPORTS[noun](
                work,
                rows,
                mapping=mapping,
                known=Known(known),
                dry_run=dry_run,
                label=label,
            )

        report = session.run(act)
    kept = _keep_refused(report, source, refused or _refused_name(name, dry_run))
    if session.as_json:
        print_json({"mapping": mapping, **_as_answer(report), "refused_rows_in": kept})
    else:
        _tell(report, source, mapping, kept)
    if report.refused:
        everything = len(report.refused) == report.rows
        raise click.exceptions.Exit(REFUSED if everything else PARTLY_REFUSED)


def _label(name: str) -> str:
    return "standard input" if name == "-" else Path(name).name


def _choices(given: Sequence[str]) -> MappingType[str, str]:
    chosen: dict[str, str] = {}
    for word in given:
        header, equals, field = word.rpartition("=")
        if not equals or not header:
            raise click.UsageError(f"'{word}' is not HEADER=FIELD.")
        chosen[header] = field
    return chosen


def _refused_name(name: str, dry_run: bool) -> str | None:
    if dry_run:
        return None
    return "refused.csv" if name == "-" else f"{Path(name).stem}.refused.csv"


def _keep_refused(
    report: ImportReport, source: FileSource, name: str | None
) -> str | None:
    """
    Write the refused rows down; answers where.
    """
    if not report.refused or name is None:
        return None
    with whole_file(name) as file:
        file.writelines(write_refusals(report.refused, source.headers))
    return name


def _as_answer(report: ImportReport) -> dict[str, object]:
    import attrs

    refused = [
        {"line": row.line, "reasons": row.reasons, "values": row.values}
        for row in report.refused
    ]
    return attrs.asdict(report, recurse=False) | {"refused": refused}


def _tell(
    report: ImportReport, source: FileSource, mapping: Mapping, kept: str | None
) -> None:
    note(f"Read as {source.format}, {source.encoding}.")
    for column in mapping.columns:
        note(f"  {column.header} > {column.spelling}")
    for header, cells in report.unused.items():
        note(f"  {header} is not taken over: {cells:,} filled cells")
    for remark in report.remarks[:SHOWN_REMARKS]:
        note(f"  line {remark.line}: {remark.message}")
    more = len(report.remarks) - SHOWN_REMARKS + report.remarks_left_out
    if more > 0:
        note(f"  and {more:,} more remarks; --json shows them")
    for row in report.refused[:SHOWN_REMARKS]:
        note(f"  line {row.line} is refused: {row.told}")
    would = "would be " if report.dry_run else ""
    say(f"{report.rows:,} rows: {_figures(report, would)}.")
    if report.companies_created:
        say(f"{report.companies_created:,} companies {would}created for them.")
    if kept:
        say(f"Refused rows and the reasons are in {kept}.")
    if not report.dry_run and report.created + report.updated:
        say(f"To take it back: crm changes undo {report.change_set_id}")


def _figures(report: ImportReport, would: str) -> str:
    figures = {
        f"{would}created": report.created,
        f"{would}updated": report.updated,
        "unchanged": report.unchanged,
        "repeated": report.repeated,
        "about a company only": report.companies_only,
        f"{would}refused": len(report.refused),
    }
    said = [f"{count:,} {what}" for what, count in figures.items() if count]
    return ", ".join(said) or "nothing to do"
