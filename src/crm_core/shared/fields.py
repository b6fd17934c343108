"""
The fields of a record as data: one table for every door, filter, import and page.
"""

from collections.abc import Callable, Iterable, Mapping

from attrs import field as attribute
from attrs import frozen

from .errors import FieldError, Invalid
from .kinds import Kind


@frozen(kw_only=True)
class Field:
    """
    One field of a record.

    Args:
        name: As it is spelled in JSON, on the command line and in filters.
        label: As a person reads it.
        kind: What values it takes.
        writable: Whether a person may set it.
        filterable: Whether lists may be narrowed by it.
        sortable: Whether lists may be ordered by it.
        aliases: Other names that filters know it by.
    """

    name: str
    label: str
    kind: Kind
    writable: bool = True
    filterable: bool = True
    sortable: bool = False
    aliases: tuple[str, ...] = ()


@frozen
class Fields:
    """
    The fields of one kind of record, by name.
    """

    by_name: Mapping[str, Field]
    _parsers: Mapping[str, Callable[[object], object]] = attribute(
        init=False, repr=False, eq=False
    )

    @_parsers.default
    def _of_writable(self) -> Mapping[str, Callable[[object], object]]:
        return {n: f.kind.parse for n, f in self.by_name.items() if f.writable}

    @classmethod
    def of(cls, fields: Iterable[Field]) -> "Fields":
        return cls({field.name: field for field in fields})

    def with_custom(self, custom: Iterable[Field]) -> "Fields":
        """
        The same fields and the organization's own, named ``custom.<name>``.
        """
        more = {field.name: field for field in custom}
        return Fields({**self.by_name, **more}) if more else self

    def named(self, name: str) -> Field | None:
        """
        The field that *name* or an alias of it names.
        """
        found = self.by_name.get(name)
        if found is not None:
            return found
        return next((f for f in self.by_name.values() if name in f.aliases), None)

    def parse(self, raw: Mapping[str, object]) -> dict[str, object]:
        """
        The values of *raw* as they are stored; None clears a field.

        Raises:
            Invalid: Naming every field that is unknown, read-only or wrong.
        """
        clean: dict[str, object] = {}
        errors: list[FieldError] = []
        parsers = self._parsers
        for name, value in raw.items():
            if name not in parsers:
                errors.append(self._unset(name))
            elif value is None:
                clean[name] = self.by_name[name].kind.empty
            else:
                try:
                    clean[name] = parsers[name](value)
                except Invalid as error:
                    errors += error.under(name)
        if errors:
            raise Invalid(errors=errors)
        return clean

    def _unset(self, name: str) -> FieldError:
        if name in self.by_name:
            return FieldError(name, "read-only", "This cannot be set.")
        return FieldError(str(name), "unknown", "No such field.")
