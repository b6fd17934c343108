"""
No case of the catalogue of bad inputs is forgotten: a test names it, or it is said here
what it waits for.
"""

import json
import os
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
SHARED = Path(os.environ.get("CRM_SHARED", TESTS.parents[1] / "shared"))
CATALOGUE = SHARED / "cases" / "bad-inputs.jsonl"
GROUPS = (
    *("TEN", "JWT", "HTTP", "QRY", "VAL", "CLI", "CON", "FRM", "ATT", "EML", "INT"),
)
WAITING = {
    "JWT-26": "There are no pages, so no sessions: every request bears its token.",
    "JWT-27": "There are no pages, so no login that comes back.",
    "VAL-21": "There are no due dates and no reports.",
}
_IDS = re.compile(rf"\b({'|'.join(GROUPS)})-(\d\d)((?:(?:, ?|\.\.)\d\d)*)")
_MORE = re.compile(r"(, ?|\.\.)(\d\d)")


def ids_in(text):
    """
    The ids that a text names, as in ``TEN-01, 02`` and ``HTTP-11..13``.
    """
    for group, first, more in _IDS.findall(text):
        numbers = [int(first)]
        for sign, number in _MORE.findall(more):
            start = numbers[-1] + 1 if sign == ".." else int(number)
            numbers += range(start, int(number) + 1)
        yield from (f"{group}-{number:02}" for number in numbers)


def test_ids_in():
    """
    Ranges and lists are read too.
    """
    text = "CON-06 x, TEN-01, 02; HTTP-11..13, 18: y VAL-99-emoji"
    found = ["CON-06", "TEN-01", "TEN-02", "HTTP-11", "HTTP-12", "HTTP-13", "HTTP-18"]

    assert [*found, "VAL-99"] == list(ids_in(text))


@pytest.fixture(scope="module")
def catalogue():
    """
    The ids of the groups that contacts and companies can meet.
    """
    if not CATALOGUE.is_file():
        pytest.skip(f"the catalogue is not here: {CATALOGUE}")
    lines = CATALOGUE.read_text(encoding="utf-8").splitlines()
    ids = (json.loads(line)["id"] for line in lines)
    return {id for id in ids if id.partition("-")[0] in GROUPS}


@pytest.fixture(scope="module")
def named():
    """
    The ids that tests name.
    """
    files = [path for path in TESTS.rglob("*.py") if path != Path(__file__)]
    return {id for path in files for id in ids_in(path.read_text(encoding="utf-8"))}


def test_every_case_is_a_test_or_waits(catalogue, named):
    """
    What is neither named by a test nor said to wait has been forgotten.
    """
    assert set() == catalogue - named - WAITING.keys()


def test_what_waits_is_a_case(catalogue):
    """
    And is spelled as in the catalogue.
    """
    assert set() == WAITING.keys() - catalogue


def test_nothing_waits_that_is_tested(named):
    """
    Whoever writes the test takes the case out of the list.
    """
    assert set() == WAITING.keys() & named
