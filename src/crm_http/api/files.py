"""
Files attached to records, over HTTP.
"""

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from typing import Any, BinaryIO, Final

from attrs import evolve

from crm_core import CrmWork
from crm_core.activities import ActivityId, get_activity
from crm_core.files import (
    FILE_FIELDS,
    HEAD,
    File,
    Upload,
    archive_file,
    attach_file,
    edit_file,
    list_files,
    purge_file,
    restore_file,
    show_file,
    show_usage,
)
from crm_core.shared import (
    Condition,
    FieldError,
    Invalid,
    NotFound,
    Operator,
    RecordRef,
    Term,
    parse_url,
)

from ..calls import Call
from ..multipart import read_form
from ..replies import Reply, json_reply
from .file_contents import pieces, storage_of
from .record_operations import ROOT
from .records import Records, page_reply, record_reply

FORM: Final = b"multipart/form-data"
ONCE: Final = frozenset({"name", "description"})


def _shown(_work: CrmWork, file: File) -> File:
    return file


FILES = Records(
    noun="file",
    plural="files",
    fields=FILE_FIELDS,
    page=list_files,
    show=show_file,
    add=attach_file,
    edit=edit_file,
    archive=archive_file,
    restore=restore_file,
    purge=purge_file,
    get=show_file,
    shown=_shown,
    watched=False,
    more=frozenset({"limits", "activity_id", "upload"}),
    purge_problems=("file-in-use",),
)


# --------------------------------------------------------------------------- attaching


def attach(call: Call) -> Reply:
    """
    A new file, from a form or from the whole body.
    """
    return _attach(call, lambda _: {})


def attach_to(kind: str, call: Call) -> Reply:
    """
    A new file about the record of the address.
    """
    record = RecordRef(kind, call.id())

    def about(work: CrmWork) -> dict[str, Any]:
        _check_there(work, record)
        return {"about": [record]}

    return _attach(call, about)


def attach_to_activity(call: Call) -> Reply:
    """
    A new file of the activity of the address, about what that is about.
    """
    activity_id = ActivityId(call.id())

    def about(work: CrmWork) -> dict[str, Any]:
        activity = get_activity(work, activity_id)
        seen = work.subjects.visible(activity.about)
        return {
            "activity_id": activity_id,
            "about": [each for each in activity.about if each in seen],
        }

    return _attach(call, about)


Where = Callable[[CrmWork], dict[str, Any]]


def _attach(call: Call, where: Where) -> Reply:
    assert call.upload is not None
    with call.upload as body:
        content_type = call.headers.get(b"content-type", b"")
        if content_type.strip().lower().startswith(FORM):
            form = read_form(content_type, body)
            values, name, start, end = form.values, form.name, form.start, form.end
        else:
            values, name, start, end = (), "", 0, body.seek(0, 2)
        fields = _fields([*call.pairs, *values])
        fields.setdefault("name", name)
        return _write(call, where, fields, _Part(body, start, end))


def _fields(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """
    What is said of the file: in the address, in the form, or here and there.
    """
    fields: dict[str, Any] = {}
    errors: list[FieldError] = []
    for name, value in pairs:
        if name == "about":
            fields.setdefault("about", []).append(value)
        elif name not in ONCE:
            errors.append(FieldError(name, "unknown", "No such field."))
        elif name in fields:
            errors.append(FieldError(name, "repeated", "Given more than once."))
        else:
            fields[name] = value
    if errors:
        raise Invalid(errors=errors)
    return fields


class _Part:
    """
    The part of a body that is the file.
    """

    def __init__(self, body: BinaryIO, start: int, end: int) -> None:
        self.body = body
        self.start = start
        self.size = end - start

    def pieces(self) -> Iterator[bytes]:
        return pieces(self.body, self.start, self.size)

    @property
    def head(self) -> bytes:
        self.body.seek(self.start)
        return self.body.read(min(self.size, HEAD))

    @property
    def digest(self) -> bytes:
        found = sha256()
        for piece in self.pieces():
            found.update(piece)
        return found.digest()


def _write(call: Call, where: Where, fields: dict[str, Any], part: _Part) -> Reply:
    organization_id, storage = call.actor.organization_id, storage_of(call)

    def act(work: CrmWork) -> Reply:
        found = where(work)
        upload = Upload(
            head=part.head,
            size=part.size,
            keep=lambda: storage.put(organization_id, part.pieces()),
        )
        about = [*fields.get("about", ()), *found.pop("about", ())]
        given = {**fields, **found, "about": about}
        file = attach_file(work, upload, limits=call.desk.limits, **given)
        place = f"{call.root}{ROOT}/files/{file.id}/"
        return record_reply(file, (b"location", place.encode()), status=201)

    # A form sent again has another boundary, and is the same.
    key = b"idempotency-key" in call.headers
    asked = (repr(sorted(fields.items())).encode(), part.digest) if key else None
    return call.write(act, asked=asked)


def _check_there(work: CrmWork, record: RecordRef) -> None:
    if record not in work.subjects.visible([record]):
        raise NotFound(id=record.id)


# ----------------------------------------------------------------------------- reading


def list_of(kind: str, call: Call) -> Reply:
    """
    A page of the files about one record.
    """
    id = call.id()
    query, request = parse_url(call.pairs, FILE_FIELDS)
    own = Condition(f"{kind}_id", (Term(Operator.IS, id),))

    def read(work: CrmWork) -> Any:
        if kind == "activity":
            get_activity(work, ActivityId(id))
        else:
            _check_there(work, RecordRef(kind, id))
        found = evolve(query, conditions=(*query.conditions, own))
        return list_files(work, found, request)

    return page_reply(call.run(read), request)


def usage(call: Call) -> Reply:
    """
    How much room the organization's files take.
    """
    return json_reply(call.run(show_usage, call.desk.limits))
