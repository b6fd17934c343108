"""
The doors that a value can come in by: each gives its verdict in the same words.
"""

import csv
import io
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from attrs import define, frozen
from httpx import Response

from crm_core import Crm
from crm_core.companies import add_company, archive_company, edit_company, show_company
from crm_core.contacts import add_contact, archive_contact, edit_contact, show_contact
from crm_core.shared import Actor, Invalid
from tests.cli.terminal import House, Said
from tests.http.door import Person
from tests.value_cases import Case, Kept, LeftOut, Refused, Verdict

from .ledger import Ledger

ADD = {"contacts": add_contact, "companies": add_company}
EDIT = {"contacts": edit_contact, "companies": edit_company}
SHOW = {"contacts": show_contact, "companies": show_company}
ARCHIVE = {"contacts": archive_contact, "companies": archive_company}
# What a record has beside the value: with it, it is a record.
WHO = {"contacts": {"last_name": "Parity"}, "companies": {"name": "Parity"}}


@define
class World:
    """
    One organization before all doors, and another one that nobody may touch.
    """

    crm: Crm
    actor: Actor
    person: Person
    house: House
    ledger: Ledger
    canary: str

    def fields(self, case: Case) -> dict[str, Any]:
        return {**WHO[case.plural], **value_of(case)}

    def record(self, case: Case) -> UUID:
        """
        A record to edit.
        """
        return self.crm.run(self.actor, ADD[case.plural], **WHO[case.plural]).id

    def live(self, plural: str) -> list[UUID]:
        """
        The ids of all live records.
        """
        found = self.ledger.connection.execute(
            f"select id from crm.{plural} where organization_id = %s"
            " and archived_at is null",
            [self.ledger.ours],
        )
        return [id for (id,) in found]

    def clear(self) -> None:
        """
        Archive all records: their addresses and names are free again.
        """
        for plural in ARCHIVE:
            for id in self.live(plural):
                self.archive(plural, id)

    def archive(self, plural: str, id: UUID) -> None:
        self.crm.run(self.actor, ARCHIVE[plural], id)

    def stored(self, case: Case, id: UUID | None = None) -> Kept:
        """
        What is stored of the value, by whichever door it came.
        """
        if id is None:
            (id,) = self.live(case.plural)
        row = self.crm.run(self.actor, SHOW[case.plural], id)
        whole, _, part = case.field.partition(".")
        value = getattr(row, whole)
        return Kept(value.get(part) if part else value)

    def by_library(self, case: Case, id: UUID | None = None) -> Verdict:
        try:
            if id is None:
                fields = self.fields(case)
                self.crm.run(self.actor, ADD[case.plural], **fields)
            else:
                fields = value_of(case)
                self.crm.run(self.actor, EDIT[case.plural], id, **fields)
        except Invalid as error:
            return Refused(frozenset((e.field, e.code) for e in error.errors))
        return self.stored(case, id)

    def by_post(self, case: Case, _id: UUID | None) -> Verdict:
        body = json.dumps(self.fields(case)).encode()
        return self._answered(case, self.person.send(f"{case.plural}/", body))

    def by_patch(self, case: Case, id: UUID | None) -> Verdict:
        place, body = f"{case.plural}/{id}/", json.dumps(value_of(case)).encode()
        answer = self.person.send(place, body, method="PATCH")
        return self._answered(case, answer)

    def _answered(self, case: Case, answer: Response) -> Verdict:
        assert answer.status_code in {200, 201, 422}, answer.text
        assert self.canary not in answer.text
        if answer.status_code == 422:
            assert len(answer.content) < 4000, "G5: a long error"
            errors = answer.json()["errors"]
            return Refused(frozenset((e["field"], e["code"]) for e in errors))
        kept = self.stored(case)
        whole, _, part = case.field.partition(".")
        told = answer.json()[whole]
        assert kept == Kept(told.get(part) if part else told)
        return kept

    def by_command(self, case: Case, id: UUID | None) -> Verdict:
        word = f"{case.field}={case.text}"
        if id is None:
            who = (f"{k}={v}" for k, v in WHO[case.plural].items() if k != case.field)
            said = self.house.run(case.plural, "add", *who, word)
        else:
            said = self.house.run(case.plural, "edit", id, word)
        assert self.canary not in said.out + said.err
        if said.code == 0:
            return self.stored(case)
        assert (1, "") == (said.code, said.out), said.err
        return self._told(case, said)

    def _told(self, case: Case, said: Said) -> Refused:
        """
        The errors of a command, which prints their messages: the codes are those for
        which the library has the same words.
        """
        codes: dict[tuple[str, str], str] = {}
        try:
            self.crm.run(self.actor, ADD[case.plural], **self.fields(case))
        except Invalid as error:
            codes = {(e.field, e.message): e.code for e in error.errors}
        lines = (line[2:] for line in said.err.splitlines() if line.startswith("  "))
        errors = [(f, m) for f, _, m in (line.partition(": ") for line in lines)]
        return Refused(frozenset((f, codes.get((f, m), m)) for f, m in errors))

    def by_csv(self, case: Case, _id: UUID | None) -> Verdict:
        cells = {**WHO[case.plural], case.field: case.text or ""}
        text = io.StringIO()
        csv.writer(text).writerows([[*cells], [*cells.values()]])
        place, body = f"{case.plural}/import/", text.getvalue().encode()
        answer = self.person.send(place, body, media="text/csv; charset=utf-8")
        assert 200 == answer.status_code, answer.text
        return self._reported(case, answer.text)

    def by_json_lines(self, case: Case, _id: UUID | None) -> Verdict:
        line = json.dumps({**WHO[case.plural], case.field: case.value}).encode()
        refusals = self.house.terminal.home / "refused.csv"
        asked = (case.plural, "import", "-", "--json", "--refused", refusals)
        said = self.house.run(*asked, input=line)
        assert said.code in {0, 1}, said.err
        return self._reported(case, said.out)

    def _reported(self, case: Case, text: str) -> Verdict:
        assert self.canary not in text
        report = json.loads(text)
        assert 1 == report["rows"]
        if report["refused"]:
            (row,) = report["refused"]
            assert case.field in row["values"]
            reasons = {(each["field"], each["code"]) for each in row["reasons"]}
            return Refused(frozenset(reasons))
        assert 1 == report["created"]
        return LeftOut() if case.field in report["unused"] else self.stored(case)


