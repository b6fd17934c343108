"""
What of a person or a company is compared.
"""

from collections.abc import Mapping
from uuid import UUID

from attrs import frozen

from .addresses import Place
from .channels import Mailbox
from .firms import NO_FIRM, FirmName
from .people import NO_NAME, PersonName


@frozen(kw_only=True)
class Spelling:
    """
    How storage has a record: a contact's folded last and first name (*person* is the
    same as compared), the ``phone_tail`` of its numbers, its street in small letters,
    its company, the values that tell people apart. Of a company, *last* is its name.
    """

    last: str = ""
    first: str = ""
    person: PersonName = NO_NAME
    firm_id: UUID | None = None
    numbers: tuple[str, ...] = ()
    street: str | None = None
    marks: Mapping[str, object] = {}


UNSPELLED = Spelling()


@frozen(kw_only=True)
class Profile:
    """
    A record as it is compared with others of its kind.

    Args:
        noun: contact or company.
        person: The name of a person.
        spelled: What storage is asked for.
        firm: The name of a company; of a person, the company they belong to.
        firm_id: The record of the company that a person belongs to.
        mailboxes: Where their e-mail goes.
        phones: The significant digits of their numbers.
        domains: Internet domains of a company.
        place: Where they live or sit.
        dates: Days that tell people apart, as of birth, by name, as YYYYMMDD.
        codes: Numbers that authorities or other systems gave them, by name.
    """

    noun: str
    person: PersonName = NO_NAME
    spelled: Spelling = UNSPELLED
    firm: FirmName = NO_FIRM
    firm_id: UUID | None = None
    mailboxes: tuple[Mailbox, ...] = ()
    phones: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    place: Place | None = None
    dates: Mapping[str, str] = {}
    codes: Mapping[str, str] = {}

    @property
    def form(self) -> tuple[object, ...]:
        """
        All that is compared: records of one form are alike in every respect.
        """
        return (
            self.person,
            self.firm,
            self.firm_id,
            self.mailboxes,
            self.phones,
            self.domains,
            self.place,
            tuple(self.dates.items()),
            tuple(self.codes.items()),
        )
