"""
Likely duplicates, merging and unmerging over HTTP.
"""

from typing import Final

from crm_core import CrmWork
from crm_core.duplicates import (
    PairId,
    keep_apart,
    list_duplicates,
    list_scans,
    request_scan,
)
from crm_core.shared import (
    Field,
    Fields,
    Flag,
    Number,
    Permission,
    Text,
)

from ..calls import Call
from ..operations import Operation, Parameter
from ..replies import Reply, json_reply
from .record_operations import PAGING, ROOT
from .records import page_reply

TAG: Final = "Duplicates"
KIND: Final = Parameter(
    name="kind",
    says="Which kind of record.",
    schema={"type": "string", "enum": ["contact", "company"], "default": "contact"},
    example="contact",
)
_NARROWED: Final = Fields.of(
    [
        Field(name="kind", label="Kind", kind=Text(20)),
        Field(name="apart", label="Known to be different", kind=Flag()),
        Field(name="least", label="Least score", kind=Number()),
    ]
)
_APART: Final = Fields.of(
    [Field(name="apart", label="Known to be different", kind=Flag())]
)
_SCAN: Final = Fields.of(
    [
        Field(name="kind", label="Kind", kind=Text(20)),
        Field(name="everything", label="All, not only what changed", kind=Flag()),
    ]
)


def list_pairs(call: Call) -> Reply:
    """
    A page of pairs.
    """
    request, given = call.page("kind", "apart", "least")
    narrowed = _NARROWED.parse(given)
    found = call.run(
        list_duplicates,
        str(narrowed.get("kind") or "contact"),
        request,
        apart=bool(narrowed.get("apart")),
        least=float(str(narrowed.get("least") or 0)),
    )
    return page_reply(found, request)


def decide(call: Call) -> Reply:
    """
    Whether two records are known to be different.
    """
    pair_id = PairId(call.id())
    apart = bool(_APART.parse(call.fields).get("apart", True))

    def act(work: CrmWork) -> Reply:
        return json_reply(keep_apart(work, pair_id, apart=apart))

    return call.write(act)


def scan(call: Call) -> Reply:
    """
    Have records looked through.
    """
    wanted = _SCAN.parse(call.fields)
    kind = wanted.get("kind")
    everything = bool(wanted.get("everything"))

    def act(work: CrmWork) -> Reply:
        request_scan(work, None if kind is None else str(kind), everything=everything)
        return json_reply({"requested": True}, status=202)

    return call.write(act, trail=False)


def list_latest_scans(call: Call) -> Reply:
    """
    The latest scan of each kind of record.
    """
    return json_reply({"items": call.run(list_scans)})


OPERATIONS = [
    Operation(
        method="GET",
        path=f"{ROOT}/duplicates",
        name="list_duplicates",
        tag=TAG,
        summary="Pairs of records that may be the same, the likeliest first",
        answer=list_pairs,
        requires=Permission.DUPLICATE_READ,
        query=(
            *PAGING,
            KIND,
            Parameter(
                name="apart",
                says="Those that are known to be different, instead.",
                schema={"type": "boolean", "default": False},
                example=False,
            ),
            Parameter(
                name="least",
                says="The least score, from 0 to 1.",
                schema={"type": "number", "default": 0},
                example=0.5,
            ),
        ),
        gives="DuplicatePage",
        problems=("invalid",),
    ),
    Operation(
        method="POST",
        path=f"{ROOT}/duplicates/scan",
        name="request_scan",
        tag=TAG,
        summary="Let a worker look for duplicates among what changed, or among all",
        answer=scan,
        requires=Permission.DUPLICATE_SCAN,
        takes="ScanRequest",
        optional_body=True,
        gives="ScanRequested",
        status=202,
        problems=("invalid",),
    ),
    Operation(
        method="GET",
        path=f"{ROOT}/duplicates/scans",
        name="list_scans",
        tag=TAG,
        summary="The latest scan of each kind of record",
        answer=list_latest_scans,
        requires=Permission.DUPLICATE_READ,
        gives="ScanList",
    ),
    Operation(
        method="POST",
        path=f"{ROOT}/duplicates/{{id}}/keep-apart",
        name="keep_apart",
        tag=TAG,
        summary="Remember that two records are different, or forget it",
        answer=decide,
        requires=Permission.DUPLICATE_WRITE,
        takes="KeepApart",
        optional_body=True,
        gives="DuplicateDecided",
        written=True,
        problems=("invalid", "not-found"),
    ),
]
