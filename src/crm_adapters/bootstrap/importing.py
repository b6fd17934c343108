"""
Files that are taken in, part by part by a command or a worker, or in one go.
"""

import gc
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import count
from os import fstat
from typing import Any, BinaryIO, TypeVar

from attrs import asdict, evolve, frozen

from crm_core import Crm
from crm_core.custom_fields import CustomField
from crm_core.shared import Actor
from crm_core.transfers import (
    Doubt,
    FileSource,
    ImportOptions,
    NewField,
    Noun,
    Run,
    Transfer,
    Why,
    choose_columns,
    drive_import,
    look_up_columns,
    read_formats,
    read_replacements,
    require_identity,
    suggest_formats,
    suggest_mapping,
    suggest_new_fields,
)
from crm_core.transfers import Mapping as ColumnMapping

from ..files import open_file

Item = TypeVar("Item")
PARTS_COLLECTED = 2


@frozen
class Understood:
    """
    A file as rows and where its columns go; *options* with what was chosen for earlier
    files like it, the *doubts* that its cells leave, and what custom fields could be
    made of columns that go nowhere.
    """

    source: FileSource
    mapping: ColumnMapping
    options: ImportOptions
    doubts: tuple[Doubt, ...] = ()
    offered: tuple[NewField, ...] = ()

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
    new_fields: bool = False,
) -> Understood:
    """
    A file as it can be taken in; *recall* what was chosen for earlier ones like it.
    With *new_fields* a custom field is made of every column that goes nowhere, unless
    a person left it out.

    Raises:
        FileUnreadable: It cannot be read as what it should be, or no column tells who or
            what a row is about.
        Invalid: A column, field or format that was chosen does not exist.
    """
    source = open_file(file, **asdict(options.reading))
    saved, custom = run(look_up_columns, noun, source.headers)
    if not recall:
        saved = {}
    headers, sample = source.headers, source.sample
    suggested = suggest_mapping(headers, noun, sample=sample)
    known = choose_columns(suggested, headers, saved, sample=sample, why=Why.SAVED)
    choices = {**saved, **options.choices}
    chosen = choose_columns(known, headers, options.choices, sample=sample)
    if new_fields:
        offered = suggest_new_fields(chosen, sample)
        made = {o.header: o.choice for o in offered if o.header not in choices}
        choices |= made
        chosen = choose_columns(chosen, headers, made, sample=sample)
    mapping = _with_known_fields(chosen, custom)
    require_identity(mapping)
    suggestion = suggest_formats(sample, mapping, custom)
    said = read_formats(options.formats).told
    replaced = read_replacements(options.values, headers)
    formats = read_formats({**suggestion.formats.told, **said})
    return Understood(
        source,
        evolve(mapping, formats=formats, replaced=replaced),
        evolve(options, choices=choices),
        tuple(each for each in suggestion.doubts if each.format not in said),
        suggest_new_fields(mapping, sample),
    )


def _with_known_fields(
    mapping: ColumnMapping, custom: Iterable[CustomField]
) -> ColumnMapping:
    """
    The mapping with columns that were to become custom fields, and have become them.
    """
    kinds = {each.name: each.kind for each in custom}
    columns = (
        evolve(each, new=None)
        if each.new and kinds.get(str(each.kind)) is each.new
        else each
        for each in mapping.columns
    )
    return evolve(mapping, columns=tuple(columns))


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
    with seldom_collected() as collect:

        def told(now: Transfer) -> None:
            collect()
            tell(now)

        return drive_import(
            partial(crm.run, actor),
            transfer,
            ready.source,
            ready.mapping,
            share=_share_of(file),
            ahead=ahead,
            tell=told,
        )


@contextmanager
def seldom_collected() -> Iterator[Callable[[], None]]:
    """
    Cycles are looked for every so many parts instead of every 700 objects, and only
    among what is new: that took half of the time. A unit of work is such a cycle.
    """
    parts = count(1)

    def collect() -> None:
        if next(parts) % PARTS_COLLECTED == 0:
            gc.collect()

    was = gc.isenabled()
    gc.disable()
    gc.freeze()
    try:
        yield collect
    finally:
        gc.unfreeze()
        if was:
            gc.enable()


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
