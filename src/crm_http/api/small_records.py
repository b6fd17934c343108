"""
Small records over HTTP, those without filters, pages and bulk: all of them, one, and
what is done to one.
"""

from collections.abc import Callable, Iterable
from typing import Any, Protocol
from uuid import UUID

from attrs import frozen

from crm_core import CrmWork
from crm_core.shared import Permission

from ..calls import Call
from ..operations import Parameter
from ..preconditions import check_version, entity_tag, unchanged
from ..replies import Header, Reply, json_reply
from .members import check_members
from .records import read_flag, seen_version


class Small(Protocol):
    """
    A record with a version.
    """

    @property
    def id(self) -> UUID: ...

    @property
    def version(self) -> int: ...


def _itself(record: Any) -> Any:
    return record


@frozen(kw_only=True)
class SmallRecords:
    """
    One kind of small record: what it is called, where it is, who may see it and who may
    change it. *shown* is what is told of one.
    """

    noun: str
    path: str
    tag: str
    reads: Permission
    writes: Permission
    shown: Callable[[Any], object] = _itself

    @property
    def plural(self) -> str:
        """
        What operations call several.
        """
        return self.path.rpartition("/")[2].replace("-", "_")

    @property
    def schema(self) -> str:
        """
        What one is called in the documentation.
        """
        return self.noun.title().replace("_", "")


@frozen(kw_only=True)
class EditedRecords(SmallRecords):
    """
    A kind that is changed at the version that the client saw. *show* is the use case
    that gives one; *reserved* are parameters of the one that edits, and so no fields.
    """

    show: Callable[..., Small]
    reserved: tuple[str, ...] = ("version",)


# ---------------------------------------------------------------------------- answers


def list_all(
    records: SmallRecords,
    use_case: Callable[..., Iterable[object]],
    asks: Parameter | None,
    call: Call,
) -> Reply:
    """
    All of them, or those that the parameter asks for: a flag, or a word.
    """
    asked: dict[str, Any] = {}
    if asks is not None:
        asked |= call.parameters(asks.name)
        if asked and asks.schema["type"] == "boolean":
            asked = {name: read_flag(name, text) for name, text in asked.items()}
    return json_reply({"items": [*map(records.shown, call.run(use_case, **asked))]})


def show_one(records: EditedRecords, call: Call) -> Reply:
    """
    One record, or that it is still what the client saw.
    """
    record = call.run(records.show, call.id())
    tag = entity_tag(record.version)
    if unchanged(call.headers.get(b"if-none-match"), tag):
        return Reply(304, headers=((b"etag", tag),))
    return _reply(records, record)


def _reply(
    records: SmallRecords, record: Small, *headers: Header, status: int = 200
) -> Reply:
    tag = (b"etag", entity_tag(record.version))
    return json_reply(records.shown(record), tag, *headers, status=status)


def add_one(records: SmallRecords, use_case: Callable[..., Small], call: Call) -> Reply:
    """
    A new record.
    """
    fields = call.fields

    def act(work: CrmWork) -> Reply:
        record = use_case(work, **fields)
        place = f"{call.root}{records.path}/{record.id}/"
        return _reply(records, record, (b"location", place.encode()), status=201)

    return call.write(act)


def edit_one(
    records: EditedRecords, use_case: Callable[..., Small], call: Call
) -> Reply:
    """
    A record otherwise.
    """
    record_id, versions = call.id(), call.versions(required=True)
    fields = call.fields
    check_members(fields, records.reserved, known=None, required=())

    def act(work: CrmWork) -> Reply:
        saw = seen_version(records.show, work, record_id, versions)
        return _reply(records, use_case(work, record_id, version=saw, **fields))

    return call.write(act)


def act_on(
    records: EditedRecords, use_case: Callable[..., Small | None], call: Call
) -> Reply:
    """
    What *use_case* does to a record; after DELETE there is nothing to show.
    """
    record_id, versions = call.id(), call.versions(required=False)

    def act(work: CrmWork) -> Reply:
        if versions is not None:
            check_version(records.show(work, record_id).version, versions)
        record = use_case(work, record_id)
        if record is None or call.method == "DELETE":
            return Reply(204)
        return _reply(records, record)

    return call.write(act)


def drop_one(use_case: Callable[..., object], call: Call) -> Reply:
    """
    A record less, whatever its version.
    """
    record_id = call.id()

    def act(work: CrmWork) -> Reply:
        use_case(work, record_id)
        return Reply(204)

    return call.write(act)
