"""
What may be lost, in Redis: counts of a rate limit, cached bytes, news for listeners.

Nothing here raises because Redis is away, slow or full.
"""

from .cache import RedisCache
from .limiter import RedisLimiter
from .link import Away, Link
from .publisher import RedisPublisher

__all__ = ["Away", "Link", "RedisCache", "RedisLimiter", "RedisPublisher"]
