"""
How often somebody may ask, counted in one process.
"""

from concurrent.futures import ThreadPoolExecutor

from crm_adapters.limits import LocalLimiter


class Clock:
    now = 1_000_000_020.0  # 20 s into a minute

    def __call__(self) -> float:
        return self.now


def test_a_limit_is_used_up_and_whole_again():
    """
    The last use within the limit is allowed, the next is not, until the window ends.
    """
    clock = Clock()
    limiter = LocalLimiter(limit=2, window=60, clock=clock)

    first, second, third = (limiter.take("ada") for _ in range(3))
    clock.now += third.resets_in
    fourth = limiter.take("ada")

    assert [True, True, False, True] == [
        each.allowed for each in (first, second, third, fourth)
    ]
    assert [1, 0, 0, 1] == [each.remaining for each in (first, second, third, fourth)]
    assert 0 < third.resets_in <= 60


def test_one_does_not_use_up_anothers():
    """
    Keys are counted apart.
    """
    limiter = LocalLimiter(limit=1, clock=Clock())
    limiter.take("ada")

    assert limiter.take("grace").allowed
    assert not limiter.take("ada").allowed


def test_threads_are_counted_together():
    """
    No use is lost between them.
    """
    limiter = LocalLimiter(limit=500, clock=Clock())
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: limiter.take("ada").allowed, range(800)))

    assert 500 == sum(taken)


def test_memory_is_bounded():
    """
    Whoever comes under ever new names fills no memory.
    """
    limiter = LocalLimiter(limit=1, most_keys=10, clock=Clock())
    for number in range(100):
        limiter.take(str(number))

    assert 10 == len(limiter._used)
