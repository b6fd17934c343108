"""
Files in a folder of this machine.
"""

from .storage import FolderStorage

__all__ = ["FolderStorage"]
