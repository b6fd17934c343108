"""
Who works at Northwind Harbour: one person for each role, and a second rep.
"""

from uuid import UUID

from attrs import frozen

from crm_core.shared import Actor, OrganizationId, Permission, TeamId, UserId

ORGANIZATION = OrganizationId(UUID("0197f5a0-0000-7000-8000-00000000a000"))
SALES = TeamId(UUID("0197f5a0-0000-7000-8000-00000000a001"))


@frozen(kw_only=True)
class Member:
    """
    Somebody who works there.
    """

    id: UserId
    name: str
    email: str
    role: str
    teams: tuple[TeamId, ...] = ()

    @property
    def actor(self) -> Actor:
        """
        Whoever writes in their name while the demo is filled.
        """
        return Actor(
            user_id=self.id,
            organization_id=ORGANIZATION,
            permissions=frozenset(Permission),
            teams=frozenset(self.teams),
            roles=(self.role,),
            name=self.name,
            email=self.email,
            source="demo",
        )


def _member(number: int, name: str, role: str, *teams: TeamId) -> Member:
    first = name.split(maxsplit=1)[0].lower()
    return Member(
        id=UserId(UUID(int=ORGANIZATION.int + 0x100 + number)),
        name=name,
        email=f"{first}@northwind-harbour.example",
        role=role,
        teams=teams,
    )


ADMIN = _member(1, "Nora Lindqvist", "admin")
MANAGER = _member(2, "Miguel Ortega", "manager", SALES)
ROSA = _member(3, "Rosa Marchetti", "rep", SALES)
TOM = _member(4, "Tom Whitfield", "rep", SALES)
VIEWER = _member(5, "Vera Novak", "viewer")
MEMBERS = (ADMIN, MANAGER, ROSA, TOM, VIEWER)
OWNERS = (ROSA.id, TOM.id, MANAGER.id)


def actor_of(user_id: UserId | None) -> Actor:
    """
    Who writes for the owner of a record: the owner, or else the administrator.
    """
    known = {member.id: member for member in MEMBERS}
    return known.get(user_id or ADMIN.id, ADMIN).actor
