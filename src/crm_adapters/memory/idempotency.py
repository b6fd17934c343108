"""
Answers by idempotency key, in memory.
"""

from attrs import frozen

from crm_core.shared import Conflict, StoredAnswer, UserId

from .context import Context


@frozen
class MemoryIdempotencyKeys:
    """
    The keys of the actor at work.
    """

    context: Context

    def claim(self, key: str, /) -> StoredAnswer | None:
        return self.context.tables.answers.setdefault(self._own(key), None)

    def queue(self, _key: str, /) -> None:
        """
        Units of work in memory wait for each other anyway.
        """

    def store(self, key: str, answer: StoredAnswer, /) -> None:
        if self.context.tables.answers.get(self._own(key)) is not None:
            raise Conflict
        self.context.tables.answers[self._own(key)] = answer

    def _own(self, key: str) -> tuple[UserId, str]:
        return self.context.actor.user_id, key
