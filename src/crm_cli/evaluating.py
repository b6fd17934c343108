"""
Measuring how well duplicates are found, on a file that tells who is the same.

No database is needed: blocking, comparison and grouping are those of a scan, which
reads all records into memory too.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from time import perf_counter

from attrs import asdict, frozen

from crm_adapters.bootstrap.application import likeness
from crm_adapters.bootstrap.files import open_file
from crm_core.matching import (
    PLACES,
    Evaluation,
    Profile,
    evaluate,
    find_pairs,
    labelled_profile,
    noun_of,
    place_named,
)
from crm_core.transfers import Noun, RowRefused, suggest_mapping

from .output import note, print_json, say
from .refusals import Refused

_LEFT_OUT = "-"


@frozen
class Labelled:
    """
    The records of labelled files: what is compared, who is who, from which file.
    """

    noun: str
    profiles: list[Profile]
    truth: list[str]
    sources: list[int]


def evaluate_files(
    files: Sequence[str],
    *,
    truth: str,
    pattern: str | None,
    choices: Sequence[str],
    kind: str | None,
    as_json: bool,
) -> None:
    """
    Read the files, find duplicates as a scan does, and tell how good that was.
    """
    began = perf_counter()
    read = _read(files, truth=truth, pattern=pattern, choices=choices, kind=kind)
    found = find_pairs(read.profiles, likeness(), sources=read.sources)
    result = evaluate(found, read.truth)
    seconds = round(perf_counter() - began, 3)
    if as_json:
        print_json({"kind": read.noun, **_answer(result), "seconds": seconds})
    else:
        _tell(result, seconds)


def _answer(result: Evaluation) -> dict[str, object]:
    """
    All figures; those of what a person is shown stand at the top.
    """
    figures = asdict(result)
    shown, merged = figures.pop("shown"), figures.pop("merged")
    return {
        **figures,
        **shown,
        "at_certain": merged,
        "precision_at_certain": merged["precision"],
    }


def _tell(result: Evaluation, seconds: float) -> None:
    say(f"{result.records} records, {result.truth} pairs that are the same.")
    for what, quality, score in (
        ("Shown to a person", result.shown, result.review),
        ("Merged unasked", result.merged, result.certain),
    ):
        say(
            f"{what} (from {score}): {quality.pairs} pairs,"
            f" precision {quality.precision:.4f}, recall {quality.recall:.4f},"
            f" F1 {quality.f1:.4f}."
        )
    say(f"{result.compared} pairs compared in {seconds} seconds.")
    if result.crowded:
        note(f"{result.crowded} large groups were compared in part.")


# ------------------------------------------------------------------------------ reading


def _read(
    files: Sequence[str],
    *,
    truth: str,
    pattern: str | None,
    choices: Sequence[str],
    kind: str | None,
) -> Labelled:
    chosen = dict(_choice(each) for each in choices)
    label = _labelling(pattern)
    rows = [row for number, file in enumerate(files) for row in _rows(file, number)]
    headers = list(dict.fromkeys(header for _, values in rows for header in values))
    if truth not in headers:
        raise Refused(f"There is no column {truth!r}: {', '.join(headers)}.")
    places = _places(headers, chosen, leave_out=truth)
    noun = kind or noun_of(places)
    if not places:
        raise Refused("No column says anything to compare: name some with --map.")
    told = (f"{header} is {place}" for header, place in places.items())
    note(f"Compared as {noun}: {'; '.join(told)}.")
    return Labelled(
        noun,
        [labelled_profile(values, places, noun) for _, values in rows],
        [_of(values.get(truth, ""), label, at) for at, (_, values) in enumerate(rows)],
        [number for number, _ in rows],
    )


def _rows(file: str, number: int) -> Iterable[tuple[int, dict[str, str]]]:
    with Path(file).open("rb") as opened:
        for row in open_file(opened).rows:
            if isinstance(row, RowRefused):
                raise Refused(f"{file}, line {row.line}: {row.told}")
            yield (
                number,
                {
                    header.strip(): str(value).strip()
                    for header, value in row.values.items()
                },
            )


def _choice(said: str) -> tuple[str, str]:
    header, equals, place = said.partition("=")
    if not equals:
        raise Refused(f"{said!r} is not written COLUMN=PLACE.")
    return header.strip(), place.strip()


def _labelling(pattern: str | None) -> re.Pattern[str] | None:
    try:
        return None if pattern is None else re.compile(pattern)
    except re.error as error:
        raise Refused(f"--truth-pattern: {error}.") from None


def _of(value: str, label: re.Pattern[str] | None, position: int) -> str:
    """
    Who a record is of: what the pattern finds, its group if it has one. A record that
    nothing is known of is like no other.
    """
    if label is not None and (found := label.search(value)):
        value = found.group(1) if label.groups else found.group()
    return f"={value}" if value else f"#{position}"


def _places(
    headers: Sequence[str], chosen: Mapping[str, str], *, leave_out: str
) -> dict[str, str]:
    """
    Where each column goes: as chosen, as it is called, or as an import would have it.
    """
    wrong = [header for header in chosen if header not in headers]
    if wrong:
        raise Refused(f"There is no column {wrong[0]!r}: {', '.join(headers)}.")
    found: dict[str, str] = {}
    people = suggest_mapping(headers, Noun.CONTACTS)
    suggested = {each.header: str(each.field) for each in people.columns}
    for header in headers:
        said = chosen.get(header)
        if header == leave_out or said == _LEFT_OUT:
            continue
        place = place_named(said or header)
        if place is None and said is not None:
            raise Refused(f"{said!r} is no place: {', '.join(PLACES)}.")
        if place is None:
            place = place_named(suggested.get(header, ""))
        if place is not None:
            found[header] = place
    return found
