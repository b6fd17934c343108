"""
Organizations, people, teams, roles: who may do what, and why.
"""

from .events import UserInvited
from .model import (
    DEFAULT_ROLES,
    USUAL_CURRENCY,
    Explanation,
    LastAdmin,
    Organization,
    Role,
    User,
    actor_with,
    read_role,
)
from .ports import (
    AccessWork,
    Mail,
    Mailer,
    Organizations,
    Roles,
    SignInLinks,
    Users,
)
from .use_cases import (
    create_sign_in_link,
    define_role,
    explain_permission,
    find_user,
    invite_user,
    list_roles,
    list_users,
    operator_of,
    rename_organization,
    save_user,
    set_time_zone,
    show_organization,
)

__all__ = [
    "DEFAULT_ROLES",
    "USUAL_CURRENCY",
    "AccessWork",
    "Explanation",
    "LastAdmin",
    "Mail",
    "Mailer",
    "Organization",
    "Organizations",
    "Role",
    "Roles",
    "SignInLinks",
    "User",
    "UserInvited",
    "Users",
    "actor_with",
    "create_sign_in_link",
    "define_role",
    "explain_permission",
    "find_user",
    "invite_user",
    "list_roles",
    "list_users",
    "operator_of",
    "read_role",
    "rename_organization",
    "save_user",
    "set_time_zone",
    "show_organization",
]
