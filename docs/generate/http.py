"""
The HTTP API, from the OpenAPI document.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from crm_http.api import OPERATIONS
from crm_http.openapi import build_document
from crm_http.openapi.failures import ALL_KINDS

from .markdown import code, codes, one_line, table

Part = dict[str, Any]


def _operations(document: Part) -> Iterator[tuple[str, str, Part]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield method.upper(), path, operation


def _by_tag(document: Part) -> Iterator[tuple[str, list[tuple[str, str, Part]]]]:
    names = [tag["name"] for tag in document["tags"]]
    found = sorted(
        _operations(document), key=lambda each: names.index(each[2]["tags"][0])
    )
    for tag, group in groupby(found, key=lambda each: each[2]["tags"][0]):
        yield tag, list(group)


def overview() -> str:
    """
    Every operation with the permission it needs.
    """
    parts = []
    for tag, group in _by_tag(build_document(OPERATIONS)):
        rows = [
            (
                f"`{method} {path}`",
                one_line(operation["summary"]),
                code(operation.get("x-permission")),
            )
            for method, path, operation in group
        ]
        parts.append(f"### {tag}\n\n{table(('', 'does', 'needs'), rows)}")
    return "\n\n".join(parts)


def details() -> str:
    """
    Every operation with its parameters, its body, its answer and its problems.
    """
    document = build_document(OPERATIONS)
    everywhere = _everywhere(document)
    parts = [f"Every operation may meet these problems: {codes(everywhere)}."]
    for tag, group in _by_tag(document):
        parts.append(f"## {tag}")
        parts += [_detail(document, everywhere, *each) for each in group]
    return "\n\n".join(parts)


def _everywhere(document: Part) -> list[str]:
    found = [_problems(document, each) for _, _, each in _operations(document)]
    return [name for name in found[0] if all(name in each for each in found)]


def _detail(
    document: Part, everywhere: list[str], method: str, path: str, operation: Part
) -> str:
    lines = [f"### `{method} {path}`", one_line(operation["summary"]) + "."]
    facts = [f"Name: {code(operation['operationId'])}."]
    if "x-permission" in operation:
        facts.append(f"Permission: {code(operation['x-permission'])}.")
    facts += [*_body(operation), *_answers(operation)]
    own = [each for each in _problems(document, operation) if each not in everywhere]
    if own:
        facts.append(f"Problems besides: {codes(own)}.")
    lines.append("\n".join(f"- {fact}" for fact in facts))
    rows = [
        (code(each["name"]), each["in"], one_line(each.get("description", "")))
        for each in operation["parameters"]
        if each["in"] != "path"
    ]
    if rows:
        lines.append(table(("parameter", "in", ""), rows))
    return "\n\n".join(lines)


def _body(operation: Part) -> Iterator[str]:
    for kind, media in operation.get("requestBody", {}).get("content", {}).items():
        yield f"Body: {_media(kind, media)}."


def _media(kind: str, media: Part) -> str:
    shape = media["schema"].get("$ref")
    return _link(shape.rpartition("/")[2]) if shape else code(kind)


def _link(name: str) -> str:
    return f"[`{name}`](#{name.lower()})"


def _answers(operation: Part) -> Iterator[str]:
    for status, answer in operation["responses"].items():
        if status.startswith(("2", "3")):
            content = answer.get("content", {}).items()
            kinds = " or ".join(_media(kind, media) for kind, media in content)
            yield f"Answer: {status}{', ' + kinds if kinds else ''}."


def _problems(document: Part, operation: Part) -> list[str]:
    found: dict[str, None] = {}
    known = document["components"]["responses"]
    for answer in operation["responses"].values():
        named = known[answer["$ref"].rpartition("/")[2]] if "$ref" in answer else answer
        for media in named.get("content", {}).values():
            for example in media.get("examples", {}).values():
                found[example["value"]["type"].rpartition(":")[2]] = None
    return list(found)


def schemas() -> str:
    """
    Every named schema with its members.
    """
    found = build_document(OPERATIONS)["components"]["schemas"]
    return "\n\n".join(_schema(name, schema) for name, schema in found.items())


def _schema(name: str, schema: Part) -> str:
    lines = [f"### {name}"]
    if "description" in schema:
        lines.append(one_line(schema["description"]))
    required = schema.get("required", ())
    rows = [
        (code(member), _shape(shape), "yes" if member in required else "")
        for member, shape in schema.get("properties", {}).items()
    ]
    if rows:
        lines.append(table(("member", "", "required"), rows))
    elif "enum" in schema:
        lines.append(f"One of {codes(schema['enum'])}.")
    return "\n\n".join(lines)


def _shape(shape: Part) -> str:
    if "$ref" in shape:
        return _link(shape["$ref"].rpartition("/")[2])
    for several in ("anyOf", "oneOf"):
        if several in shape:
            return " or ".join(_shape(each) for each in shape[several])
    kind = shape.get("type", "any")
    kinds = kind if isinstance(kind, list) else [kind]
    words = [_kind(each, shape) for each in kinds]
    said = one_line(shape.get("description", ""))
    return " or ".join(words) + (f". {said}" if said else "")


def _kind(kind: str, shape: Part) -> str:
    if kind == "array" and "items" in shape:
        return f"list of {_shape(shape['items'])}"
    if "enum" in shape and kind != "null":
        return "one of " + codes(each for each in shape["enum"] if each is not None)
    format_ = shape.get("format")
    return f"{kind} ({format_})" if format_ and kind != "null" else kind


def problems() -> str:
    """
    Every kind of problem.
    """
    ordered = sorted(ALL_KINDS.values(), key=lambda each: (each.status, each.name))
    rows = [(each.status, code(each.type), each.title) for each in ordered]
    return table(("status", "type", "title"), rows)


SECTIONS = {
    "operations": overview,
    "operation-details": details,
    "problems": problems,
    "schemas": schemas,
}
