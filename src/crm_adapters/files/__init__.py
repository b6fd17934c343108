"""
Files of records: CSV, spreadsheets, vCards and JSON read; CSV, spreadsheets, vCards
and JSON Lines written.
"""

from .csv_reading import read_csv
from .csv_writing import write_csv, write_refusals
from .formats import FORMATS, Format, format_named
from .json_reading import read_json
from .jsonl_writing import write_jsonl
from .sheet_reading import read_spreadsheet
from .sources import open_file
from .vcard_reading import read_vcards
from .vcard_writing import write_vcards

__all__ = [
    "FORMATS",
    "Format",
    "format_named",
    "open_file",
    "read_csv",
    "read_json",
    "read_spreadsheet",
    "read_vcards",
    "write_csv",
    "write_jsonl",
    "write_refusals",
    "write_vcards",
]
