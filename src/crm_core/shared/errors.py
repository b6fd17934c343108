"""
What can go wrong, in five kinds.

A rule raises its own subclass, declared next to the rule. An edge (HTTP, command
line, host) maps only the kinds. The docstring of an error is its default message.
"""

from collections.abc import Iterable
from inspect import cleandoc

from attrs import evolve, frozen


class CrmError(Exception):
    """
    The CRM refused the request.
    """

    def __init__(self, message: str | None = None, /, **details: object) -> None:
        self.message = message or cleandoc(type(self).__doc__ or "")
        super().__init__(self.message)
        self.details = details


@frozen
class FieldError:
    """
    What is wrong with one field: its path, a stable code, a sentence.
    """

    field: str
    code: str
    message: str


class Invalid(CrmError):
    """
    A value breaks the format or range that its field allows.

    ``errors`` names every field that is wrong, not only the first.
    """

    def __init__(
        self,
        message: str | None = None,
        /,
        *,
        errors: Iterable[FieldError] = (),
        **details: object,
    ) -> None:
        self.errors = tuple(errors)
        told = "; ".join(
            f"{error.field}: {error.message}" if error.field else error.message
            for error in self.errors
        )
        super().__init__(message or told or "Invalid input.", **details)

    @classmethod
    def of(cls, field: str, code: str, message: str) -> "Invalid":
        """
        One wrong field.
        """
        return cls(errors=(FieldError(field, code, message),))

    def under(self, path: str) -> tuple[FieldError, ...]:
        """
        The same errors, seen from the record that holds this value at *path*.
        """
        return tuple(
            evolve(error, field=f"{path}.{error.field}" if error.field else path)
            for error in self.errors
        )


class Forbidden(CrmError):
    """
    The actor does not hold the permission that this use case requires.
    """


class NotFound(CrmError):
    """
    No such record in this organization, or not visible to you.
    """


class Conflict(CrmError):
    """
    The record is in a state that does not allow this.
    """


class Stale(Conflict):
    """
    Someone else changed the record in the meantime.
    """


class Unavailable(CrmError):
    """
    The CRM cannot answer right now; try again in a moment.
    """


class Contended(Unavailable):
    """
    Others were changing the same records at this moment; nothing was done, try again.
    """
