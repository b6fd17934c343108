"""
What became of a file that was taken in, or only rehearsed, as people read it.
"""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

import attrs
from attrs import frozen

from crm_adapters.bootstrap.importing import Understood
from crm_core.transfers import (
    Figures,
    ImportReport,
    Remark,
    RowRefused,
    Transfer,
    all_refused,
)

from .output import note, print_json, say
from .session import Session

SHOWN = 10
SHOWN_IN_JSON = 1_000


@frozen
class Outcome:
    """
    What became of the rows. *transfer* is None when nothing was kept; *refused_in* is
    the file that the refused rows are in.
    """

    figures: Figures
    refused: int
    unused: Mapping[str, int]
    remarks: Sequence[Remark]
    remarks_left_out: int
    shown: Sequence[RowRefused]
    transfer: Transfer | None = None
    refused_in: str | None = None


def rehearsed(report: ImportReport) -> Outcome:
    """
    What a dry run found.
    """
    return Outcome(
        figures=report,
        refused=len(report.refused),
        unused=report.unused,
        remarks=report.remarks,
        remarks_left_out=report.remarks_left_out,
        shown=report.refused[:SHOWN_IN_JSON],
    )


def outcome_of(session: Session, transfer: Transfer, refused_in: str | None) -> Outcome:
    """
    What an import did.
    """
    most = SHOWN_IN_JSON if session.as_json else SHOWN
    return Outcome(
        figures=transfer.figures,
        refused=transfer.refused,
        unused=transfer.unused,
        remarks=transfer.remarks,
        remarks_left_out=transfer.remarks_left_out,
        shown=[*islice(all_refused(session.run, transfer.id), most)],
        transfer=transfer,
        refused_in=refused_in,
    )


def print_outcome(outcome: Outcome, ready: Understood) -> None:
    """
    The outcome as one JSON object.
    """
    transfer = outcome.transfer
    answer: dict[str, Any] = {
        "mapping": ready.mapping,
        "new_fields": ready.offered,
        **attrs.asdict(outcome.figures, filter=lambda _, value: isinstance(value, int)),
        "refused": [attrs.asdict(row, recurse=False) for row in outcome.shown],
        "refused_left_out": outcome.refused - len(outcome.shown),
        "unused": outcome.unused,
        "remarks": outcome.remarks,
        "remarks_left_out": outcome.remarks_left_out,
        "dry_run": transfer is None,
    }
    if transfer is not None:
        kept = {"transfer": transfer.id, "change_set_id": transfer.id}
        answer |= {**kept, "refused_rows_in": outcome.refused_in}
    print_json(answer)


def tell_outcome(outcome: Outcome, ready: Understood) -> None:
    """
    The outcome in sentences: what was read, what is remarkable, and the figures.
    """
    tell_reading(ready)
    for header, cells in outcome.unused.items():
        note(f"  {header} is not taken over: {cells:,} filled cells")
    for remark in outcome.remarks[:SHOWN]:
        note(f"  line {remark.line}: {remark.message}")
    more = max(len(outcome.remarks) - SHOWN, 0) + outcome.remarks_left_out
    if more:
        note(f"  and {more:,} more remarks; --json shows a thousand")
    for row in outcome.shown[:SHOWN]:
        note(f"  line {row.line} is refused: {row.told}")
    if (left := outcome.refused - SHOWN) > 0:
        note(f"  and {left:,} more rows are refused")
    transfer, figures = outcome.transfer, outcome.figures
    would = "would be " if transfer is None else ""
    say(f"{figures.rows:,} rows: {_figures(outcome, would)}.")
    if figures.companies_created:
        say(f"{figures.companies_created:,} companies {would}created for them.")
    if outcome.refused_in:
        say(f"Refused rows and the reasons are in {outcome.refused_in}.")
    if transfer is not None and figures.wrote:
        say(f"To take it back: crm transfers undo {transfer.id}")


def tell_reading(ready: Understood) -> None:
    """
    How the file was read, so that a person can say otherwise.
    """
    source, mapping = ready.source, ready.mapping
    sheet = f", sheet {source.sheet!r}" if source.sheet else ""
    program = f", from {mapping.preset}" if mapping.preset else ""
    note(f"Read as {source.format}, {source.encoding}{sheet}{program}.")
    if ready.recalled:
        note("Columns go where they were chosen to last time; --forget-map forgets it.")
    for column in mapping.columns:
        made = " (a new custom field)" if column.new else ""
        note(f"  {column.header} > {column.spelling}{made}")
    for name, value in mapping.formats.told.items():
        note(f"  {name.replace('_', ' ')}: {value}")
    for each in ready.offered:
        note(
            f"  {each.header} goes nowhere; --map '{each.header}={each.choice}' keeps it"
        )
    for doubt in ready.doubts:
        note(f"  {doubt.told} Say which: --format {doubt.format}=...")


def _figures(outcome: Outcome, would: str) -> str:
    figures = outcome.figures
    named = {
        f"{would}created": figures.created,
        f"{would}updated": figures.updated,
        "unchanged": figures.unchanged,
        "repeated": figures.repeated,
        "about a company only": figures.companies_only,
        f"{would}refused": outcome.refused,
    }
    said = [f"{count:,} {what}" for what, count in named.items() if count]
    return ", ".join(said) or "nothing to do"
