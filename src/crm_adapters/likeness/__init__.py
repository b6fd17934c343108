"""
How alike words are, by RapidFuzz.
"""

from .rapidfuzz_likeness import RapidfuzzLikeness

__all__ = ["RapidfuzzLikeness"]
