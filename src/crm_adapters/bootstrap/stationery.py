"""
What every letter has, from the settings.
"""

from email.utils import parseaddr

from attrs import frozen

from crm_core.emails import Correspondent, Stationery
from crm_core.shared import Unavailable

from ..settings import Settings


@frozen
class OurStationery:
    """
    Letters come from the sender that is configured, and their links lead here.
    """

    sender: Correspondent
    site: str

    def sanitised(self, html: str, /) -> str:
        """
        Raises:
            Unavailable: The extra that makes HTML safe is not installed.
        """
        try:
            from ..mail.letters import letter_html
        except ImportError as lacking:
            reason = "HTML mails need the extra mail to be installed."
            raise Unavailable(reason) from lacking
        return letter_html(html)


def stationery(settings: Settings, site: str) -> Stationery:
    """
    What letters are written on.
    """
    name, address = parseaddr(settings.mail_from)
    return OurStationery(Correspondent(address or settings.mail_from, name), site)
