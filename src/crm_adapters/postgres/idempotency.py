"""
Answers by idempotency key, in the transaction of what they answer.
"""

from attrs import frozen

from crm_core.shared import StoredAnswer

from .context import Context
from .statements import json, statement

_CLAIM = statement(
    "INSERT INTO crm.idempotency_keys (organization_id, user_id, key, at)"
    " VALUES ($1::uuid, $2::uuid, $3, $4::timestamptz)"
    " ON CONFLICT DO NOTHING RETURNING key",
    ("organization_id", "user_id", "key", "at"),
)
_STORED = statement(
    "SELECT fingerprint, status, headers, body FROM crm.idempotency_keys"
    " WHERE organization_id = $1::uuid AND user_id = $2::uuid AND key = $3",
    ("organization_id", "user_id", "key"),
)
_STORE = statement(
    "UPDATE crm.idempotency_keys SET fingerprint = $4, status = $5::smallint,"
    " headers = $6::jsonb, body = $7::bytea"
    " WHERE organization_id = $1::uuid AND user_id = $2::uuid AND key = $3",
    ("organization_id", "user_id", "key", "fingerprint", "status", "headers", "body"),
)


@frozen
class PostgresIdempotencyKeys:
    """
    The keys of the actor at work.
    """

    context: Context

    def claim(self, key: str, /) -> StoredAnswer | None:
        transaction = self.context.transaction
        own = self.context.values(user_id=self.context.actor.user_id, key=key)
        if transaction.ask(_CLAIM, own | {"at": self.context.now}):
            return None
        fingerprint, status, headers, body = transaction.ask(_STORED, own)[0]
        return StoredAnswer(
            fingerprint=fingerprint, status=status, headers=headers, body=bytes(body)
        )

    def store(self, key: str, answer: StoredAnswer, /) -> None:
        own = self.context.values(user_id=self.context.actor.user_id, key=key)
        stored = {
            "fingerprint": answer.fingerprint,
            "status": answer.status,
            "headers": json(answer.headers),
            "body": answer.body,
        }
        self.context.transaction.tell(_STORE, own | stored)
