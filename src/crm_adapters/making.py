"""
Parts of a unit of work that are made when they are first asked for.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar

Part = TypeVar("Part")


def made(make: Callable[[Any], Part]) -> cached_property[Part]:
    """
    An attribute of a unit of work that *make* makes of its context.
    """
    return cached_property(lambda work: make(work.context))


def kept(name: str, make: Callable[[Any, Any], Part]) -> cached_property[Part]:
    """
    The same for a repository over the rows of the table called *name*.
    """
    return cached_property(
        lambda work: make(work.context, getattr(work.context.tables, name))
    )
