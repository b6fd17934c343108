"""
Measuring lead scoring on a file that tells how each lead ended; no database needed.
"""

import csv
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from attrs import asdict, frozen

from crm_adapters.bootstrap.files import open_file
from crm_core.scoring import (
    BackTest,
    back_test,
    forms_of,
    judge_later,
    moment_of,
    number_of,
    text_of,
)
from crm_core.transfers import RowRefused

from .output import note, print_json, say
from .plain_numbers import with_plain_numbers
from .refusals import Refused

WON = frozenset({"1", "yes", "y", "true", "t", "won", "win", "converted"})
LOST = frozenset({"0", "no", "n", "false", "f", "lost", "loss", "not converted"})
MOST_SHOWN = 10
Row = dict[str, object]


@frozen
class Labelled:
    """
    A labelled file: its rows in which the outcome is known, without the outcome.
    """

    columns: list[str]
    rows: list[Row]
    won: list[bool]
    times: list[float] | None
    unlabelled: int


@frozen
class Compared:
    """
    What a test file has to do with the file that is learnt from.
    """

    only_in_train: list[str]
    only_in_test: list[str]
    not_later: int


def evaluate_file(
    train: str,
    *,
    test: str | None,
    target: str,
    positive: str | None,
    drop: Sequence[str],
    order: str | None,
    folds: int,
    as_json: bool,
) -> None:
    """
    Read the files, back-test the scoring, and tell how good it was.
    """
    began = perf_counter()
    if order == target:
        raise Refused("--order and --target are the same column.")
    rows = _read(train)
    meaning = _positive(train, rows, target, positive)
    left_out = _names(drop)
    known = _labelled(train, rows, target, meaning, left_out, order)
    answer: dict[str, object] = {"positive": meaning}
    if test is None:
        result = _within(train, known, folds)
        answer["how"] = _how(folds, order)
    else:
        later = _labelled(test, _read(test), target, meaning, (), order, testing=True)
        result, compared = _between(test, known, later, left_out)
        answer |= {"how": f"learnt from {train}, judged on {test}", **asdict(compared)}
    answer |= {"unlabelled": known.unlabelled, **_figures(result)}
    answer["seconds"] = round(perf_counter() - began, 3)
    if as_json:
        print_json(answer)
    else:
        _tell(result, answer)


def _how(folds: int, order: str | None) -> str:
    if order is None:
        return f"{folds} folds, each judged by a model learnt from the others"
    return (
        f"{folds} stretches in the order of {order}, each judged by a model learnt from"
        " all rows before it; the first two fifths are only learnt from"
    )


def _within(file: str, known: Labelled, folds: int) -> BackTest:
    if known.times is not None and len(set(known.times)) < 2:
        raise Refused(f"{file}: all rows are of the same time; nothing is later.")
    return back_test(known.rows, known.won, known.times, folds=folds)


def _between(
    file: str, known: Labelled, later: Labelled, left_out: Sequence[str]
) -> tuple[BackTest, Compared]:
    if len(set(later.won)) < 2:
        raise Refused(f"{file}: all {len(later.won)} rows ended the same way.")
    shared = [name for name in known.columns if name in later.columns]
    not_later = 0
    if known.times is not None and later.times is not None:
        not_later = sum(time <= max(known.times) for time in later.times)
    compared = Compared(
        [name for name in known.columns if name not in later.columns],
        [n for n in later.columns if n not in {*known.columns, *left_out}],
        not_later,
    )
    for what, names in (
        ("TRAIN", compared.only_in_train),
        (file, compared.only_in_test),
    ):
        if names:
            note(f"Only in {what}, not used: {', '.join(names)}.")
    if not_later:
        note(f"{not_later} rows to judge are not later than the last learnt from.")
    learnt = [{name: row[name] for name in shared} for row in known.rows]
    return judge_later(learnt, known.won, later.rows, later.won, known.times), compared


# ----------------------------------------------------------------------------- answering


def _figures(result: BackTest) -> dict[str, object]:
    figures = asdict(result.figures) if result.figures else {}
    return {
        "verdict": "no signal" if result.refused else "signal",
        "why": result.refused or None,
        **figures,
        "ece_binning": "ten bins of equally many rows, equal probabilities together",
        "parts": [
            {"learnt": part.learnt, "refused": part.refused or None}
            | asdict(part.figures)
            for part in result.parts
        ],
        "reliability": [asdict(each) for each in result.reliability],
        "suspects": [asdict(each) for each in result.suspects],
    }


