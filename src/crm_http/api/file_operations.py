"""
What can be done with files over HTTP.
"""

from functools import partial
from typing import Any, Final

from crm_core.shared import SUBJECT_KINDS, Permission

from ..calls import ANY_TYPE
from ..operations import Operation, Parameter
from .file_contents import give_content
from .files import (
    FILES,
    attach,
    attach_to,
    attach_to_activity,
    list_of,
    usage,
)
from .record_operations import PAGING, ROOT, a, record_operations

_PLURALS: Final = {
    "activity": "activities",
    "company": "companies",
    "opportunity": "opportunities",
}
_SAID: Final = (
    Parameter(
        name="name",
        says="What the file is called, unless the form says so.",
        schema={"type": "string", "maxLength": 10_000},
        example="offer.pdf",
    ),
    Parameter(
        name="about",
        says="A record that the file is about.",
        schema={"type": "string", "pattern": f"^({'|'.join(SUBJECT_KINDS)}):.{{36}}$"},
        repeats=True,
    ),
    Parameter(
        name="description",
        says="What is to be said of it; longer words go into the form.",
        schema={"type": "string", "maxLength": 1_000},
    ),
)


def _attaching(
    path: str, name: str, summary: str, answer: Any, *more: str
) -> Operation:
    return Operation(
        method="POST",
        path=path,
        name=name,
        tag="Files",
        summary=summary,
        answer=answer,
        requires=Permission.FILE_WRITE,
        takes_files=("multipart/form-data", ANY_TYPE),
        attaches=True,
        query=_SAID,
        gives="File",
        status=201,
        located=True,
        tagged=True,
        written=True,
        problems=("invalid", "file-refused", "quota-reached", *more),
    )


def _of_record(kind: str) -> list[Operation]:
    plural = _PLURALS.get(kind, f"{kind}s")
    path = f"{ROOT}/{plural}/{{id}}/files"
    return [
        Operation(
            method="GET",
            path=path,
            name=f"list_{kind}_files",
            tag="Files",
            summary=f"A page of the files about {a(kind)}",
            answer=partial(list_of, kind),
            requires=Permission.FILE_READ,
            lists="file",
            query=PAGING,
            gives="FilePage",
            problems=("invalid", "not-found"),
        ),
        _attaching(
            path,
            f"attach_file_to_{kind}",
            f"Attach a file to {a(kind)}",
            attach_to_activity if kind == "activity" else partial(attach_to, kind),
            "not-found",
        ),
    ]


_OWN: Final = record_operations(FILES)

OPERATIONS = [
    Operation(
        method="GET",
        path=f"{ROOT}/files/usage",
        name="show_file_usage",
        tag="Files",
        summary="How many bytes the organization's files take, and may take",
        answer=usage,
        requires=Permission.FILE_READ,
        gives="FileUsage",
    ),
    *(each for each in _OWN if each.name == "list_files"),
    _attaching(
        f"{ROOT}/files",
        "attach_file",
        "Keep a file: as the only file of a form, or as the whole body",
        attach,
    ),
    *(each for each in _OWN if each.name not in {"list_files", "add_file"}),
    Operation(
        method="GET",
        path=f"{ROOT}/files/{{id}}/content",
        name="file_content",
        tag="Files",
        summary="What is in a file, whole or in part (Range), to be saved",
        answer=give_content,
        requires=Permission.FILE_READ,
        any_query=True,
        gives_files=("application/octet-stream",),
        problems=(
            "not-found",
            "range-not-satisfiable",
            "content-missing",
            "content-damaged",
        ),
    ),
    *(each for kind in (*SUBJECT_KINDS, "activity") for each in _of_record(kind)),
]
