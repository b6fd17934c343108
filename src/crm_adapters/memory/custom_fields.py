"""
Custom fields in memory.
"""

from crm_core.custom_fields import CustomField, CustomFieldId, CustomFieldTaken

from ..rows import CUSTOM_FIELD_ROWS
from .repository import MemoryRepository


class MemoryCustomFields(MemoryRepository[CustomFieldId, CustomField]):
    """
    The custom fields of the organization at work.
    """

    mapping = CUSTOM_FIELD_ROWS

    def of(self, record: str, /) -> list[CustomField]:
        own = [row for row in self.rows.values() if row["record"] == record]
        return [self._entity(row) for row in sorted(own, key=lambda row: row["name"])]

    def check(self, custom: CustomField, /) -> None:
        for other in self.of(custom.record):
            if other.name == custom.name and other.id != custom.id:
                raise CustomFieldTaken(field="name")
