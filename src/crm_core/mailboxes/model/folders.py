"""
Names of folders, as people list them.
"""

from typing import ClassVar

from attrs import frozen

from ...shared import clean_text, each_of

MOST_FOLDERS = 20


@frozen
class FolderNames:
    """
    A list of names of folders, each once.
    """

    empty: tuple[str, ...] = ()
    name: ClassVar[str] = "folders"

    def parse(self, raw: object, /) -> tuple[str, ...]:
        found = each_of(raw, _name, most=MOST_FOLDERS)
        return tuple(dict.fromkeys(name for name in found if name))


def _name(raw: object) -> str:
    return clean_text(raw, longest=255)
