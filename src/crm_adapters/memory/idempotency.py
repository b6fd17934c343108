"""
Answers by idempotency key, in memory.
"""

from attrs import frozen

from crm_core.shared import StoredAnswer, UserId

from .context import Context


@frozen
class MemoryIdempotencyKeys:
    """
    The keys of the actor at work.
    """

    context: Context

    def claim(self, key: str, /) -> StoredAnswer | None:
        return self.context.tables.answers.setdefault(self._own(key), None)

    def store(self, key: str, answer: StoredAnswer, /) -> None:
        self.context.tables.answers[self._own(key)] = answer

    def _own(self, key: str) -> tuple[UserId, str]:
        return self.context.actor.user_id, key
