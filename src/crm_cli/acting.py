"""
Who acts, and in which organization.
"""

from collections.abc import Mapping, Sequence

from crm_adapters.bootstrap import (
    Application,
    KnownOrganization,
    known_organizations,
)
from crm_core import CrmWork
from crm_core.access import Role, User, actor_with, list_roles, operator_of
from crm_core.shared import (
    Actor,
    Invalid,
    OrganizationId,
    Permission,
    fold,
    read_id,
)

from .assignments import user_named
from .refusals import Refused

FIRST_STEPS = """there is no organization yet.
  crm organizations add NAME    begins one,
  crm demo                      fills one to look at."""


def operator(organization_id: OrganizationId) -> Actor:
    """
    Whoever works at the console of the machine, with every permission.
    """
    return Actor(
        user_id=operator_of(organization_id),
        organization_id=organization_id,
        permissions=frozenset(Permission),
        roles=("admin",),
        name="Operator",
        source="cli",
    )


def actor_for(
    application: Application, *, organization: str | None, as_user: str | None
) -> Actor:
    """
    The person that *as_user* names, else the operator.

    Raises:
        Refused: It is not clear which organization is meant, or nobody is.
    """
    known = known_organizations(application.engine)
    console = operator(_chosen(known, organization))
    if as_user is None:
        return console

    def read(work: CrmWork) -> tuple[User, Mapping[str, Role]]:
        return user_named(work, as_user), list_roles(work)

    try:
        user, roles = application.crm.run(console, read)
    except Invalid:
        raise Refused(f"nobody here has the id or e-mail address {as_user}.") from None
    if not user.active:
        raise Refused(f"{as_user} is not active any more.")
    return actor_with(
        user.roles,
        roles,
        user_id=user.id,
        organization_id=console.organization_id,
        teams=user.teams,
        name=user.name,
        email=user.email,
        source="cli",
    )


def _chosen(known: Sequence[KnownOrganization], named: str | None) -> OrganizationId:
    if not known:
        raise Refused(FIRST_STEPS)
    if named is None and len(known) == 1:
        return known[0].id
    choices = "\n".join(f"  {each.id}  {each.name}" for each in known[:20])
    if named is None:
        raise Refused(
            f"there are several organizations; use --organization.\n{choices}"
        )
    found = [each.id for each in known if _is(each, named)]
    if len(found) == 1:
        return found[0]
    what = "several organizations are" if found else "no organization is"
    raise Refused(f"{what} called {named}. There are:\n{choices}")


def _is(organization: KnownOrganization, named: str) -> bool:
    try:
        return organization.id == read_id(named)
    except Invalid:
        return fold(organization.name) == fold(named)