def value_of(case: Case) -> dict[str, Any]:
    """
    The field with its value, as a use case takes it.
    """
    whole, _, part = case.field.partition(".")
    return {whole: {part: case.value} if part else case.value}


@frozen
class Door:
    """
    A way in; *edits* when it changes a record that is there. What it *keeps* of a
    refusal are the tables that begin so.
    """

    name: str
    kind: str
    give: Callable[[World, Case, UUID | None], Verdict]
    edits: bool = False
    keeps: str = "-"

    def carries(self, given: Case) -> bool:
        """
        Whether the value can come in here at all; in a file of JSON only what no cell
        of CSV can be.
        """
        if isinstance(given.verdict_of(self.kind), str):
            return False
        match self.name:
            case "library" | "library-edit":
                return True
            case "post" | "patch":
                return given.json is not None
            case "import-json":
                return given.json is not None and given.text is None
        return given.text is not None

    def expected(self, case: Case) -> Verdict:
        """
        The verdict as this door can tell it: a file names the column, no path in it.
        """
        verdict = case.verdict_of(self.kind)
        assert not isinstance(verdict, str)
        if self.kind != "file" or not isinstance(verdict, Refused):
            return verdict
        return Refused(frozenset((case.field, code) for _, code in verdict.errors))


DOORS = (
    Door("library", "library", World.by_library),
    Door("library-edit", "library", World.by_library, edits=True),
    Door("post", "http", World.by_post),
    Door("patch", "http", World.by_patch, edits=True),
    Door("add", "cli", World.by_command),
    Door("edit", "cli", World.by_command, edits=True),
    Door("import", "file", World.by_csv, keeps="transfer"),
    Door("import-json", "file", World.by_json_lines, keeps="transfer"),
)
