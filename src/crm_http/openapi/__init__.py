"""
The description of the API (OpenAPI 3.1), made from the tables that it runs on.
"""

from .document import build_document

__all__ = ["build_document"]