def _tell(result: BackTest, answer: dict[str, object]) -> None:
    for suspect in result.suspects:
        note(f"Known before the outcome? {suspect.field}: {suspect.why}.")
    if answer["unlabelled"]:
        note(f"{answer['unlabelled']} rows without an outcome are left out.")
    if result.refused:
        say(f"No signal. {result.refused}")
        return
    figures = result.figures
    assert figures is not None
    say(f"{figures.rows} leads judged, {figures.won} won ({answer['how']}).")
    say(f"AUC {figures.auc:.4f} ({figures.auc_low:.4f} to {figures.auc_high:.4f}).")
    say(
        f"Expected calibration error {figures.ece:.4f}, Brier {figures.brier:.4f},"
        f" lift of the top tenth {figures.lift:.2f}."
    )
    for part in result.parts:
        own = part.figures
        told = part.refused or f"AUC {own.auc:.4f}, calibration error {own.ece:.4f}"
        say(f"  {part.learnt} learnt from, {own.rows} judged: {told}")
    for each in result.reliability:
        say(f"  said {each.predicted:6.1%}, won {each.won:6.1%} of {each.rows}")


# ------------------------------------------------------------------------------- reading


def _read(file: str) -> list[tuple[int, Row]]:
    found: list[tuple[int, Row]] = []
    with Path(file).open("rb") as opened:
        for row in open_file(opened).rows:
            if isinstance(row, RowRefused):
                raise Refused(f"{file}, line {row.line}: {row.told}")
            values = {name.strip(): value for name, value in row.values.items()}
            found.append((row.line, values))
    if not found:
        raise Refused(f"{file}: there are no rows.")
    plain = with_plain_numbers([values for _, values in found])
    return [(line, values) for (line, _), values in zip(found, plain, strict=True)]


def _names(drop: Sequence[str]) -> list[str]:
    cells = csv.reader(drop, skipinitialspace=True)
    return [name.strip() for line in cells for name in line if name.strip()]


def _labelled(
    file: str,
    rows: Sequence[tuple[int, Row]],
    target: str,
    positive: str,
    drop: Sequence[str],
    order: str | None,
    *,
    testing: bool = False,
) -> Labelled:
    headers = list(dict.fromkeys(name for _, values in rows for name in values))
    optional = {order} if testing else set()
    for name in (target, *drop, *((order,) if order else ())):
        if name not in headers and name not in optional:
            raise Refused(f"{file}: there is no column {name!r}: {_list(headers)}.")
    columns = [name for name in headers if name not in {target, order, *drop}]
    ended = [each for each in rows if text_of(each[1].get(target))]
    if not ended:
        raise Refused(f"{file}: {target} is empty everywhere.")
    timed = order is not None and order in headers
    return Labelled(
        columns,
        [{name: values.get(name) for name in columns} for _, values in ended],
        [_same(values.get(target)) == positive for _, values in ended],
        _times(file, ended, order) if timed and order else None,
        len(rows) - len(ended),
    )


def _same(value: object) -> str:
    """
    What spellings of one outcome share: letter case, and 1 and 1.0.
    """
    number = number_of(value)
    return text_of(value).casefold() if number is None else f"{number:g}"


def _positive(
    file: str, rows: Sequence[tuple[int, Row]], target: str, said: str | None
) -> str:
    """
    The outcome that means won; guessed only of two words that leave no doubt.
    """
    headers = list(dict.fromkeys(name for _, values in rows for name in values))
    if target not in headers:
        raise Refused(f"{file}: there is no column {target!r}: {_list(headers)}.")
    there = (v for _, values in rows if text_of(v := values.get(target)))
    outcomes = sorted({_same(each) for each in there})
    if said is not None:
        if _same(said) not in outcomes:
            raise Refused(f"{target} is never {said!r}: it is {_list(outcomes)}.")
        return _same(said)
    won, lost = WON & set(outcomes), LOST & set(outcomes)
    if len(outcomes) > 2 or len(won) > 1 or len(lost) > 1 or not (won or lost):
        raise Refused(
            f"Which {target} is won? It is {_list(outcomes)}: say --positive VALUE."
        )
    if len(outcomes) == 2 and not (won and lost):
        raise Refused(
            f"Which {target} is won? It is {_list(outcomes)}: say --positive VALUE."
        )
    return next(iter(won), "")


def _times(file: str, rows: Sequence[tuple[int, Row]], order: str) -> list[float]:
    """
    When each row was, as a number.
    """
    given = [values.get(order) for _, values in rows]
    numbers = [number_of(each) for each in given]
    if any(number is None for number in numbers):
        forms = forms_of(given)
        if len(forms) > 1:
            raise Refused(
                f"{file}: days of {order} can be read in several ways"
                f" ({_list(forms)}); write them as 2026-01-31."
            )
        form = forms[0] if forms else "iso"
        moments = [moment_of(each, form) for each in given]
        numbers = [moment.timestamp() if moment else None for moment in moments]
    for (line, values), number in zip(rows, numbers, strict=True):
        if number is None:
            told = f"{order} is {text_of(values.get(order))!r}, no number or day"
            raise Refused(f"{file}, line {line}: {told}, or not like the others.")
    return [number for number in numbers if number is not None]


def _list(names: Sequence[str]) -> str:
    shown = ", ".join(names[:MOST_SHOWN]) or "empty"
    more = len(names) - MOST_SHOWN
    return f"{shown} and {more} more" if more > 0 else shown
