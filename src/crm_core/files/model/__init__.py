"""
What a file is.
"""

from .contents import HEAD, FileRefused, recognise, served_type
from .file import (
    FILE_FIELDS,
    ContentMissing,
    File,
    FileId,
    FileInUse,
    Limits,
    QuotaReached,
    Usage,
    UsageOf,
)
from .names import NAMELESS, FileName, clean_name
from .searching import SEARCHED_FIELDS, by_words

__all__ = [
    "FILE_FIELDS",
    "HEAD",
    "NAMELESS",
    "SEARCHED_FIELDS",
    "ContentMissing",
    "File",
    "FileId",
    "FileInUse",
    "FileName",
    "FileRefused",
    "Limits",
    "QuotaReached",
    "Usage",
    "UsageOf",
    "by_words",
    "clean_name",
    "recognise",
    "served_type",
]
