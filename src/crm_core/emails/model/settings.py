"""
How an organization sends mail.
"""

from collections.abc import Mapping
from typing import Any, Final

from attrs import asdict, evolve, frozen

from ...shared import Email, Fields, Flag, Invalid, Text
from ...shared import Field as Member

MAIL_SETTINGS: Final = Fields.of(
    [
        Member(name="from_name", label="Sender's name", kind=Text(100)),
        Member(name="reply_to", label="Answers go to", kind=Email()),
        Member(name="track", label="Count opens and clicks", kind=Flag()),
        Member(name="capture_unknown", label="Strangers become leads", kind=Flag()),
    ]
)


@frozen(kw_only=True)
class MailSettings:
    """
    How an organization sends mail.

    Args:
        from_name: The name beside the sender's address; else that of who sends.
        reply_to: Where answers go; else to who sends.
        track: Whether opens and clicks are counted, of people who agreed to it.
        capture_unknown: Whether a person nobody knows who writes to us becomes a lead.
    """

    from_name: str | None = None
    reply_to: str | None = None
    track: bool = False
    capture_unknown: bool = False

    def edited(self, raw: Mapping[str, Any]) -> "MailSettings":
        """
        The settings with some changed; None brings back what is usual.

        Raises:
            Invalid: Naming every member that is wrong.
        """
        if not isinstance(raw, Mapping):
            raise Invalid.of("", "type", "Must be an object.")
        return evolve(self, **MAIL_SETTINGS.parse(raw))  # type: ignore[arg-type]

    def to_json(self) -> dict[str, object]:
        """
        The settings as plain data.
        """
        return asdict(self)
