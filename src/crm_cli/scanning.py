"""
Scanning for duplicates and merging those that are certain, in words.
"""

from functools import partial

import click

from crm_core.duplicates import (
    AutoMerge,
    merge_all_certain,
    request_scan,
    scan_duplicates,
)

from .output import note, print_json, say
from .refusals import PARTLY_REFUSED
from .session import Session


def scan_records(session: Session, *, kind: str, everything: bool, later: bool) -> None:
    """
    Scan now, or have it done.
    """
    if later:
        session.run(request_scan, kind, everything=everything)
        if session.as_json:
            print_json({"requested": True})
        else:
            say("A worker will do it: crm worker.")
        return
    run = partial(session.application.crm.run, session.actor)
    scan = scan_duplicates(run, kind, everything=everything)
    if session.as_json:
        print_json(scan)
        return
    say(f"{scan.found} pairs found among {scan.records} records.")
    if scan.crowded:
        note(f"{scan.crowded} large groups were compared in part.")
    say("Look at them: crm duplicates list")


def merge_certain(session: Session, *, kind: str, dry_run: bool) -> None:
    """
    Merge every group that is certain.
    """
    crm = session.application.crm
    run = partial(crm.rehearse if dry_run else crm.run, session.actor)
    done = []
    for each in merge_all_certain(run, kind):
        done.append(each)
        if not session.as_json:
            _tell(each, dry_run=dry_run)
    refused = [each for each in done if each.refused]
    if session.as_json:
        print_json({"dry_run": dry_run, "items": [_as_answer(e) for e in done]})
    else:
        begin = "Would merge" if dry_run else "Merged"
        say(f"{begin} {len(done) - len(refused)} of {len(done)} groups.")
    if refused:
        raise click.exceptions.Exit(PARTLY_REFUSED)


def _tell(each: AutoMerge, *, dry_run: bool) -> None:
    ids = ", ".join(map(str, each.ids))
    if each.merged is None:
        note(f"Left alone {ids}: {each.refused}")
        return
    how = "" if dry_run else f"; crm duplicates unmerge {each.merged.merge_id}"
    say(f"{each.merged.record.name}: {ids}{how}")


def _as_answer(each: AutoMerge) -> dict[str, object]:
    merge_id = each.merged.merge_id if each.merged else None
    return {"ids": each.ids, "merge_id": merge_id, "refused": each.refused}
