"""
When people can have leads, as they or others say.
"""

from collections.abc import Mapping

from ..shared import Permission, UserId, use_case
from .model import Availability
from .ports import RoutingWork


@use_case(requires=Permission.USER_READ)
def show_availability(work: RoutingWork, user_id: UserId) -> Availability:
    """
    When a person can have leads, how many, and of which kind.

    Raises:
        NotFound: No such person in this organization.
    """
    _known(work, user_id)
    return work.members.availability(user_id)


@use_case(requires=Permission.USER_WRITE)
def set_availability(
    work: RoutingWork, /, user_id: UserId, **fields: object
) -> Availability:
    """
    Say when a person works and is absent, how many open leads they may have, and what
    they know; fields that are left out stay, None clears one.

    Args:
        work: The unit of work.
        user_id: Whose.
        **fields: As ``MEMBER_FIELDS`` has them.

    Raises:
        NotFound: No such person in this organization.
        Invalid: Naming every value that is wrong.
    """
    _known(work, user_id)
    return _set(work, user_id, fields)


@use_case(requires=Permission.USER_READ)
def set_own_absences(work: RoutingWork, *, absences: object) -> Availability:
    """
    Say when one is absent oneself.

    Raises:
        Invalid: Naming every day that is wrong.
    """
    return _set(work, work.actor.user_id, {"absences": absences})


def _set(
    work: RoutingWork, user_id: UserId, fields: Mapping[str, object]
) -> Availability:
    said = work.members.availability(user_id).edited(fields)
    work.members.save(user_id, said)
    return said


def _known(work: RoutingWork, user_id: UserId) -> None:
    if user_id != work.actor.user_id:  # who acts is made known by their first write
        work.users.get(user_id)
