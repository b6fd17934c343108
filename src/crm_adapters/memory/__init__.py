"""
Everything in memory: for tests, examples, and hosts that keep nothing.
"""

from .works import MemoryWork, MemoryWorks

__all__ = ["MemoryWork", "MemoryWorks"]
