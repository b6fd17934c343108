"""
Addresses that are spared: listed, added, removed; and what each reason means.
"""

from ...shared import (
    Choice,
    Email,
    Field,
    FieldError,
    Fields,
    Invalid,
    NotFound,
    Page,
    PageRequest,
    Permission,
    Text,
    email_key,
    use_case,
)
from ..model import (
    EmailId,
    Suppression,
    SuppressionId,
    SuppressionReason,
    address_key,
)
from ..ports import EmailWork
from ..sparing import suppress

SUPPRESSION_FIELDS = Fields.of(
    [
        Field(name="address", label="Address", kind=Email()),
        Field(
            name="reason",
            label="Reason",
            kind=Choice(tuple(each.value for each in SuppressionReason)),
        ),
        Field(name="source", label="Source", kind=Text(200)),
    ]
)


@use_case(requires=Permission.EMAIL_READ)
def list_suppressions(work: EmailWork, request: PageRequest) -> Page[Suppression]:
    """
    The addresses that are spared, the newest first.
    """
    return work.suppressions.page(request)


@use_case(requires=Permission.EMAIL_ADMIN)
def add_suppression(work: EmailWork, /, **fields: object) -> Suppression:
    """
    Spare an ``address``, for a ``reason`` and with the ``source`` of what we know; one
    that is spared already is spared for the graver reason.

    Raises:
        Invalid: Naming every member that is wrong.
    """
    values = SUPPRESSION_FIELDS.parse(fields)
    errors = [
        FieldError(name, "required", "Required.")
        for name in ("address", "reason")
        if not values.get(name)
    ]
    if errors:
        raise Invalid(errors=errors)
    return suppress(
        work,
        str(values["address"]),
        SuppressionReason(str(values["reason"])),
        str(values.get("source") or "by hand"),
    )


@use_case(requires=Permission.EMAIL_ADMIN)
def remove_suppression(work: EmailWork, suppression_id: SuppressionId) -> None:
    """
    Spare an address no longer.
    """
    suppression = work.suppressions.get(suppression_id)
    work.name(f"Spare {suppression.address} no longer")
    work.suppressions.remove(suppression)


@use_case(requires=Permission.EMAIL_READ)
def spared_as(work: EmailWork, address: str) -> Suppression:
    """
    What is noted of an address that is spared.

    Raises:
        NotFound: It is not.
    """
    key = address_key(address)
    found = work.suppressions.of([key]).get(key)
    if found is None:
        raise NotFound(f"{address} is not spared.")
    return found


@use_case(requires=Permission.EMAIL_SEND)
def note_bounce(
    work: EmailWork, email_id: EmailId, address: str, reason: str, *, permanent: bool
) -> bool:
    """
    Note that a message of ours came back from *address*; a *permanent* failure spares
    the address from then on. Answers whether it had been sent there.
    """
    key = email_key(address)
    bounced = work.deliveries.bounce(email_id, key, reason[:1_000])
    if bounced:
        work.deliveries.restate(email_id)
    if bounced and permanent:
        suppress(work, address, SuppressionReason.BOUNCED, reason[:200])
    return bounced > 0
