"""
PostgreSQL refuses to run as root: which ordinary user runs it then.
"""

import os
import pwd
import subprocess
from pathlib import Path
from typing import TypedDict

import attrs

ROOT = 0
FALLBACKS = ("postgres", "nobody")


class Identity(TypedDict, total=False):
    """
    What subprocess needs to start a program as somebody else.
    """

    user: int
    group: int
    extra_groups: list[int]


@attrs.frozen
class Account:
    """
    The system user that owns the data and runs the server.
    """

    name: str
    uid: int
    gid: int

    @property
    def identity(self) -> Identity:
        """
        Empty for ourselves: only root may start programs as somebody else.
        """
        if self.uid == os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def reaches(self, path: Path, mode: str = "x") -> bool:
        """
        Whether this user may enter or execute (x) or read (r) what is at the path.
        """
        command = ["test", f"-{mode}", str(path)]
        return not subprocess.run(
            command, check=False, cwd="/", **self.identity
        ).returncode

    def runs(self, program: Path) -> bool:
        """
        Whether this user can run the program, which has to know --version.
        """
        try:
            done = subprocess.run(
                [program, "--version"],
                check=False,
                cwd="/",
                capture_output=True,
                **self.identity,
            )
        except (FileNotFoundError, PermissionError):
            return False
        return not done.returncode

    def own(self, path: Path) -> None:
        """
        Give the path to this user.
        """
        if self.uid != os.geteuid():
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def account_for(*paths: Path) -> Account:
    """
    Ourselves, or when we are root: the ordinary user who owns the first such path, else
    one that every system has. None is created.
    """
    if os.geteuid() != ROOT:
        return Account(str(os.geteuid()), os.geteuid(), os.getegid())
    for path in paths:
        if path.exists() and (owner := path.stat()).st_uid != ROOT:
            return Account(str(owner.st_uid), owner.st_uid, owner.st_gid)
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = next(known[name] for name in FALLBACKS if name in known)
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
