"""
Who does what nobody does in person.
"""

from crm_core.access import operator_of
from crm_core.shared import Actor, OrganizationId, Permission


def operator(organization_id: OrganizationId, *permissions: Permission) -> Actor:
    """
    The operator of an organization with no more rights than a job needs.
    """
    return Actor(
        user_id=operator_of(organization_id),
        organization_id=organization_id,
        permissions=frozenset(permissions),
        name="Operator",
        source="worker",
    )
