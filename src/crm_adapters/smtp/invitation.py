"""
The mail that lets a person in.
"""

from crm_core.access import Mail, User

TEXT = """\
{greeting}

{organization} has opened its CRM to you. Sign in with this link:

{link}

It works once, within 24 hours. If it has expired, ask whoever invited you for
another one. If you did not expect this mail, ignore it.
"""


def invitation(*, user: User, organization: str, link: str, message_id: str) -> Mail:
    """
    The mail to *user* with the one-time *link*.
    """
    assert user.email is not None
    greeting = f"Hello {user.name}," if user.name else "Hello,"
    return Mail(
        to=user.email,
        subject=f"Your access to the CRM of {organization}",
        text=TEXT.format(greeting=greeting, organization=organization, link=link),
        message_id=message_id,
    )
