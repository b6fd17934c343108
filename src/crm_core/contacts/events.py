"""
What the CRM announces about contacts.
"""

from attrs import frozen

from ..shared import Event
from .model import ContactId


@frozen(kw_only=True)
class ContactAdded(Event):
    """
    A contact is new.
    """

    contact_id: ContactId


@frozen(kw_only=True)
class ContactEdited(Event):
    """
    Some fields of a contact have other values.
    """

    contact_id: ContactId
    fields: tuple[str, ...]


@frozen(kw_only=True)
class ContactArchived(Event):
    """
    A contact went into the archive.
    """

    contact_id: ContactId


@frozen(kw_only=True)
class ContactRestored(Event):
    """
    A contact came back from the archive.
    """

    contact_id: ContactId


@frozen(kw_only=True)
class ContactPurged(Event):
    """
    A contact was deleted for good.
    """

    contact_id: ContactId


@frozen(kw_only=True)
class ContactErased(Event):
    """
    All that was known of a person is gone, from the history too.
    """

    contact_id: ContactId


@frozen(kw_only=True)
class ContactsEdited(Event):
    """
    Many contacts were changed at once.
    """

    contact_ids: tuple[ContactId, ...]
