"""
Answers by idempotency key, in the transaction of what they answer.
"""

from attrs import frozen

from crm_core.shared import StoredAnswer

from .context import Context
from .statements import json, statement

# Two requests of one key wait for each other; the second then sees the first's answer,
# because it reads in a statement of its own.
_LOCK = statement(
    "SELECT pg_advisory_xact_lock(hashtextextended($1 || $2 || $3, 0))",
    ("organization_id", "user_id", "key"),
    reads=False,
)
_STORED = statement(
    "SELECT fingerprint, status, headers, body FROM crm.idempotency_keys"
    " WHERE organization_id = $1::uuid AND user_id = $2::uuid AND key = $3",
    ("organization_id", "user_id", "key"),
)
_STORE = statement(
    "INSERT INTO crm.idempotency_keys (organization_id, user_id, key, at, fingerprint,"
    " status, headers, body) VALUES ($1::uuid, $2::uuid, $3, $4::timestamptz, $5,"
    " $6::smallint, $7::jsonb, $8::bytea)",
    (
        "organization_id",
        "user_id",
        "key",
        "at",
        "fingerprint",
        "status",
        "headers",
        "body",
    ),
)


@frozen
class PostgresIdempotencyKeys:
    """
    The keys of the actor at work.
    """

    context: Context

    def claim(self, key: str, /) -> StoredAnswer | None:
        own = self.context.values(user_id=self.context.actor.user_id, key=key)
        _, stored = self.context.transaction.ask_all([(_LOCK, own), (_STORED, own)])
        if not stored:
            return None
        fingerprint, status, headers, body = stored[0]
        return StoredAnswer(
            fingerprint=fingerprint, status=status, headers=headers, body=bytes(body)
        )

    def queue(self, key: str, /) -> None:
        own = self.context.values(user_id=self.context.actor.user_id, key=key)
        self.context.transaction.tell(_LOCK, own)

    def store(self, key: str, answer: StoredAnswer, /) -> None:
        own = self.context.values(user_id=self.context.actor.user_id, key=key)
        stored = {
            "at": self.context.now,
            "fingerprint": answer.fingerprint,
            "status": answer.status,
            "headers": json(answer.headers),
            "body": answer.body,
        }
        self.context.transaction.tell(_STORE, own | stored)
