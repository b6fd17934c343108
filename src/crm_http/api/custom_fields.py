"""
An organization's own fields over HTTP.
"""

from typing import Final

from crm_core import CrmWork
from crm_core.custom_fields import (
    RECORDS,
    CustomField,
    CustomFieldId,
    add_custom_field,
    edit_custom_field,
    list_custom_fields,
    remove_custom_field,
)
from crm_core.shared import NotFound, Permission

from ..calls import Call
from ..operations import Operation, Parameter
from ..preconditions import check_version
from ..replies import Reply
from .members import check_members
from .record_operations import ROOT
from .records import record_reply
from .small_operations import adds, lists, removes, shows
from .small_records import EditedRecords


def _find(work: CrmWork, id: CustomFieldId) -> CustomField:
    for custom in list_custom_fields(work):
        if custom.id == id:
            return custom
    raise NotFound(id=id)


CUSTOM_FIELDS: Final = EditedRecords(
    noun="custom_field",
    path=f"{ROOT}/custom-fields",
    tag="Custom fields",
    reads=Permission.ORGANIZATION_READ,
    writes=Permission.CUSTOM_FIELD_WRITE,
    show=_find,
)


def edit_field(call: Call) -> Reply:
    """
    Another label, or other options.
    """
    record_id, versions = CustomFieldId(call.id()), call.versions(required=False)
    fields = call.fields
    check_members(fields, {"custom_field_id"}, known=None, required=())

    def act(work: CrmWork) -> Reply:
        if versions is not None:
            check_version(work.custom_fields.get(record_id).version, versions)
        return record_reply(edit_custom_field(work, record_id, **fields))

    return call.write(act)


OPERATIONS = [
    lists(
        CUSTOM_FIELDS,
        list_custom_fields,
        "The organization's own fields",
        Parameter(
            name="record",
            says="Only those of this kind of record.",
            schema={"type": "string", "enum": [*RECORDS]},
            example="contact",
        ),
    ),
    adds(
        CUSTOM_FIELDS,
        add_custom_field,
        "Give contacts or companies a field of the organization's own",
        "custom-field-taken",
    ),
    shows(CUSTOM_FIELDS, "One custom field"),
    Operation(
        method="PATCH",
        path=f"{CUSTOM_FIELDS.path}/{{id}}",
        name="edit_custom_field",
        tag=CUSTOM_FIELDS.tag,
        summary="Change the label or the options of a custom field",
        answer=edit_field,
        requires=CUSTOM_FIELDS.writes,
        takes="EditedCustomField",
        gives="CustomField",
        tagged=True,
        conditional="optional",
        written=True,
        problems=("invalid", "not-found", "stale"),
    ),
    removes(
        CUSTOM_FIELDS,
        remove_custom_field,
        "Take a custom field out of forms and filters; its values are kept",
    ),
]
