"""
Mailboxes as rows.
"""

from crm_core.mailboxes import Mailbox, Security, SignIn

from .mapping import Row, RowMapping

_SAME = (
    "id",
    "version",
    "created_at",
    "created_by",
    "updated_at",
    "assigned_to",
    "name",
    "address",
    "host",
    "port",
    "user",
    "sealed",
    "token_url",
    "client_id",
    "client_sealed",
    "sent",
    "since",
    "active",
)


def _to_row(mailbox: Mailbox) -> Row:
    row: Row = {name: getattr(mailbox, name) for name in _SAME}
    row["security"] = mailbox.security.value
    row["sign_in"] = mailbox.sign_in.value
    row["folders"] = list(mailbox.folders)
    return row


def _from_row(row: Row) -> Mailbox:
    return Mailbox(
        **{name: row[name] for name in _SAME},
        security=Security(row["security"]),
        sign_in=SignIn(row["sign_in"]),
        folders=tuple(row["folders"]),
    )


MAILBOX_ROWS = RowMapping(
    kind="mailbox",
    to_row=_to_row,
    from_row=_from_row,
    derived=frozenset(),
    ids=frozenset({"id", "created_by", "assigned_to"}),
    moments=frozenset({"created_at", "updated_at"}),
    days=frozenset({"since"}),
)
"""
Secrets are sealed in the history too.
"""
