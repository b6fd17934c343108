"""
A server on a real database, and organizations in front of it.
"""

from tests.http.conftest import admin, door, form, new_form, ours, server

__all__ = ["admin", "door", "form", "new_form", "ours", "server"]
