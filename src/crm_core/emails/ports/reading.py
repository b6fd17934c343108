"""
What emails ask of raw mail: that it is read, whatever it is.
"""

from typing import Protocol

from ...shared import StoredFile
from ..model import MessageRefused, ReadMessage


class MailReader(Protocol):
    """
    Reads raw messages. It never fails: what cannot be read is refused with a reason.
    """

    def __call__(self, raw: bytes, /) -> ReadMessage | MessageRefused: ...


class KeepFile(Protocol):
    """
    Stores the content of a file that came with a message.
    """

    def __call__(self, content: bytes, /) -> StoredFile: ...
