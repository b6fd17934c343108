"""
Everything in memory: for tests, examples, and hosts that keep nothing.
"""

from .unit import MemoryWork
from .works import MemoryWorks

__all__ = ["MemoryWork", "MemoryWorks"]
