"""
How the organization sends mail: shown and changed.
"""

from ...shared import Permission, use_case
from ..model import MailSettings
from ..ports import EmailWork


@use_case(requires=Permission.EMAIL_READ)
def show_mail_settings(work: EmailWork) -> MailSettings:
    """
    How the organization sends mail.
    """
    return work.mail_settings.get()


@use_case(requires=Permission.EMAIL_ADMIN)
def change_mail_settings(work: EmailWork, /, **fields: object) -> MailSettings:
    """
    Change some settings: ``from_name``, ``reply_to``, ``track``.

    Raises:
        Invalid: Naming every member that is wrong.
    """
    changed = work.mail_settings.get().edited(fields)
    work.mail_settings.save(changed)
    return changed
