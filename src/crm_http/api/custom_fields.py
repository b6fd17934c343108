"""
An organization's own fields over HTTP.
"""

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
from crm_core.shared import FieldError, Invalid, NotFound, Permission

from ..calls import Call
from ..operations import Operation, Parameter
from ..preconditions import check_version
from ..replies import Reply, json_reply
from .record_operations import ROOT
from .records import record_reply

_PLACE = f"{ROOT}/custom-fields"


def list_fields(call: Call) -> Reply:
    """
    The custom fields of one kind of record, or of all.
    """
    record = call.parameters("record").get("record")
    return json_reply({"items": call.run(list_custom_fields, record)})


def show_field(call: Call) -> Reply:
    """
    One custom field.
    """
    record_id = CustomFieldId(call.id())
    return record_reply(call.run(_find, record_id))


def _find(work: CrmWork, id: CustomFieldId) -> CustomField:
    for custom in list_custom_fields(work):
        if custom.id == id:
            return custom
    raise NotFound(id=id)


def add_field(call: Call) -> Reply:
    """
    A new custom field.
    """
    fields = call.fields

    def act(work: CrmWork) -> Reply:
        custom = add_custom_field(work, **fields)
        place = f"{call.root}{_PLACE}/{custom.id}/"
        return record_reply(custom, (b"location", place.encode()), status=201)

    return call.write(act)


def edit_field(call: Call) -> Reply:
    """
    Another label, or other options.
    """
    record_id, versions = CustomFieldId(call.id()), call.versions(required=False)
    fields = call.fields
    if "custom_field_id" in fields:
        raise Invalid(
            errors=[FieldError("custom_field_id", "unknown", "No such field.")]
        )

    def act(work: CrmWork) -> Reply:
        if versions is not None:
            check_version(work.custom_fields.get(record_id).version, versions)
        return record_reply(edit_custom_field(work, record_id, **fields))

    return call.write(act)


def remove_field(call: Call) -> Reply:
    """
    Out of forms and filters.
    """
    record_id, versions = CustomFieldId(call.id()), call.versions(required=False)

    def act(work: CrmWork) -> Reply:
        if versions is not None:
            check_version(work.custom_fields.get(record_id).version, versions)
        remove_custom_field(work, record_id)
        return Reply(204)

    return call.write(act)


OPERATIONS = [
    Operation(
        method="GET",
        path=_PLACE,
        name="list_custom_fields",
        tag="Custom fields",
        summary="The organization's own fields",
        answer=list_fields,
        requires=Permission.ORGANIZATION_READ,
        query=(
            Parameter(
                name="record",
                says="Only those of this kind of record.",
                schema={"type": "string", "enum": [*RECORDS]},
                example="contact",
            ),
        ),
        gives="CustomFieldList",
        problems=("invalid",),
    ),
    Operation(
        method="POST",
        path=_PLACE,
        name="add_custom_field",
        tag="Custom fields",
        summary="Give contacts or companies a field of the organization's own",
        answer=add_field,
        requires=Permission.CUSTOM_FIELD_WRITE,
        takes="NewCustomField",
        gives="CustomField",
        status=201,
        located=True,
        tagged=True,
        written=True,
        problems=("invalid", "custom-field-taken"),
    ),
    Operation(
        method="GET",
        path=f"{_PLACE}/{{id}}",
        name="show_custom_field",
        tag="Custom fields",
        summary="One custom field",
        answer=show_field,
        requires=Permission.ORGANIZATION_READ,
        gives="CustomField",
        tagged=True,
        problems=("not-found",),
    ),
    Operation(
        method="PATCH",
        path=f"{_PLACE}/{{id}}",
        name="edit_custom_field",
        tag="Custom fields",
        summary="Change the label or the options of a custom field",
        answer=edit_field,
        requires=Permission.CUSTOM_FIELD_WRITE,
        takes="EditedCustomField",
        gives="CustomField",
        tagged=True,
        conditional="optional",
        written=True,
        problems=("invalid", "not-found", "stale"),
    ),
    Operation(
        method="DELETE",
        path=f"{_PLACE}/{{id}}",
        name="remove_custom_field",
        tag="Custom fields",
        summary="Take a custom field out of forms and filters; its values are kept",
        answer=remove_field,
        requires=Permission.CUSTOM_FIELD_WRITE,
        status=204,
        conditional="optional",
        written=True,
        problems=("not-found", "stale"),
    ),
]
