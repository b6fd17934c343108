"""
Imports as resources: how far they are, what they refused, taking them back.
"""

from collections.abc import Callable, Generator
from functools import partial
from typing import Any

from attrs import asdict

from crm_adapters.bootstrap.files import write_refusals
from crm_core.shared import Permission
from crm_core.transfers import (
    Transfer,
    TransferId,
    all_refused,
    cancel_import,
    list_transfers,
    show_transfer,
    undo_transfer,
)

from ..calls import Call
from ..operations import Operation
from ..replies import EventReply, Reply, StreamReply, encode_json, json_reply
from .record_operations import PAGING, ROOT
from .records import page_reply

EVERY_SECONDS = 1.0


def picture(transfer: Transfer) -> dict[str, Any]:
    """
    An import as clients see it.
    """
    told = asdict(transfer, recurse=False)
    for inner in ("figures", "options", "since", "since_position"):
        del told[inner]
    return (
        told
        | asdict(transfer.figures)
        | {
            "refused": transfer.refused,
            "rows_per_second": transfer.rows_per_second,
            "seconds_left": transfer.seconds_left,
        }
    )


def list_imports(call: Call) -> Reply:
    """
    The latest imports.
    """
    request, _ = call.page()
    found = call.run(list_transfers, request)
    return page_reply(found, request, shown=picture)


def _id(call: Call) -> TransferId:
    return TransferId(call.id())


def show_import(call: Call) -> Reply:
    """
    One import.
    """
    return json_reply(picture(call.run(show_transfer, _id(call))))


def give_refused(call: Call) -> StreamReply:
    """
    The refused rows of an import as a file that can be mended and sent again.
    """
    id = _id(call)
    transfer = call.run(show_transfer, id)

    def pieces() -> Generator[bytes, None, None]:
        refused = partial(all_refused, call.run, id)
        yield from write_refusals(refused, transfer.headers)

    name = b'attachment; filename="refused.csv"'
    return StreamReply(
        200,
        pieces(),
        (
            (b"content-type", b"text/csv; charset=utf-8"),
            (b"content-disposition", name),
        ),
        call.desk.threads,
        call.desk.patience,
    )


def tell_progress(call: Call) -> EventReply:
    """
    How far an import is, each time that changes, until it ends.
    """
    id = _id(call)
    call.run(show_transfer, id)  # what is wrong is said as a problem
    return EventReply(partial(_event, call, id), call.desk.threads, EVERY_SECONDS)


def _event(call: Call, id: TransferId) -> tuple[bytes, bool]:
    transfer = call.run(show_transfer, id)
    return encode_json(picture(transfer)), transfer.ended


def cancel(call: Call) -> Reply:
    """
    Stop an import before its next part.
    """
    id = _id(call)
    return call.write(
        lambda work: json_reply(picture(cancel_import(work, id))), trail=False
    )


def undo(call: Call) -> Reply:
    """
    Take an import back.
    """
    id = _id(call)
    return call.write(lambda work: json_reply(undo_transfer(work, id)))


def _operation(
    method: str,
    path: str,
    name: str,
    summary: str,
    answer: Callable[[Call], Any],
    **more: Any,
) -> Operation:
    return Operation(
        method=method,
        path=f"{ROOT}/transfers{path}",
        name=name,
        tag="Imports",
        summary=summary,
        answer=answer,
        **{"requires": Permission.CHANGE_READ, "problems": ("not-found",), **more},
    )


OPERATIONS = [
    _operation(
        "GET",
        "",
        "list_transfers",
        "The latest imports; without the right to undo others', one's own",
        list_imports,
        query=PAGING,
        gives="TransferPage",
        problems=("invalid",),
    ),
    _operation(
        "GET",
        "/{id}",
        "show_transfer",
        "How far an import is, and what it did",
        show_import,
        gives="Transfer",
    ),
    _operation(
        "GET",
        "/{id}/refused",
        "refused_rows",
        "The rows that an import refused, with the reasons, as a file",
        give_refused,
        gives_files=("text/csv",),
    ),
    _operation(
        "GET",
        "/{id}/events",
        "import_events",
        "How far an import is, told as it goes on, as server-sent events",
        tell_progress,
        gives_files=("text/event-stream",),
    ),
    _operation(
        "POST",
        "/{id}/cancel",
        "cancel_import",
        "Stop an import before its next part; what it has written stays",
        cancel,
        gives="Transfer",
        problems=("not-found", "transfer-ended"),
    ),
    _operation(
        "POST",
        "/{id}/undo",
        "undo_transfer",
        "Take an import back; records that were changed since are kept and named",
        undo,
        requires=Permission.CHANGE_UNDO,
        gives="Undone",
        written=True,
        problems=("not-found", "already-undone"),
    ),
]
