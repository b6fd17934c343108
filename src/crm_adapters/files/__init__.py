"""
Files of records: CSV and vCards read, CSV, vCards and JSON Lines written.
"""

from .csv_reading import read_csv
from .csv_writing import write_csv, write_refusals
from .jsonl_writing import write_jsonl
from .sources import open_file
from .vcard_reading import read_vcards
from .vcard_writing import write_vcards

__all__ = [
    "open_file",
    "read_csv",
    "read_vcards",
    "write_csv",
    "write_jsonl",
    "write_refusals",
    "write_vcards",
]
