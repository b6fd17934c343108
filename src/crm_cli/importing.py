"""
Taking a file in.
"""

import shutil
import sys
from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from functools import partial
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, cast

import click

from crm_adapters.bootstrap.files import write_refusals
from crm_adapters.bootstrap.importing import Understood, import_parts, understood
from crm_core.shared import StoredFile
from crm_core.transfers import (
    ImportOptions,
    Known,
    Noun,
    Reading,
    Transfer,
    TransferEnded,
    TransferMovedOn,
    all_refused,
    begin_import,
    import_companies,
    import_contacts,
    import_leads,
    import_opportunities,
    remember_columns,
)

from .outcomes import Outcome, outcome_of, print_outcome, rehearsed, tell_outcome
from .output import note
from .progress import shown_transfer
from .refusals import PARTLY_REFUSED, REFUSED, Refused
from .session import Session
from .whole_files import whole_file

IMPORTS = {
    Noun.CONTACTS: import_contacts,
    Noun.COMPANIES: import_companies,
    Noun.OPPORTUNITIES: import_opportunities,
    Noun.LEADS: import_leads,
}


def import_file(
    session: Session,
    name: str,
    *,
    choices: Sequence[str],
    values: Sequence[str],
    forget_map: bool,
    new_fields: bool,
    formats: Sequence[str],
    known: str,
    match: Sequence[str],
    dry_run: bool,
    refused: str | None,
    **reading: object,
) -> None:
    """
    Import the file called *name*, and end with exit code 3 if rows were refused.
    """
    options = ImportOptions(
        reading=Reading(**reading),  # type: ignore[arg-type]
        choices=_split(choices, "HEADER=FIELD"),
        values=_split(values, "COLUMN:CELL=VALUE"),
        formats=_split(formats, "NAME=FORMAT"),
        known=Known(known),
        match=tuple(match),
    )
    noun = Noun(session.kind.plural)
    with _opened(name) as file:
        stored = _stored(file)
        ready = understood(
            session.run,
            file,
            noun,
            options,
            recall=not forget_map,
            new_fields=new_fields,
        )
        if dry_run:
            outcome = _rehearsed(session, noun, ready)
        else:
            if choices or forget_map or new_fields:
                _remember(session, noun, ready)
            outcome = _taken(session, name, file, stored, ready, refused)
    (print_outcome if session.as_json else tell_outcome)(outcome, ready)
    if outcome.refused:
        everything = outcome.refused == outcome.figures.rows
        raise click.exceptions.Exit(REFUSED if everything else PARTLY_REFUSED)


def _rehearsed(session: Session, noun: Noun, ready: Understood) -> Outcome:
    report = session.application.crm.rehearse(
        session.actor,
        IMPORTS[noun],
        ready.source.rows,
        mapping=ready.mapping,
        known=ready.options.known,
        match=ready.options.match,
    )
    return rehearsed(report)


def _remember(session: Session, noun: Noun, ready: Understood) -> None:
    headers, choices = ready.source.headers, ready.options.choices
    session.run(remember_columns, noun, headers, choices)


def _taken(
    session: Session,
    name: str,
    file: BinaryIO,
    stored: StoredFile,
    ready: Understood,
    refused: str | None,
) -> Outcome:
    transfer = session.run(
        begin_import,
        ready.mapping.noun,
        stored,
        label=_label(name),
        options=ready.options,
    )
    if transfer.position:
        note(
            f"Going on behind row {transfer.position:,} of the import begun at"
            f" {transfer.created_at:%Y-%m-%d %H:%M} UTC ({transfer.id})."
        )
    transfer = _driven(session, transfer, file, ready)
    kept = None
    if transfer.refused:
        kept = refused or _refused_name(name)
        write_refused(session, transfer, kept)
    return outcome_of(session, transfer, kept)


def _driven(
    session: Session, transfer: Transfer, file: BinaryIO, ready: Understood
) -> Transfer:
    crm, actor = session.application.crm, session.actor
    try:
        with shown_transfer(transfer) as tell:
            return import_parts(crm, actor, transfer, file, ready, tell)
    except TransferEnded as error:
        raise Refused(
            f"this import was {error.details.get('state')} in the meantime.\n"
            f"What it did: crm transfers show {transfer.id}"
        ) from None
    except TransferMovedOn:
        raise Refused(
            "somebody else is taking this file in right now.\n"
            f"How far it is: crm transfers show {transfer.id}"
        ) from None
    except KeyboardInterrupt:
        note(
            "Stopped. What is in stays; the same command goes on from there, and"
            f" crm transfers undo {transfer.id} takes it back."
        )
        raise


def write_refused(session: Session, transfer: Transfer, name: str) -> None:
    """
    Write the rows that an import has refused to the file called *name*.
    """
    refused = partial(all_refused, session.run, transfer.id)
    with whole_file(name) as file:
        file.writelines(write_refusals(refused, transfer.headers))


def _opened(name: str) -> BinaryIO:
    if name != "-":
        return Path(name).open("rb")
    kept = cast("BinaryIO", TemporaryFile())  # noqa: SIM115 - closed by who asks
    shutil.copyfileobj(sys.stdin.buffer, kept)
    return kept


def _stored(file: BinaryIO) -> StoredFile:
    """
    What the file's content is known by, so that the same one goes on.
    """
    file.seek(0)
    key = file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    size = file.tell()
    file.seek(0)
    return StoredFile(key=key, size=size)


def _label(name: str) -> str:
    return "standard input" if name == "-" else Path(name).name


def _refused_name(name: str) -> str:
    return "refused.csv" if name == "-" else f"{Path(name).stem}.refused.csv"


def _split(given: Sequence[str], shape: str) -> MappingType[str, str]:
    chosen: dict[str, str] = {}
    for word in given:
        name, equals, value = word.rpartition("=")
        if not equals or not name:
            raise click.UsageError(f"'{word}' is not {shape}.")
        chosen[name] = value
    return chosen
