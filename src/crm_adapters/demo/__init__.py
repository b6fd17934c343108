"""
A believable organization, made up: for the demo and for measuring.
"""

from .people import Row, companies, contacts

__all__ = ["Row", "companies", "contacts"]
