"""
Defining an organization's own fields.
"""

from ..shared import Invalid, Permission, use_case
from .model import (
    CUSTOM_FIELD_FIELDS,
    RECORDS,
    CustomField,
    CustomFieldId,
    read_custom_field,
)
from .ports import CustomFieldWork


@use_case(requires=Permission.ORGANIZATION_READ)
def list_custom_fields(
    work: CustomFieldWork, record: str | None = None
) -> list[CustomField]:
    """
    The custom fields of one kind of record, or of all.
    """
    kinds = RECORDS if record is None else (record,)
    if not set(kinds) <= set(RECORDS):
        raise Invalid.of("record", "choice", f"Must be one of: {', '.join(RECORDS)}.")
    return [custom for kind in kinds for custom in work.custom_fields.of(kind)]


@use_case(requires=Permission.CUSTOM_FIELD_WRITE)
def add_custom_field(work: CustomFieldWork, /, **fields: object) -> CustomField:
    """
    Give a kind of record a field of the organization's own.

    Raises:
        Invalid: Naming every field that is wrong.
        CustomFieldTaken: The name is in use.
    """
    custom = read_custom_field(fields, id=CustomFieldId(work.new_id()), at=work.now)
    work.name(f"Add custom field {custom.name}")
    work.custom_fields.add(custom)
    return custom


@use_case(requires=Permission.CUSTOM_FIELD_WRITE)
def edit_custom_field(
    work: CustomFieldWork, /, custom_field_id: CustomFieldId, **fields: object
) -> CustomField:
    """
    Change the label or the options of a custom field.
    """
    fixed = [name for name in ("record", "name", "kind") if name in fields]
    if fixed:
        raise Invalid.of(fixed[0], "read-only", "This cannot be changed.")
    custom = work.custom_fields.get(custom_field_id)
    edited = custom.edited(CUSTOM_FIELD_FIELDS.parse(fields), at=work.now)
    work.name(f"Edit custom field {custom.name}")
    return work.custom_fields.save(edited)


@use_case(requires=Permission.CUSTOM_FIELD_WRITE)
def remove_custom_field(work: CustomFieldWork, custom_field_id: CustomFieldId) -> None:
    """
    Take a custom field out of forms and filters; stored values stay and come
    back when the removal is undone.
    """
    custom = work.custom_fields.get(custom_field_id)
    work.name(f"Remove custom field {custom.name}")
    work.custom_fields.remove(custom)
