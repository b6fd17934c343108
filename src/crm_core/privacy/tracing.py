"""
Rows that imports have refused, and that are about a person who is to be forgotten.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from attrs import frozen

from ..changes import Image
from ..shared import digits, fold, phone_tail

_WORD = re.compile(r"\w+")


@frozen
class Traces:
    """
    What gives a person away in text that nobody has understood: an address, a number
    in any spelling, or first and last name together.
    """

    emails: frozenset[str]
    tails: frozenset[str]
    names: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, images: Iterable[Image]) -> "Traces":
        """
        Those of a person who was stored like this.
        """
        emails, numbers, names = set[str](), set[str](), set[tuple[str, str]]()
        for image in images:
            emails |= _said(image, ("email",), "emails", "address")
            numbers |= _said(image, ("phone", "mobile"), "phones", "number")
            first, last = image.get("first_name"), image.get("last_name")
            if first and last:
                names.add((str(first), str(last)))
        return cls(
            frozenset(each.lower() for each in emails),
            frozenset(filter(None, map(phone_tail, numbers))),
            frozenset(names),
        )

    @property
    def words(self) -> frozenset[str]:
        """
        One of these, in any case, is in every text that names the person or has an
        address.
        """
        return self.emails | {last.lower() for _, last in self.names}

    def are_in(self, values: Mapping[str, object]) -> bool:
        """
        Whether the cells of a row are about the person.
        """
        texts = [*_texts(values)]
        if any(tail in digits(text) for tail in self.tails for text in texts):
            return True
        whole = "\n".join(texts)
        if any(_address(each).search(whole.lower()) for each in self.emails):
            return True
        said = {*_WORD.findall(fold(whole))}
        return any({*_WORD.findall(fold(" ".join(n)))} <= said for n in self.names)


def _said(image: Image, names: Iterable[str], listed: str, member: str) -> set[str]:
    members = image.get(listed) or ()
    found = [each[member] for each in members]  # type: ignore[attr-defined]
    return {str(each) for each in (*found, *map(image.get, names)) if each}


def _address(email: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.+-]){re.escape(email)}(?![\w-]|\.\w)")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
    elif value is not None:
        yield str(value)
