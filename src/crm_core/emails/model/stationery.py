"""
What letters are written on where nothing else was chosen.
"""

from attrs import field, frozen

from ...shared import Unavailable
from .reading import Correspondent


@frozen
class PlainStationery:
    """
    A sender on this machine, and no HTML: nothing here can make it safe.
    """

    sender: Correspondent = field(factory=lambda: Correspondent("crm@localhost", "CRM"))
    site: str = "http://127.0.0.1:8000"

    def sanitised(self, _html: str, /) -> str:
        """
        Raises:
            Unavailable: Always.
        """
        raise Unavailable("HTML mails need the extra mail to be installed.")
