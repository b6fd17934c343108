"""
What an opportunity is made of beside its fields: people and their roles, line items.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, ClassVar, Generic, TypeVar

from attrs import frozen

from ...contacts import ContactId
from ...shared import (
    Amount,
    Field,
    FieldError,
    Fields,
    Id,
    Invalid,
    Number,
    Text,
    refuse,
)

CENT = Decimal("0.01")
MOST_ITEMS = 200


@frozen
class ContactRole:
    """
    A person and what they have to say in a deal.
    """

    contact_id: ContactId
    role: str | None = None


@frozen(kw_only=True)
class LineItem:
    """
    What is sold: *quantity* pieces at *unit_price*, less *discount* percent.
    """

    product: str
    quantity: Decimal = Decimal(1)
    unit_price: Decimal = Decimal(0)
    discount: Decimal = Decimal(0)

    @property
    def total(self) -> Decimal:
        """
        The price of the line, to the cent.
        """
        full = self.quantity * self.unit_price * (100 - self.discount) / 100
        return full.quantize(CENT, ROUND_HALF_UP)


def total_of(items: Iterable[LineItem]) -> Decimal:
    """
    What all lines come to.

    Raises:
        Invalid: More than a value can be.
    """
    total = sum((item.total for item in items), Decimal("0.00"))
    try:
        Amount().parse(total)
    except Invalid as error:
        raise Invalid(errors=error.under("line_items")) from None
    return total


@frozen
class _Share:
    """
    A part of a hundred, to two digits after the point.
    """

    empty: Decimal = Decimal(0)
    name: ClassVar[str] = "number"

    def parse(self, raw: object, /) -> Decimal:
        value = Number().parse(raw)
        if value is None:
            return self.empty
        if not 0 <= value <= 100 or value != round(value, 2):
            raise refuse("range", "Must be between 0 and 100, as 12.5.")
        return value


@frozen
class _Quantity:
    """
    How many, more than none.
    """

    empty: Decimal = Decimal(1)
    name: ClassVar[str] = "number"

    def parse(self, raw: object, /) -> Decimal:
        value = Number().parse(raw)
        if value is None:
            return self.empty
        if not 0 < value < 10**9:
            raise refuse("range", "Must be more than 0 and below 10^9.")
        return value


Item = TypeVar("Item")

_ROLE = Fields.of(
    [
        Field(name="contact_id", label="Contact", kind=Id("contact")),
        Field(name="role", label="Role", kind=Text(100)),
    ]
)
_LINE = Fields.of(
    [
        Field(name="product", label="Product", kind=Text(255)),
        Field(name="quantity", label="Quantity", kind=_Quantity()),
        Field(name="unit_price", label="Price", kind=Amount(empty=Decimal(0))),
        Field(name="discount", label="Discount", kind=_Share()),
    ]
)


@frozen
class ItemList(Generic[Item]):
    """
    A list of objects of the same members, of which one may be *required*.
    """

    name: str
    members: Fields
    required: str | None
    make: Callable[..., Item]
    empty: tuple[Item, ...] = ()

    def parse(self, raw: object, /) -> tuple[Item, ...]:
        if isinstance(raw, str | bytes) or not isinstance(raw, Sequence):
            raise refuse("type", "Must be a list.")
        if len(raw) > MOST_ITEMS:
            raise refuse("length", f"At most {MOST_ITEMS} items.")
        errors: list[FieldError] = []
        found: list[Item] = []
        for index, each in enumerate(raw):
            try:
                found.append(self.make(**self._read(each)))
            except Invalid as error:
                errors += error.under(str(index))
        if errors:
            raise Invalid(errors=errors)
        return tuple(found)

    def _read(self, raw: object) -> Mapping[str, Any]:
        if not isinstance(raw, Mapping):
            message = f"Must be an object of {', '.join(self.members.by_name)}."
            raise refuse("type", message)
        values = self.members.parse(raw)
        if self.required and not values.get(self.required):
            raise Invalid.of(self.required, "required", "Required.")
        return values


CONTACT_ROLES = ItemList("contact_roles", _ROLE, "contact_id", ContactRole)
LINE_ITEMS = ItemList("line_items", _LINE, "product", LineItem)


def once_each(roles: Iterable[ContactRole]) -> tuple[ContactRole, ...]:
    """
    Each person once, with the role said last.
    """
    return tuple({role.contact_id: role for role in roles}.values())
