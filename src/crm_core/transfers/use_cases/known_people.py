"""
Who of the rows is known already: by e-mail address, else by name.
"""

from collections.abc import Iterable
from typing import Any

from attrs import Factory, define

from ...contacts import Contact, ContactId, Contacts
from ...shared import Invalid, fold
from ..model import Known
from .merging import differences

Values = dict[str, Any]


@define
class Entry:
    """
    A contact as it is stored and as it will be.
    """

    before: Contact | None
    now: Contact


@define
class KnownPeople:
    """
    The contacts that rows may be about, looked up for many rows at once.
    """

    contacts: Contacts
    entries: dict[ContactId, Entry] = Factory(dict)
    by_email: dict[str, ContactId] = Factory(dict)
    by_name: dict[str, list[ContactId]] = Factory(dict)
    by_number: dict[str, list[ContactId]] = Factory(dict)

    def load(self, rows: list[Values]) -> None:
        """
        Look up whomever *rows* may be about.
        """
        keys = {email.key for values in rows for email in values.get("emails", ())}
        if new := keys - self.by_email.keys():
            self.by_email.update(self.contacts.by_email(new))
        ids = {self.by_email[key] for key in keys if key in self.by_email}
        for wanted, known, ask in (
            ({name_key(each) for each in rows}, self.by_name, self.contacts.by_name),
            ({number(each) for each in rows}, self.by_number, self.contacts.by_number),
        ):
            if unasked := wanted - known.keys() - {""}:
                found = ask(unasked)
                known.update({key: list(found.get(key, ())) for key in unasked})
            ids.update(id for key in wanted for id in known.get(key, ()))
        if missing := ids - self.entries.keys():
            for contact in self.contacts.many(missing):
                if contact.archived_at is None:
                    self.entries[contact.id] = Entry(contact, contact)

    def with_address(self, values: Values) -> Entry | None:
        """
        The contact with one of the addresses.

        Raises:
            Invalid: The addresses belong to several contacts, or to a hidden one.
        """
        keys = [email.key for email in values.get("emails", ())]
        found = dict.fromkeys(self.by_email[k] for k in keys if k in self.by_email)
        if len(found) > 1:
            message = f"The addresses belong to {len(found)} contacts."
            raise Invalid.of("emails", "ambiguous", message)
        for id in found:
            if id not in self.entries:
                message = "A contact that you may not see has this address."
                raise Invalid.of("emails", "taken", message)
            return self.entries[id]
        return None

    def namesake(self, values: Values) -> Entry | None:
        """
        Without an address: someone of that name of whom *values* say nothing new.
        """
        named = self.by_name.get(name_key(values), [])
        for id in (*named, *self.by_number.get(number(values), ())):
            entry = self.entries.get(id)
            if entry and not differences(entry.now, values, Known.UPDATE):
                return entry
        return None

    def add(self, contact: Contact, values: Values) -> None:
        """
        Let later rows find a new contact.
        """
        self.entries[contact.id] = Entry(None, contact)
        self.know_addresses(contact)
        for known, key in (
            (self.by_name, name_key(values)),
            (self.by_number, number(values)),
        ):
            if key:
                known.setdefault(key, []).append(contact.id)

    def know_addresses(self, contact: Contact) -> None:
        self.by_email.update({email.key: contact.id for email in contact.emails})

    def changed(self) -> Iterable[Entry]:
        """
        The contacts that are not as they are stored.
        """
        return [each for each in self.entries.values() if each.now is not each.before]


def name_key(values: Values) -> str:
    """
    What people without an address are known by: the folded name, last name first.
    """
    if values.get("emails"):
        return ""
    first, last = values.get("first_name", ""), values.get("last_name", "")
    return fold(f"{last} {first}".strip())


def number(values: Values) -> str:
    """
    What people without address and name are known by: their number.
    """
    if values.get("emails") or name_key(values) or not values.get("phones"):
        return ""
    first: str = values["phones"][0].number
    return first
