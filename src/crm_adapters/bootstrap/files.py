"""
The files that records come from and go to.
"""

from ..files import open_file, write_csv, write_jsonl, write_refusals, write_vcards

__all__ = ["open_file", "write_csv", "write_jsonl", "write_refusals", "write_vcards"]
