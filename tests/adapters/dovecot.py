"""
A Dovecot of the test's own, with one mailbox on a free port of this machine.
"""

import getpass
import grp
import os
import pwd
import shutil
import socket
import subprocess
import time
from pathlib import Path

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

USER, PASSWORD = "ada@example.com", "correct-horse"

CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
{tls}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
mail_location = maildir:{folder}/mail
first_valid_uid = 1
{users}namespace inbox {{
  inbox = yes
  mailbox Sent {{
    auto = subscribe
    special_use = \\Sent
  }}
}}
passdb {{
  driver = static
  args = user={name} password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service stats {{
  chroot =
}}
"""


class Dovecot:
    """
    Has no message in its mailbox at first; everything lies below *folder*. It offers
    encryption when it has a *certificate*.
    """

    def __init__(
        self, program: str, folder: Path, certificate: Path | None = None
    ) -> None:
        self.program = program
        self.folder = folder
        self.ports = _free_port(), _free_port()
        self.configuration = folder / "dovecot.conf"
        self.process: subprocess.Popen[bytes] | None = None
        me = pwd.getpwuid(os.getuid())
        for name in ("run", "home", "mail"):
            (folder / name).mkdir(exist_ok=True)
        # Root's mail is read by an ordinary user, as Dovecot wants it.
        uid, gid = (me.pw_uid, me.pw_gid) if me.pw_uid else (65534, 65534)
        if not me.pw_uid:
            _hand_over(folder, uid, gid)
        self.configuration.write_text(
            CONFIGURATION.format(
                folder=folder,
                tls=f"ssl = yes\nssl_cert = <{certificate}\nssl_key = <{certificate}"
                if certificate
                else "ssl = no",
                users="" if uid != me.pw_uid else _as_one_user(me.pw_gid),
                name=USER,
                password=PASSWORD,
                uid=uid,
                gid=gid,
                port=self.port,
                tls_port=self.ports[1],
            )
        )

    @property
    def port(self) -> int:
        return self.ports[0]

    def start(self) -> None:
        command = [self.program, "-F", "-c", str(self.configuration)]
        self.process = subprocess.Popen(command)
        deadline = time.monotonic() + 20
        while not self._answers():
            running = self.process.poll() is None and time.monotonic() < deadline
            if not running:
                self.stop()
            assert running, f"Dovecot does not start: {self.log}"

    @property
    def log(self) -> str:
        path = self.folder / "dovecot.log"
        return path.read_text() if path.exists() else ""

    def _answers(self) -> bool:
        try:
            with self.client():
                return True
        except (OSError, IMAPClientError):
            return False

    def client(self) -> IMAPClient:
        """
        Somebody else who is signed in to the mailbox.
        """
        client = IMAPClient("127.0.0.1", port=self.port, ssl=False, timeout=10)
        client.login(USER, PASSWORD)
        return client

    def deliver(self, *messages: bytes, folder: str = "INBOX") -> None:
        """
        Put *messages* into a folder, as a delivery agent does.
        """
        with self.client() as client:
            for message in messages:
                client.append(folder, message)

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(20)
            self.process = None


def _hand_over(folder: Path, uid: int, gid: int) -> None:
    for path in (folder / "home", folder / "mail"):
        os.chown(path, uid, gid)
    for path in (folder, *folder.parents):
        if path.stat().st_uid == os.getuid() and path != Path("/"):
            path.chmod(path.stat().st_mode | 0o011)


def _as_one_user(gid: int) -> str:
    """
    Without root, all of its processes run as whoever runs the test.
    """
    user, group = getpass.getuser(), grp.getgrgid(gid).gr_name
    return (
        f"default_internal_user = {user}\ndefault_login_user = {user}\n"
        f"default_internal_group = {group}\n"
    )


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def program() -> str | None:
    """
    Where Dovecot is, which is seldom on an ordinary user's path.
    """
    return shutil.which("dovecot", path=os.environ["PATH"] + ":/usr/sbin")
