"""
Checking several things of a record, to tell all that is wrong at once.
"""

from types import TracebackType

from attrs import Factory, define

from .errors import FieldError, Invalid


@define
class Refusals:
    """
    What is wrong with a record: each ``with`` block adds what it refuses, and ``tell``
    refuses all of it.
    """

    errors: list[FieldError] = Factory(list)

    def __enter__(self) -> None:
        """
        A block whose wrong fields are remembered.
        """

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _where: TracebackType | None,
    ) -> bool:
        if isinstance(error, Invalid) and error.errors:
            self.errors += error.errors
            return True
        return False

    def tell(self) -> None:
        """
        Raises:
            Invalid: Naming every field that was refused.
        """
        if self.errors:
            raise Invalid(errors=self.errors)
