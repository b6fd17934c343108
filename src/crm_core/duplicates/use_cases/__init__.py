"""
Finding, merging and unmerging duplicates.
"""

from .automatic import merge_certainly
from .deciding import keep_apart, list_duplicates, list_merges
from .merging import merge_companies, merge_contacts
from .scanning import list_scans, request_scan
from .unmerging import unmerge

__all__ = [
    "keep_apart",
    "list_duplicates",
    "list_merges",
    "list_scans",
    "merge_certainly",
    "merge_companies",
    "merge_contacts",
    "request_scan",
    "unmerge",
]
