"""
Raw mail, read without a database.
"""

from ..mail import messages_in, read_message

__all__ = ["messages_in", "read_message"]
