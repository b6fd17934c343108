"""
Custom fields in PostgreSQL.
"""

from sqlalchemy import bindparam, select

from crm_core.custom_fields import CustomField, CustomFieldId

from ..rows import CUSTOM_FIELD_ROWS
from .repository import PostgresRepository
from .schema import custom_fields
from .statements import compiled

_NAMES = [c.name for c in custom_fields.c if c.name != "organization_id"]
_OF = compiled(
    select(*(custom_fields.c[name] for name in _NAMES))
    .where(
        custom_fields.c.organization_id == bindparam("organization_id"),
        custom_fields.c.record == bindparam("record"),
    )
    .order_by(custom_fields.c.name)
)


class PostgresCustomFields(PostgresRepository[CustomFieldId, CustomField]):
    """
    The custom fields of the organization at work.
    """

    table = custom_fields
    mapping = CUSTOM_FIELD_ROWS

    def of(self, record: str, /) -> list[CustomField]:
        rows = self.transaction.ask(_OF, self.context.values(record=record))
        return [
            self.mapping.from_row(dict(zip(_NAMES, row, strict=True))) for row in rows
        ]
