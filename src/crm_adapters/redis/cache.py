"""
Bytes that the processes share for a while.
"""

from contextlib import suppress

from attrs import frozen

from .link import Away, Link


@frozen
class RedisCache:
    """
    A cache in which a fault is a miss.
    """

    link: Link
    prefix: str = "crm:cache:"

    def get(self, key: str, /) -> bytes | None:
        """
        What was kept under *key*, if it is still there.
        """
        try:
            found = self.link.ask(lambda client: client.get(self.prefix + key))
        except Away:
            return None
        return found if isinstance(found, bytes) else None

    def set(self, key: str, value: bytes, /, *, ttl: float) -> None:
        """
        Keep *value* for *ttl* seconds.
        """
        milliseconds = max(1, int(ttl * 1000))
        with suppress(Away):
            self.link.ask(
                lambda client: client.set(self.prefix + key, value, px=milliseconds)
            )
