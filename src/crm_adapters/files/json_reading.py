"""
JSON Lines, and one JSON array of objects, as rows: a name is a header.
"""

import codecs
import json
import re
from collections.abc import Iterator
from typing import BinaryIO

from crm_core.shared import FieldError
from crm_core.transfers import FileSource, FileUnreadable, RowRefused, SourceRow

from .encodings import SAMPLE, Encoding, encoding_of
from .layouts import MOST_COLUMNS
from .lines import CHUNK, LONGEST_LINE, Lines
from .refusing import has_escapes, shown

SHOWN = 20
DEEPEST = 10
_SHOWN_TEXT = 200
_WHOLE = re.compile(rb"\s*(?:\[|\{\s*[\r\n])")
_BETWEEN = re.compile(r"[\s,\[\]]*")

Rows = Iterator[SourceRow | RowRefused]


class _NoObject(ValueError):
    """
    What JSON allows, or nearly, and a record cannot be.
    """


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in found if names.count(name) > 1)
        raise _NoObject(f"The name {twice[:_SHOWN_TEXT]!r} stands twice.")
    return found


def _constant(name: str) -> object:
    raise _NoObject(f"{name} is no value of JSON.")


# Numbers keep their digits; what they mean is for the field to say.
_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_constant=_constant, parse_int=str, parse_float=str
)
_LENIENT = json.JSONDecoder(parse_int=str, parse_float=str)


def read_json(file: BinaryIO, *, encoding: str | None = None) -> FileSource:
    """
    A file of JSON objects as rows: one object a line, or all in one array.

    Raises:
        FileUnreadable: No object in it, or too many different names.
        Invalid: An unknown encoding.
    """
    sample = file.read(SAMPLE)
    found = encoding_of(file, sample, encoding)
    whole = _WHOLE.match(sample[found.mark :].replace(b"\0", b"")) is not None
    names: dict[str, None] = {}
    first: list[SourceRow] = []
    reason = "The file has no rows."
    for row in _rows(file, found, whole=whole):
        if isinstance(row, SourceRow):
            names.update(dict.fromkeys(row.values))
            first += [row][: SHOWN - len(first)]
        elif not names:
            reason = f"There is no record in the file; line {row.line}: {row.told}"
        if len(names) > MOST_COLUMNS:
            raise FileUnreadable(f"More than {MOST_COLUMNS} different names.")
    if not names:
        raise FileUnreadable(reason)
    return FileSource(
        format="jsonl",
        headers=tuple(names),
        rows=_rows(file, found, whole=whole),
        encoding=str(found),
        sample=tuple(row.values for row in first),
    )


def _rows(file: BinaryIO, encoding: Encoding, *, whole: bool) -> Rows:
    file.seek(0)
    return (yield from (_in_array if whole else _in_lines)(file, encoding))


def _in_lines(file: BinaryIO, encoding: Encoding) -> Rows:
    lines = Lines(file, encoding, old_mac=False)
    for number, text in enumerate(lines, 1):
        lines.keep_from = number + 1
        if number in lines.too_long:
            yield _refused(number, text, "This line is too long to read.")
        elif text.strip():
            yield _read(number, text.rstrip())


def _read(line: int, text: str) -> SourceRow | RowRefused:
    try:
        return _row(line, _DECODER.decode(text))
    except json.JSONDecodeError as error:
        message = f"Not JSON: {error.msg} (character {error.pos + 1})."
    except _NoObject as error:
        message = str(error)
    except RecursionError:
        message = f"Nested more than {DEEPEST} deep."
    return _refused(line, text, message)


def _in_array(file: BinaryIO, encoding: Encoding) -> Rows:
    """
    The objects of an array while it comes in; behind one that is no JSON there is no
    telling where the next begins.
    """
    file.read(encoding.mark)
    errors = "replace" if encoding.is_wide else "surrogateescape"
    decoder = codecs.getincrementaldecoder(encoding.name)(errors)
    text, at, line, ended = "", 0, 1, False
    while True:
        begin = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]
        line += text.count("\n", at, begin)
        text, at = text[begin:], 0
        if not text and ended:
            return
        try:
            _, at = _LENIENT.raw_decode(text)
        except (ValueError, RecursionError):
            if not ended and len(text) < LONGEST_LINE:
                data = file.read(max(CHUNK, len(text)))
                ended = not data
                text += decoder.decode(data, final=ended)
                continue
            yield _rest_refused(line, text)
            return
        yield _read(line, text[:at])
        line += text.count("\n", 0, at)


def _rest_refused(line: int, text: str) -> RowRefused:
    refused = _read(line, text)
    why = refused.told if isinstance(refused, RowRefused) else "Not JSON."
    head = text[:_SHOWN_TEXT]
    return _refused(line, head, f"{why} Nothing behind it was read.")


def _refused(line: int, text: str, message: str) -> RowRefused:
    values = {"text": shown(text.strip())}
    return RowRefused(line, (FieldError("", "json", message),), values)


def _row(line: int, value: object) -> SourceRow | RowRefused:
    if not isinstance(value, dict):
        raise _NoObject("Not an object with names and values.")
    values = {name: _cell(each) for name, each in value.items()}
    reasons = tuple(
        FieldError(shown(name[:_SHOWN_TEXT]), "characters", fault)
        for name, each in value.items()
        if (fault := _fault(name) or _fault(each))
    )
    if not reasons:
        return SourceRow(line, values)
    seen = {
        shown(name): shown(each) if isinstance(each, str) else json.dumps(each)
        for name, each in values.items()
    }
    return RowRefused(line, reasons, seen)


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def _fault(value: object, depth: int = 0) -> str | None:
    """
    Why the value cannot be stored, whatever its field.
    """
    if isinstance(value, str):
        if "\0" in value:
            return "Contains a NUL character."
        return "Contains half a character." if has_escapes(value) else None
    if depth == DEEPEST:
        return f"Nested more than {DEEPEST} deep."
    inner = [*value, *value.values()] if isinstance(value, dict) else value
    if not isinstance(inner, list):
        return None
    return next((why for each in inner if (why := _fault(each, depth + 1))), None)
