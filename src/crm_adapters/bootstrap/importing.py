"""
Files that are taken in, part by part by a command or a worker, or in one go.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from os import fstat
from typing import Any, BinaryIO, TypeVar

from attrs import asdict, evolve, frozen

from crm_core import Crm
from crm_core.shared import Actor
from crm_core.transfers import (
    Doubt,
    FileSource,
    ImportOptions,
    Noun,
    Run,
    Transfer,
    Why,
    choose_columns,
    drive_import,
    look_up_columns,
    read_formats,
    suggest_formats,
    suggest_mapping,
)
from crm_core.transfers import Mapping as ColumnMapping

from ..files import open_file

Item = TypeVar("Item")


@frozen
class Understood:
    """
    A file as rows and where its columns go; *options* with what was chosen for earlier
    files like it, and the *doubts* that its cells leave.
    """

    source: FileSource
    mapping: ColumnMapping
    options: ImportOptions
    doubts: tuple[Doubt, ...] = ()

    @property
    def recalled(self) -> bool:
        """
        Whether any column goes where a person chose for an earlier file.
        """
        return any(each.why is Why.SAVED for each in self.mapping.columns)


def understood(
    run: Run,
    file: BinaryIO,
    noun: Noun,
    options: ImportOptions,
    *,
    recall: bool = True,
) -> Understood:
    """
    A file as it can be taken in; *recall* what was chosen for earlier ones like it.

    Raises:
        FileUnreadable: It cannot be read as what it should be.
        Invalid: A column, field or format that was chosen does not exist.
    """
    source = open_file(file, **asdict(options.reading))
    saved, custom = run(look_up_columns, noun, source.headers)
    if not recall:
        saved = {}
    headers, sample = source.headers, source.sample
    suggested = suggest_mapping(headers, noun, sample=sample)
    known = choose_columns(suggested, headers, saved, sample=sample, why=Why.SAVED)
    mapping = choose_columns(known, headers, options.choices, sample=sample)
    suggestion = suggest_formats(sample, mapping, custom)
    chosen = read_formats(options.formats).told
    formats = read_formats({**suggestion.formats.told, **chosen})
    return Understood(
        source,
        evolve(mapping, formats=formats),
        evolve(options, choices={**saved, **options.choices}),
        tuple(each for each in suggestion.doubts if each.format not in chosen),
    )


def import_parts(
    crm: Crm,
    actor: Actor,
    transfer: Transfer,
    file: BinaryIO,
    ready: Understood,
    tell: Callable[[Transfer], None] = lambda _: None,
) -> Transfer:
    """
    Take in what is left of *file*, the next part being read while one is written.
    """
    return drive_import(
        partial(crm.run, actor),
        transfer,
        ready.source,
        ready.mapping,
        share=_share_of(file),
        ahead=ahead,
        tell=tell,
    )


def _share_of(file: BinaryIO) -> Callable[[], float | None]:
    size = fstat(file.fileno()).st_size

    def share() -> float | None:
        return min(file.tell() / size, 1.0) if size and not file.closed else None

    return share


def ahead(items: Iterator[Item]) -> Iterator[Item]:
    """
    *items*, of which a thread makes the next one while one is used.
    """
    end: Any = object()
    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as pool:
        coming = pool.submit(next, items, end)
        while (item := coming.result()) is not end:
            coming = pool.submit(next, items, end)
            yield item
