"""
Taking what names a person out of texts.
"""

import re
from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any

from attrs import frozen

from .model import Image

REDACTED = "[erased]"


@frozen(slots=False)
class Redaction:
    """
    What is taken out of the texts of records: *names*, as whole words, in any case.
    What is *kept* stays although a name is part of it, as that of a company.

    Args:
        fields: Those of a record that hold texts.
    """

    names: frozenset[str]
    fields: frozenset[str]
    kept: frozenset[str] = frozenset()

    def image(self, image: Image) -> dict[str, object]:
        """
        The values of a record without the names.
        """
        return {
            name: self.value(value) if name in self.fields else value
            for name, value in image.items()
        }

    def value(self, value: Any) -> Any:
        """
        A value without the names in any text of it.
        """
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {name: self.value(each) for name, each in value.items()}
        if isinstance(value, list):
            return [self.value(each) for each in value]
        return value

    def text(self, text: str) -> str:
        return self._pattern.sub(_said, text) if self.names else text

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        kept, names = map(_any_of, (self.kept, self.names))
        return re.compile(f"({kept})|{names}", re.IGNORECASE)


def _said(found: re.Match[str]) -> str:
    return found[1] or REDACTED


def _any_of(texts: Collection[str]) -> str:
    longest_first = sorted(texts, key=lambda each: (-len(each), each))
    # With none, what nothing matches.
    return "|".join(map(_whole, filter(None, longest_first))) or "(?!)"


def _whole(text: str) -> str:
    """
    A text as a pattern that does not match within a word, where words have ends.
    """
    before = r"(?<!\w)" if _ends(text[0]) else ""
    after = r"(?!\w)" if _ends(text[-1]) else ""
    return before + re.escape(text) + after


def _ends(letter: str) -> bool:
    """
    Whether a letter is of a script that parts words.
    """
    return letter.isdigit() or letter.lower() != letter.upper()
