"""
Files are found by the words of their names.
"""

from attrs import evolve

from ...shared import Condition, Field, Fields, Operator, Query, Tags, Term
from .file import FILE_FIELDS

_WORDS = "words"
SEARCHED_FIELDS = Fields.of(
    [
        *FILE_FIELDS.by_name.values(),
        Field(name=_WORDS, label="Words", kind=Tags(), writable=False),
    ]
)
"""
Those that lists know, and the words of the name.
"""


def by_words(query: Query) -> Query:
    """
    *query* with the words that it looks for as conditions, each to be met.

    Raises:
        Invalid: It asks for what there is not.
    """
    asked = query.checked(FILE_FIELDS)
    if not asked.words:
        return asked
    found = (Condition(_WORDS, (Term(Operator.IS, word),)) for word in asked.words)
    return evolve(asked, search="", conditions=(*asked.conditions, *found))
