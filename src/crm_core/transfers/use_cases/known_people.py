"""
Who of the rows is known already: by e-mail address, else by name and number.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from attrs import Factory, asdict, define

from ...contacts import Contact, ContactId, contact_profile
from ...matching import certain_duplicates
from ...shared import Invalid, fold, phone_tail
from ..model import Known, tail_from_abroad
from ..ports import TransferWork
from .merging import differences
from .rows import Parsed

Values = Mapping[str, Any]
Key = str | tuple[str, str]
Ask = Callable[[Iterable[Any]], Mapping[Any, list[ContactId]]]


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
    The contacts that some rows may be about, looked up for all of them at once.
    *match* is what they are known by: email, phone, name, a custom field, or what the
    rules for duplicates find; *country* is where the numbers of the file belong.
    """

    work: TransferWork
    match: tuple[str, ...]
    country: str | None = None
    entries: dict[ContactId, Entry] = Factory(dict)
    by_email: dict[str, ContactId] = Factory(dict)
    by_key: dict[tuple[str, Key], list[ContactId]] = Factory(dict)

    def load(self, rows: Sequence[Parsed]) -> None:
        """
        Look up whomever *rows* may be about.
        """
        contacts = self.work.contacts
        for row in rows:
            row.keys = _keys(row.values, self.country)
        emails = {key for row in rows for key in row.keys.get("email", ())}
        if emails:
            self.by_email.update(contacts.by_email(emails))
        for kind, ask in self._lookups().items():
            asked = {key for row in rows for key in _asked(row, kind)}
            found = ask(asked) if asked else {}
            self.by_key.update({(kind, key): [*ids] for key, ids in found.items()})
        known = {id for ids in self.by_key.values() for id in ids}
        known.update(self.by_email.values())
        if known:
            for contact in contacts.many(known):
                if contact.archived_at is None:
                    self.entries[contact.id] = Entry(contact, contact)

    def _lookups(self) -> Mapping[str, Ask]:
        contacts = self.work.contacts
        lookups: dict[str, Ask] = {
            name: partial(contacts.by_custom, name.removeprefix("custom."))
            for name in self.match
            if name.startswith("custom.")
        }
        if "phone" in self.match:
            lookups["phone"] = contacts.by_name_and_number
        if "name" in self.match:
            lookups |= {"name": contacts.by_name, "number": contacts.by_number}
        return lookups

    def find(self, row: Parsed) -> Entry | None:
        """
        The contact that *row* is about.

        Raises:
            Invalid: Several contacts are meant equally, or one that is hidden.
        """
        for kind in self.match:
            if kind == "duplicates":
                found = self._duplicate(row)
            elif kind not in row.keys or kind == "name":
                continue
            elif kind == "email":
                found = self._with_address(row)
            else:
                found = self._one(kind, row.keys[kind])
            if found is not None:
                return found
        return None

    def _with_address(self, row: Parsed) -> Entry | None:
        found = self._owners(row)
        if len(found) > 1:
            message = f"The addresses belong to {len(found)} contacts."
            raise Invalid.of("emails", "ambiguous", message)
        for id in found:
            if id not in self.entries:
                message = "A contact that you may not see has this address."
                raise Invalid.of("emails", "taken", message)
            return self.entries[id]
        return None

    def _duplicate(self, row: Parsed) -> Entry | None:
        """
        Whom the rules for duplicates take the person for, without a doubt.
        """
        work = self.work
        asked = Contact(
            id=ContactId(work.new_id()),
            created_by=work.actor.user_id,
            created_at=work.now,
            updated_at=work.now,
            **row.values,
        )
        found = certain_duplicates(work, partial(contact_profile, asked), id=asked.id)
        if not found:
            return None
        id = ContactId(found[0])
        for contact in work.contacts.many([id]) if id not in self.entries else ():
            self.entries[id] = Entry(contact, contact)
        if id not in self.entries:
            message = "A contact that you may not see is most probably this one."
            raise Invalid.of("", "taken", message)
        return self.entries[id]

    def _owners(self, row: Parsed) -> Sequence[ContactId]:
        known = self.by_email
        owners = [known[key] for key in row.keys.get("email", ()) if key in known]
        return list(dict.fromkeys(owners)) if owners else ()

    def _one(self, kind: str, keys: Iterable[Key]) -> Entry | None:
        ids = {id for key in keys for id in self.by_key.get((kind, key), ())}
        found = [self.entries[id] for id in ids if id in self.entries]
        if len(found) > 1:
            message = f"{len(found)} contacts are known by this."
            raise Invalid.of("", "ambiguous", message)
        return found[0] if found else None

    def namesake(self, row: Parsed) -> Entry | None:
        """
        Without an address: someone of that name of whom *row* says nothing new.
        """
        for kind in ("name", "number") if "name" in self.match else ():
            for key in _asked(row, kind):
                for id in self.by_key.get((kind, key), ()):
                    entry = self.entries.get(id)
                    if entry and not differences(entry.now, row.values, Known.UPDATE):
                        return entry
        return None

    def check_free(self, row: Parsed) -> None:
        """
        Raises:
            Invalid: A contact has one of the addresses.
        """
        if self._owners(row):
            message = "Another contact has this address."
            raise Invalid.of("emails", "taken", message)

    def add(self, contact: Contact, row: Parsed) -> None:
        """
        Let later rows find a new contact, made of *row*.
        """
        self.entries[contact.id] = Entry(None, contact)
        for kind, keys in row.keys.items():
            for key in keys:
                if kind == "email":
                    self.by_email[key] = contact.id
                else:
                    self.by_key.setdefault((kind, key), []).append(contact.id)

    def know(self, contact: Contact) -> None:
        """
        Let later rows find a contact by all that it has now.
        """
        keyed = _keys(asdict(contact, recurse=False))
        self.by_email.update(dict.fromkeys(keyed.pop("email", ()), contact.id))
        for kind, keys in keyed.items():
            for key in keys:
                known = self.by_key.setdefault((kind, key), [])
                if contact.id not in known:
                    known.append(contact.id)

    def changed(self) -> list[Entry]:
        """
        The contacts that are not as they are stored.
        """
        return [each for each in self.entries.values() if each.now is not each.before]


