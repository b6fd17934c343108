"""
The mark of a use case: a function of a unit of work that one permission guards.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from .actor import Permission
from .ports import Work

P = ParamSpec("P")
R = TypeVar("R")
W = TypeVar("W", bound=Work)

PERMISSIONS: dict[str, Permission] = {}
"""
Every use case by its dotted name, with the permission it requires.
"""


def use_case(
    requires: Permission,
) -> Callable[[Callable[Concatenate[W, P], R]], Callable[Concatenate[W, P], R]]:
    """
    Let the decorated function run only for actors that hold *requires*.
    """

    def decorate(
        function: Callable[Concatenate[W, P], R],
    ) -> Callable[Concatenate[W, P], R]:
        PERMISSIONS[f"{function.__module__}.{function.__qualname__}"] = requires

        @wraps(function)
        def guarded(work: W, /, *args: P.args, **kwargs: P.kwargs) -> R:
            work.actor.require(requires)
            return function(work, *args, **kwargs)

        return guarded

    return decorate
