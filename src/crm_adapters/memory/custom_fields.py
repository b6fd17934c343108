"""
Custom fields in memory.
"""

from crm_core.custom_fields import CustomField, CustomFieldId, CustomFieldTaken
from crm_core.shared import Fields

from ..rows import CUSTOM_FIELD_ROWS
from .repository import MemoryRepository
from .tables import Tables


def with_custom(fields: Fields, record: str, tables: Tables) -> Fields:
    """
    *fields* and the organization's own of that kind of record.
    """
    rows = (row for row in tables.custom_fields.values() if row["record"] == record)
    return fields.with_custom(CUSTOM_FIELD_ROWS.from_row(row).field for row in rows)


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
