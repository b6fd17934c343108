"""
What contacts ask of storage.
"""

from collections.abc import Iterable, Mapping
from typing import Protocol

from ..changes import ChangeWork
from ..companies import CompanyWork
from ..shared import Page, PageRequest, Query, Repository
from .model import Contact, ContactId, ContactRow


class Contacts(Repository[ContactId, Contact], Protocol):
    """
    The contacts of the organization at work that the actor may see.

    Two live contacts never share an e-mail address: ``add`` and ``save`` raise
    EmailTaken, at the latest when the transaction commits.
    """

    def row(self, id: ContactId, /) -> ContactRow:
        """
        A live contact as a record shows it.

        Raises:
            NotFound: No such live contact in this organization, or not visible.
        """
        ...

    def page(self, query: Query, request: PageRequest, /) -> Page[ContactRow]: ...

    def matching(self, query: Query, /, *, most: int) -> list[ContactId]:
        """
        The ids that *query* finds, at most *most* + 1 of them.
        """
        ...

    def many(self, ids: Iterable[ContactId], /) -> list[Contact]:
        """
        Those of the ids that exist and are visible, locked, in order of id.
        """
        ...

    def by_email(self, keys: Iterable[str], /) -> Mapping[str, ContactId]:
        """
        Live contacts of the organization by e-mail key, for the keys asked,
        visible or not.
        """
        ...

    def by_name(self, names: Iterable[str], /) -> Mapping[str, list[ContactId]]:
        """
        Live contacts by their folded "last first" name, for the names asked; of each
        name at most twenty.
        """
        ...

    def by_number(self, numbers: Iterable[str], /) -> Mapping[str, list[ContactId]]:
        """
        Live contacts with neither name nor e-mail by their first phone number, for
        the numbers asked.
        """
        ...

    def by_name_and_number(
        self, keys: Iterable[tuple[str, str]], /
    ) -> Mapping[tuple[str, str], list[ContactId]]:
        """
        Live contacts by folded "last first" name and the ``phone_tail`` of their
        primary phone or mobile number, for the pairs asked.
        """
        ...

    def by_custom(
        self, name: str, values: Iterable[str], /
    ) -> Mapping[str, list[ContactId]]:
        """
        Live contacts by the text of their custom field *name*.
        """
        ...

    def company_name(self, contact: Contact, /) -> str | None:
        """
        The name of the main company of a contact that the actor may see.
        """
        ...

    def tag_spellings(self, tags: Iterable[str], /) -> tuple[str, ...]:
        """
        *tags* in the spelling that the organization uses: the first one wins.
        """
        ...


class ContactWork(CompanyWork, ChangeWork, Protocol):
    """
    What the use cases of contacts need.
    """

    @property
    def contacts(self) -> Contacts: ...
