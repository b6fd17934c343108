"""
What the sender of a mail added: without what is quoted, and without signatures.
"""

from .new_text import new_text

__all__ = ["new_text"]
