"""
Sparing an address from mail, for whatever reason.
"""

from attrs import evolve

from ..shared import email_key
from .events import AddressSuppressed
from .model import Suppression, SuppressionId, SuppressionReason
from .ports import EmailWork


def suppress(
    work: EmailWork, address: str, reason: SuppressionReason, source: str
) -> Suppression:
    """
    Spare an address; who has complained stays one who has.
    """
    known = work.suppressions.of([email_key(address)]).get(email_key(address))
    work.name(f"Spare {address}")
    if known is None:
        new = Suppression(
            id=SuppressionId(work.new_id()),
            address=address,
            reason=reason,
            source=source,
            created_by=work.actor.user_id,
            created_at=work.now,
            updated_at=work.now,
        )
        work.suppressions.add(new)
        work.emit(AddressSuppressed(suppression_id=new.id))
        return new
    order = list(SuppressionReason)
    if order.index(reason) <= order.index(known.reason):
        return known
    graver = evolve(known, reason=reason, source=source, updated_at=work.now)
    return work.suppressions.save(graver)