def _keys(values: Values, country: str | None = None) -> dict[str, list[Any]]:
    """
    What a person may be known by: each address; the name with each number; the name;
    the number of someone without a name; custom values.
    """
    first, last = values.get("first_name", ""), values.get("last_name", "")
    phones, name = values.get("phones", ()), fold(f"{last} {first}".strip())
    tails = [tail for phone in phones if (tail := phone_tail(phone.number))]
    if country:
        abroad = (tail_from_abroad(phone.number, country) for phone in phones)
        tails += [tail for tail in abroad if tail and tail not in tails]
    keys: dict[str, list[Any]] = {}
    if emails := values.get("emails"):
        keys["email"] = [email.key for email in emails]
    if name:
        keys["name"] = [name]
        if _is_bare(values):
            keys["nothing but a name"] = [name]
    elif phones:
        keys["number"] = [phones[0].number]
    if name and tails:
        keys["phone"] = [(name, tail) for tail in tails]
    if custom := values.get("custom"):
        keys |= {f"custom.{each}": [str(value)] for each, value in custom.items()}
    return keys


def _asked(row: Parsed, kind: str) -> Sequence[Any]:
    """
    The keys of *kind* that *row* is looked up by: its name alone only when nothing
    better is kept of it.
    """
    return row.keys.get("nothing but a name" if kind == "name" else kind, ())


def _is_bare(values: Values) -> bool:
    """
    Whether storage knows neither an address of the person nor a number: it keeps the
    first number of either kind.
    """
    if values.get("emails"):
        return False
    firsts: dict[bool, str] = {}
    for phone in values.get("phones", ()):
        firsts.setdefault(phone.kind == "mobile", phone.number)
    return not any(map(phone_tail, firsts.values()))
