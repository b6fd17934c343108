"""
Words: what search finds a record by.
"""

import pytest
from hypothesis import given

from crm_core.shared import (
    digits,
    email_words,
    fold,
    likeliest,
    number_words,
    query_words,
    words,
)
from tests.strategies import any_text


@given(any_text)
def test_fold_twice(text):
    """
    Folded text is as folded as it gets.
    """
    assert fold(text) == fold(fold(text))


@given(any_text)
def test_words_are_found(text):
    """
    Whoever types the words of a text, searches for exactly these.
    """
    typed = [word for word in words(text) if not digits(word)]

    assert set(typed) == set(query_words(" ".join(typed)))


@given(any_text)
def test_query_words(text):
    """
    Anything can be searched for; each word is found once, and none is empty.
    """
    found = query_words(text)

    assert len(found) == len(set(found))
    assert all(0 < len(word) <= 60 for word in found if "@" not in word)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Müßig, Łukasz", ("mussig", "lukasz")),
        ("ann ann", ("ann",)),
        ("+49 (30) 901820", ("4930901820",)),
        ("ann 30 90", ("ann", "3090")),
        ("7 up", ("7", "up")),
        ("ada@example.com", ("ada@example.com",)),
        ("@example.com", ("@example.com",)),
        ("a & | b", ("a", "b")),
        ("((( :* !!! \\ '", ()),
        ("  ", ()),
        ("100%", ("100",)),
        ("_", ()),
    ],
)
def test_typed(typed, expected):
    """
    What a person types is read as words, numbers and addresses (QRY-09, QRY-10).
    """
    assert expected == query_words(typed)


@pytest.mark.parametrize(
    "typed",
    ["+49 30 901820-123", "4930901820123", "30 901820", "901820", "0123", "+49 30"],
)
def test_number_found(typed):
    """
    A number is found from the start of each of its groups and by its end.
    """
    (word,) = query_words(typed)
    known = number_words("+49 30 901820-123")

    assert any(each.startswith(word) for each in known)


@pytest.mark.parametrize(
    "typed", ["ada", "ADA@Example", "ada@example.com", "@example.com"]
)
def test_address_found(typed):
    """
    An address is found by its beginning, by its domain, and by words of both.
    """
    (word,) = query_words(typed)

    assert any(each.startswith(word) for each in email_words("Ada@example.com"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+49 (30) 90", "493090"),
        ("٠١٢٣", "0123"),
        ("０１²", "012"),
        (None, ""),
        ("x", ""),
    ],
)
def test_digits(text, expected):
    """
    Digits of any script count.
    """
    assert expected == digits(text)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("mulelr", ("muller",)),
        ("miller", ("miller",)),
        ("ann", ("anna", "anne")),
        ("zzzz", ()),
        ("schmitd", ("schmidt",)),
    ],
)
def test_likeliest(word, expected):
    """
    A mistyped word has the nearest known words as its likeliest spellings.
    """
    known = ["muller", "miller", "anna", "anne", "schmidt", "bob"]

    assert expected == likeliest(word, known)
