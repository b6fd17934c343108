"""
Pointers that must lead somewhere inside the organization.
"""

from collections.abc import Container
from uuid import UUID

from crm_core.shared import Invalid


def check_reference(
    field: str, id: UUID | None, among: Container[UUID], what: str
) -> None:
    """
    Raises:
        Invalid: *id* is given and not *among* the records of the organization.
    """
    if id is not None and id not in among:
        raise Invalid.of(field, "unknown", f"No such {what} in this organization.")
