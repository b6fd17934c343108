"""
JSON schemas of what the API answers, from the types that it is made of.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from inspect import cleandoc
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from attrs import fields, has

Schema = dict[str, Any]

_PLAIN: dict[object, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    UUID: {"type": "string", "format": "uuid"},
    Decimal: {"type": "number"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
    NoneType: {"type": "null"},
    object: {},
}


def reference(name: str) -> Schema:
    """
    Points at a named schema of the document.
    """
    return {"$ref": f"#/components/schemas/{name}"}


def first_sentences(documented: object) -> str:
    """
    The first paragraph of a docstring, on one line.
    """
    text = cleandoc(getattr(documented, "__doc__", None) or "")
    return " ".join(text.split("\n\n")[0].split()).replace("``", "`")


def schema_of(kind: Any, named: Mapping[type, str]) -> Schema:
    """
    The schema of a type; *named* ones are pointed at.
    """
    plain = _plain(kind)
    if plain in _PLAIN:
        return dict(_PLAIN[plain])
    if plain in named:
        return reference(named[plain])
    origin, arguments = get_origin(plain), get_args(plain)
    if origin in {Union, UnionType}:
        return _either([schema_of(each, named) for each in arguments])
    if origin is not None:
        return _collection(origin, arguments, named)
    if isinstance(plain, type) and issubclass(plain, Enum):
        return {"type": "string", "enum": [each.value for each in plain]}
    if has(plain):
        return record_schema(plain, named)
    raise TypeError(kind)


def _plain(kind: Any) -> Any:
    while hasattr(kind, "__supertype__"):
        kind = kind.__supertype__
    return kind


def _either(several: list[Schema]) -> Schema:
    if all(set(each) <= {"type", "format"} for each in several):
        merged = {name: each[name] for each in several for name in each}
        return {**merged, "type": [each["type"] for each in several]}
    return {"anyOf": several}


def _collection(
    origin: type, arguments: tuple[Any, ...], named: Mapping[type, str]
) -> Schema:
    if issubclass(origin, Mapping):
        values = schema_of(arguments[1], named)
        return {"type": "object", "additionalProperties": values or True}
    if issubclass(origin, Sequence | AbstractSet):
        return {"type": "array", "items": schema_of(arguments[0], named)}
    raise TypeError(origin)


def record_schema(kind: Any, named: Mapping[type, str], **instead: Schema) -> Schema:
    """
    The schema of an attrs class, every field of which is always there; *instead*
    are the schemas of some fields.
    """
    hints = get_type_hints(kind)
    properties = {
        each.name: instead.get(each.name) or schema_of(hints[each.name], named)
        for each in fields(kind)
    }
    return {
        "type": "object",
        "description": first_sentences(kind),
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def closed(says: str, properties: Schema, *optional: str) -> Schema:
    """
    An object of these properties and no others; those not *optional* are required.
    """
    required = [name for name in properties if name not in optional]
    return {
        "type": "object",
        "description": says,
        "properties": properties,
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


def listed(item: Schema) -> Schema:
    """
    A list of such items.
    """
    return {"type": "array", "items": item}
