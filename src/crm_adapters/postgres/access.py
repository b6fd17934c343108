"""
Organizations, people and roles in PostgreSQL.
"""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from attrs import frozen

from crm_core.access import DEFAULT_ROLES, Organization, Role, User
from crm_core.shared import (
    NotFound,
    OrganizationId,
    Permission,
    TeamId,
    UserId,
    Visibility,
    email_key,
)

from .context import Context
from .statements import statement

USER = "id, name, email, roles, teams, active, time_zone, created_at, updated_at"
_GET_USER = statement(
    f"SELECT {USER}, version FROM crm.users"
    " WHERE organization_id = $1::uuid AND id = $2::uuid",
    ("organization_id", "id"),
)
_ALL_USERS = statement(
    f"SELECT {USER}, version FROM crm.users WHERE organization_id = $1::uuid"
    " ORDER BY name NULLS LAST, id",
    ("organization_id",),
)
_USER_BY_EMAIL = statement(
    f"SELECT {USER}, version FROM crm.users"
    " WHERE organization_id = $1::uuid AND email_key = $2",
    ("organization_id", "email_key"),
)
_SAVE_USER = statement(
    f"INSERT INTO crm.users (organization_id, {USER}, email_key, version)"
    " VALUES ($1::uuid, $2::uuid, $3, $4, $5::text[], $6::uuid[], $7::boolean, $8,"
    " $9::timestamptz, $10::timestamptz, $11, 1)"
    " ON CONFLICT (organization_id, id) DO UPDATE SET name = excluded.name,"
    " email = excluded.email, email_key = excluded.email_key,"
    " roles = excluded.roles, teams = excluded.teams, active = excluded.active,"
    " time_zone = excluded.time_zone, updated_at = excluded.updated_at,"
    " version = users.version + 1",
    ("organization_id", *USER.split(", "), "email_key"),
)
_ROLES = statement(
    "SELECT name, permissions, visibility FROM crm.roles"
    " WHERE organization_id = $1::uuid ORDER BY name",
    ("organization_id",),
)
_SAVE_ROLE = statement(
    "INSERT INTO crm.roles (organization_id, name, permissions, visibility)"
    " VALUES ($1::uuid, $2, $3::text[], $4) ON CONFLICT (organization_id, name)"
    " DO UPDATE SET permissions = excluded.permissions,"
    " visibility = excluded.visibility",
    ("organization_id", "name", "permissions", "visibility"),
)
_ORGANIZATION = statement(
    "SELECT organization_id, name, base_currency, time_zone, created_at, updated_at,"
    " version FROM crm.organizations WHERE organization_id = $1::uuid",
    ("organization_id",),
)
_SAVE_ORGANIZATION = statement(
    "UPDATE crm.organizations SET name = $2, base_currency = $3, time_zone = $4,"
    " updated_at = $5::timestamptz, version = version + 1"
    " WHERE organization_id = $1::uuid",
    ("organization_id", "name", "base_currency", "time_zone", "updated_at"),
)
_ADD_LINK = statement(
    "INSERT INTO crm.sign_in_links (organization_id, digest, user_id, expires_at)"
    " VALUES ($1::uuid, $2::bytea, $3::uuid, $4::timestamptz)",
    ("organization_id", "digest", "user_id", "expires_at"),
)
_USE_LINK = statement(
    "UPDATE crm.sign_in_links SET used_at = $3::timestamptz"
    " WHERE organization_id = $1::uuid AND digest = $2::bytea AND used_at IS NULL"
    " AND expires_at > $3::timestamptz RETURNING user_id",
    ("organization_id", "digest", "at"),
)


def read_user(row: tuple[Any, ...]) -> User:
    """
    The user of a row of ``USER`` and the version.
    """
    return User(
        id=UserId(row[0]),
        name=row[1],
        email=row[2],
        roles=tuple(row[3]),
        teams=tuple(TeamId(team) for team in row[4]),
        active=row[5],
        time_zone=row[6],
        created_at=row[7],
        updated_at=row[8],
        version=row[9],
    )


@frozen
class PostgresUsers:
    """
    The people of the organization at work.
    """

    context: Context

    def get(self, id: UserId, /) -> User:
        rows = self.context.transaction.ask(_GET_USER, self.context.values(id=id))
        if not rows:
            raise NotFound("No such person in this organization.", id=id)
        return read_user(rows[0])

    def all(self) -> list[User]:
        rows = self.context.transaction.ask(_ALL_USERS, self.context.values())
        return [read_user(row) for row in rows]

    def find_by_email(self, email: str, /) -> User | None:
        rows = self.context.transaction.ask(
            _USER_BY_EMAIL, self.context.values(email_key=email_key(email))
        )
        return read_user(rows[0]) if rows else None

    def save(self, user: User, /) -> None:
        self.context.introduce()
        values = {name: getattr(user, name) for name in USER.split(", ")}
        values["email_key"] = email_key(user.email) if user.email else None
        self.context.transaction.tell(_SAVE_USER, self.context.values(**values))


@frozen
class PostgresRoles:
    """
    The roles of the organization at work: the default ones and its own.
    """

    context: Context

    def all(self) -> Mapping[str, Role]:
        rows = self.context.transaction.ask(_ROLES, self.context.values())
        known = {each.value for each in Permission}
        own = {
            name: Role(
                name=name,
                permissions=frozenset(Permission(p) for p in given if p in known),
                visibility=Visibility(visibility),
            )
            for name, given, visibility in rows
        }
        return {**DEFAULT_ROLES, **own}

    def save(self, role: Role, /) -> None:
        self.context.transaction.tell(
            _SAVE_ROLE,
            self.context.values(
                name=role.name,
                permissions=sorted(each.value for each in role.permissions),
                visibility=role.visibility.value,
            ),
        )


@frozen
class PostgresOrganizations:
    """
    The organization at work.
    """

    context: Context

    def get(self) -> Organization:
        rows = self.context.transaction.ask(_ORGANIZATION, self.context.values())
        if not rows:
            raise NotFound("The CRM does not know this organization yet.")
        id, name, base_currency, time_zone, created_at, updated_at, version = rows[0]
        return Organization(
            id=OrganizationId(id),
            name=name,
            base_currency=base_currency,
            time_zone=time_zone,
            created_at=created_at,
            updated_at=updated_at,
            version=version,
        )

    def save(self, organization: Organization, /) -> None:
        self.context.introduce()
        self.context.transaction.tell(
            _SAVE_ORGANIZATION,
            self.context.values(
                name=organization.name,
                base_currency=organization.base_currency,
                time_zone=organization.time_zone,
                updated_at=organization.updated_at,
            ),
        )


@frozen
class PostgresSignInLinks:
    """
    One-time codes, of which only the digest is stored.
    """

    context: Context

    def create(self, user_id: UserId, /, *, expires_at: datetime) -> str:
        code = f"{self.context.organization_id.hex}{token_urlsafe(24)}"
        values = self.context.values(
            digest=_digest(code), user_id=user_id, expires_at=expires_at
        )
        self.context.transaction.tell(_ADD_LINK, values)
        return code

    def redeem(self, code: str, /) -> User:
        """
        The person whom *code* lets in, this once.

        Raises:
            NotFound: Unknown, used or expired.
        """
        rows = self.context.transaction.ask(
            _USE_LINK, self.context.values(digest=_digest(code), at=self.context.now)
        )
        if not rows:
            raise NotFound("This link was used before, or has expired.")
        return PostgresUsers(self.context).get(UserId(rows[0][0]))


def _digest(code: str) -> bytes:
    return sha256(code.encode("utf-8", "surrogatepass")).digest()
