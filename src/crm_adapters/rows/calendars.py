"""
Invitations and feeds as rows.
"""

from datetime import UTC, datetime

from attrs import asdict

from crm_core.calendars import Feed, Invitation

from .mapping import Row

_NO_OCCURRENCE = datetime(9999, 12, 31, tzinfo=UTC)


def invitation_row(invitation: Invitation) -> Row:
    """
    An invitation as a row; to no single occurrence, at the end of time.
    """
    row: Row = asdict(invitation)
    row["address_key"] = invitation.key
    row["occurrence"] = invitation.occurrence or _NO_OCCURRENCE
    return row


def invitation_from(row: Row) -> Invitation:
    """
    The invitation that a row is of.
    """
    known = {name: value for name, value in row.items() if name != "address_key"}
    if known["occurrence"] == _NO_OCCURRENCE:
        known["occurrence"] = None
    return Invitation(**known)


def feed_row(feed: Feed) -> Row:
    """
    A feed as a row.
    """
    return asdict(feed)


def feed_from(row: Row) -> Feed:
    """
    The feed that a row is of.
    """
    return Feed(**{**row, "digest": bytes(row["digest"])})
