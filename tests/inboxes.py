"""
A real relay that keeps what arrives.
"""

import socket
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from attrs import define, field, frozen


@frozen
class Arrived:
    """
    One message as one recipient got it.
    """

    recipient: str
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=default)

    @property
    def files(self) -> dict[str, bytes]:
        """
        The content of its attachments by their names.
        """
        found = self.message.iter_attachments()
        return {each.get_filename(): each.get_payload(decode=True) for each in found}


@define(eq=False)
class Inbox:
    """
    Takes all mail of the world.
    """

    arrived: list[Arrived] = field(factory=list)
    _controller: Controller | None = None

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        for recipient in envelope.rcpt_tos:
            self.arrived.append(Arrived(recipient, envelope.original_content))
        return "250 OK"

    def start(self) -> "Inbox":
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self._controller = Controller(self, hostname="127.0.0.1", port=port)
        self._controller.start()
        return self

    def stop(self) -> None:
        self._controller.stop()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self._controller.port}"

    def take(self) -> dict[str, Arrived]:
        """
        What arrived since it was last asked, by recipient.
        """
        taken, self.arrived = self.arrived, []
        assert len(taken) == len({each.recipient for each in taken}), "a second copy"
        return {each.recipient: each for each in taken}
