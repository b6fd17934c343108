"""
The parameters of a list, from the table of fields.
"""

from collections.abc import Iterator

from crm_core.shared import Field, Fields

from ..operations import Parameter

_EXAMPLES: dict[str, object] = {
    "assigned_to": "me",
    "created_at": "this-month",
    "tags": "vip",
    "updated_at": "gte:2026-01-01",
}


def filter_parameters(fields: Fields) -> Iterator[Parameter]:
    """
    Words to search for, a filter per field, the order, and the archive.
    """
    yield Parameter(
        name="search",
        says="Words that must all be found, in any order: names, e-mail addresses, "
        "parts of phone numbers, the company. Without an exact find, the likeliest "
        "spelling is searched for and named in `corrected`.",
        schema={"type": "string", "maxLength": 500},
        example="john",
    )
    for field in fields.by_name.values():
        if field.filterable:
            yield Parameter(
                name=field.name,
                says=_says(field),
                schema={"type": "string", "maxLength": 255},
                example=_EXAMPLES.get(field.name),
                repeats=True,
            )
    sortable = [field.name for field in fields.by_name.values() if field.sortable]
    yield Parameter(
        name="sort",
        says="What to order by; a minus in front reverses. Latest change first "
        "without it.",
        schema={
            "type": "string",
            "enum": [sign + name for name in sortable for sign in ("", "-")],
        },
        example="-updated_at",
    )
    yield Parameter(
        name="archived",
        says="Records in the archive instead, or `any`.",
        schema={"type": "string", "enum": ["false", "true", "any"]},
        example="false",
    )


def _says(field: Field) -> str:
    words = {
        "id": "An id, `none` or `any`.",
        "date": "A day, a range `a..b`, `gte:a`, or a period such as `this-month`.",
        "moment": "A day, a range `a..b`, `gte:a`, or a period such as `this-month`.",
        "number": "A number, a range `a..b`, `gte:a`.",
        "flag": "true or false.",
    }
    says = words.get(field.kind.name, "A value, `none` or `any`.")
    if field.name == "assigned_to":
        says = "An id, `me`, `team`, `none` or `any`."
    also = f" Also: {', '.join(field.aliases)}." if field.aliases else ""
    return f"{field.label}. {says} Repeat for *or*; `not:` excludes.{also}"
