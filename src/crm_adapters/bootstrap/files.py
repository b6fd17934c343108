"""
The files that records come from and go to.
"""

from ..files import FORMATS, Format, format_named, open_file, write_refusals

__all__ = ["FORMATS", "Format", "format_named", "open_file", "write_refusals"]
