"""
The people that rows about deals name: by id, by e-mail address, by name.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from attrs import Factory, define

from ...contacts import ContactId
from ...opportunities import ContactRole
from ...shared import Invalid, email_key, fold
from ..model import Draft, Tally, split_name
from ..ports import TransferWork
from .misses import Misses
from .rows import Parsed


@define
class ContactBook:
    """
    The contacts that rows name and the actor may see; nobody is made.
    """

    work: TransferWork
    tally: Tally
    misses: Misses
    ids: set[ContactId] = Factory(set)
    _by_email: dict[str, ContactId] = Factory(dict)
    _by_name: dict[str, list[ContactId]] = Factory(dict)

    def load(self, rows: Sequence[Parsed]) -> None:
        """
        Look up at once all that *rows* name and nobody asked for before.
        """
        contacts = self.work.contacts
        emails = {key for row in rows for key in map(_key, emails_of(row.draft))}
        names = {self._name_key(row.draft) for row in rows}
        by_email = contacts.by_email(new) if (new := emails - {""}) else {}
        by_name = contacts.by_name(new) if (new := names - {""}) else {}
        asked = {id for row in rows for id in pointed_at(row.values)}
        asked.update(by_email.values(), *by_name.values())
        self.ids = (
            {*map(ContactId, self.work.records.visible("contact", asked))}
            if asked
            else set()
        )
        self._by_email = {k: id for k, id in by_email.items() if id in self.ids}
        self._by_name = {
            name: [id for id in found if id in self.ids]
            for name, found in by_name.items()
        }

    def put(
        self, draft: Draft, values: dict[str, Any], known: Iterable[ContactId]
    ) -> None:
        """
        Set the people that a row names in *values*; those *known* to the record stay.
        Who is unknown is remarked once, and refused where a person mapped the column.

        Raises:
            Invalid: No such person here.
        """
        here = self.ids.union(known)
        if values.get("contact_id") is not None and values["contact_id"] not in here:
            del values["contact_id"]
        roles = values.get("contact_roles", ())
        if gone := [each for each in roles if each.contact_id not in here]:
            values["contact_roles"] = tuple(each for each in roles if each not in gone)
            self._miss(draft, "contact_roles", str(gone[0].contact_id))
        if "contact_id" in values:
            return
        found = self.found(draft)
        if found:
            values["contact_id"] = found[0]
        if others := found[1:]:
            self._join(values, others)

    def _join(self, values: dict[str, Any], others: Iterable[ContactId]) -> None:
        roles = values.get("contact_roles", ())
        have = {each.contact_id for each in roles}
        more = (ContactRole(id) for id in others if id not in have)
        values["contact_roles"] = (*roles, *more)

    def found(self, draft: Draft) -> list[ContactId]:
        """
        The people that a row names.

        Raises:
            Invalid: No such person here.
        """
        found: list[ContactId] = []
        for address in emails_of(draft):
            id = self._by_email.get(_key(address))
            if id is None:
                self._miss(draft, "contact_email", address)
            elif id not in found:
                found.append(id)
        name = draft.named.get("contact_name")
        if not found and name:
            called = self._by_name.get(self._name_key(draft), [])
            if len(called) == 1:
                return called
            self._miss(draft, "contact_name", name)
        return found

    def _name_key(self, draft: Draft) -> str:
        order = self.tally.mapping.formats.name_order
        first, last = split_name(draft.named.get("contact_name", ""), order)
        return fold(f"{last} {first}".strip())

    def _miss(self, draft: Draft, field: str, said: str) -> None:
        self.misses.note(draft, field, said, kind="contact")


def emails_of(draft: Draft) -> list[str]:
    """
    The e-mail addresses of people that a row names.
    """
    return draft.named.get("contact_email", "").split()


def pointed_at(values: dict[str, Any]) -> set[ContactId]:
    """
    The contacts that clean *values* name by id.
    """
    ids = {each.contact_id for each in values.get("contact_roles", ())}
    own = values.get("contact_id")
    return ids | {own} if own else ids


def _key(address: str) -> str:
    try:
        return email_key(address)
    except Invalid:
        return ""
