"""
The mail that asks whoever filled in a form to confirm it.
"""

from datetime import datetime

from crm_core.access import Mail
from crm_core.forms import Form, phrase


def confirmation(
    *,
    to: str,
    form: Form,
    organization: str,
    link: str,
    until: datetime,
    message_id: str,
) -> Mail:
    """
    The mail with the one-time *link*. Nothing in it was typed by the visitor: nobody
    can send others their own words by it.
    """
    text = phrase(form.language, "mail").format(
        title=form.heading,
        organization=organization,
        link=link,
        until=until.strftime("%Y-%m-%d %H:%M"),
    )
    return Mail(
        to=to,
        subject=phrase(form.language, "subject").format(title=form.heading),
        text=text,
        message_id=message_id,
    )
