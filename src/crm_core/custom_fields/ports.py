"""
What custom fields ask of storage.
"""

from typing import Protocol

from ..shared import Repository, Work
from .model import CustomField, CustomFieldId


class CustomFields(Repository[CustomFieldId, CustomField], Protocol):
    """
    The custom fields of the organization at work.
    """

    def of(self, record: str, /) -> list[CustomField]:
        """
        Those of one kind of record, by name.
        """
        ...


class CustomFieldWork(Work, Protocol):
    """
    What the use cases of custom fields need.
    """

    @property
    def custom_fields(self) -> CustomFields: ...
