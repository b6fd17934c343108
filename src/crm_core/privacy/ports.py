"""
What privacy asks of storage.
"""

from typing import Protocol

from ..duplicates import DuplicateWork
from ..forms import FormWork


class PrivacyWork(DuplicateWork, FormWork, Protocol):
    """
    What the use cases of privacy need.
    """
