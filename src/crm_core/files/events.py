"""
What the CRM announces about files.
"""

from attrs import frozen

from ..shared import Event
from .model import FileId


@frozen(kw_only=True)
class FileAttached(Event):
    """
    A file is new.
    """

    file_id: FileId


@frozen(kw_only=True)
class FileEdited(Event):
    """
    A file has another name or description, or is about other records.
    """

    file_id: FileId
    fields: tuple[str, ...]


@frozen(kw_only=True)
class FileArchived(Event):
    """
    A file went into the archive.
    """

    file_id: FileId


@frozen(kw_only=True)
class FileRestored(Event):
    """
    A file came back from the archive.
    """

    file_id: FileId


@frozen(kw_only=True)
class FilePurged(Event):
    """
    A file was deleted for good.
    """

    file_id: FileId
