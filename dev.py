"""
Everything a developer does, on a machine that has only Python and pip.

    python3 dev.py demo [ARGS...]      a filled CRM to look at, on a database of its own
    python3 dev.py test [ARGS...]      every check: lint, types, imports, docs, tests
    python3 dev.py run COMMAND [...]   any command in the project's environment
    python3 dev.py lock [ARGS...]      write requirements.lock anew from pyproject.toml

The environment is .venv, made by uv from requirements.lock. Without uv at hand, one is
fetched into .uv-boot. Nothing is installed anywhere else.
"""

import sys

if sys.version_info < (3, 11):  # older ones still read the whole file
    sys.exit("This needs Python 3.11 or newer, not " + sys.version.split()[0] + ".")

import hashlib
import os
import re
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BOOT = ROOT / ".uv-boot"
LOCK = ROOT / "requirements.lock"
PYPROJECT = ROOT / "pyproject.toml"
SCRIPTS = "Scripts" if os.name == "nt" else "bin"
UV_WANTED = "uv>=0.13,<0.14"
UV_OLDEST = (0, 13)


def main(arguments: list[str]) -> None:
    """
    Do what the first word asks for.
    """
    word, rest = arguments[:1], arguments[1:]
    if word == ["demo"]:
        enter(["crm", "demo", *rest])
    elif word == ["test"]:
        enter(["nox", "--noxfile", str(ROOT / "noxfile.py"), *rest])
    elif word == ["run"] and rest:
        enter(rest)
    elif word == ["lock"]:
        lock(rest)
    elif word in (["-h"], ["--help"]):
        print(__doc__)
    else:
        sys.exit(__doc__)


def enter(command: list[str]) -> None:
    """
    Become the command, inside the environment: signals are its own from then on.
    """
    uv = find_uv()
    synchronise(uv)
    folders = [str(VENV / SCRIPTS), os.environ.get("PATH", os.defpath), str(uv.parent)]
    os.environ["PATH"] = os.pathsep.join(folders)
    os.environ["VIRTUAL_ENV"] = str(VENV)
    os.environ.pop("PYTHONHOME", None)
    program = shutil.which(command[0])
    if program is None:
        sys.exit(f"{command[0]}: there is no such command in .venv, nor on PATH.")
    if os.name == "nt":
        sys.exit(subprocess.call([program, *command[1:]]))
    os.execv(program, command)


def synchronise(uv: Path) -> None:
    """
    Make .venv what the lock says, unless it is.
    """
    machine = digest(str(ROOT), sys.version, sys.base_prefix)
    wanted = [machine, digest(LOCK.read_text(), PYPROJECT.read_text())]
    stamp = VENV / "synchronised"
    with one_at_a_time():
        found = stamp.read_text().split() if stamp.exists() else []
        if found == wanted:
            return
        print("Installing into .venv what requirements.lock names.", file=sys.stderr)
        stamp.unlink(missing_ok=True)
        if machine not in found:
            python = os.path.realpath(sys.executable)
            call(
                uv,
                "venv",
                "--quiet",
                "--clear",
                "--no-project",
                "--python",
                python,
                VENV,
            )
        into = ["--python", VENV / SCRIPTS / "python"]
        call(uv, "pip", "sync", "--quiet", *into, "--require-hashes", LOCK)
        # The build back end is in the lock: nothing else has to be fetched.
        options = ["--no-deps", "--no-build-isolation"]
        call(uv, "pip", "install", "--quiet", *into, *options, "--editable", ROOT)
        stamp.write_text("\n".join(wanted))


def lock(options: list[str]) -> None:
    """
    Resolve every extra and group, for every platform, with hashes and no addresses.
    """
    what = ["--all-extras", "--group", "dev", "--universal", "--python-version", "3.11"]
    how = ["--generate-hashes", "--no-emit-index-url", "--no-annotate", "--no-header"]
    uv = find_uv()
    os.chdir(ROOT)  # a group is looked up where the command runs
    files = ["--quiet", "--output-file", LOCK.name, PYPROJECT.name]
    how += ["--no-emit-package", "erp-crm-module"]  # that is ourselves
    call(uv, "pip", "compile", *what, *how, *options, *files)


def find_uv() -> Path:
    """
    The uv on PATH if it is new enough, else our own, fetched once.
    """
    configure_uv()
    theirs = shutil.which("uv")
    if theirs and uv_version(theirs) >= UV_OLDEST:
        return Path(theirs)
    ours = BOOT / "bin" / ("uv.exe" if os.name == "nt" else "uv")
    with one_at_a_time():
        if not ours.exists():
            fetch_uv()
    return ours


def uv_version(uv: str) -> tuple[int, ...]:
    """
    Of what calls itself uv: () when it does not say.
    """
    said = subprocess.run(
        [uv, "--version"], capture_output=True, text=True, check=False
    )
    return tuple(map(int, re.findall(r"\d+", said.stdout)[:2]))


def fetch_uv() -> None:
    """
    Install uv into a folder of ours: systems that guard their Python allow that.
    """
    pip = [sys.executable, "-m", "pip"]
    if subprocess.run([*pip, "--version"], capture_output=True, check=False).returncode:
        sys.exit(
            "Neither uv nor pip is here. Install one of them, for instance with "
            "'apt install python3-pip' or 'dnf install python3-pip', and try again."
        )
    print(f"Fetching {UV_WANTED} into .uv-boot.", file=sys.stderr)
    os.environ["PIP_USER"] = "0"  # --target and a configured --user exclude each other
    os.environ["PIP_ROOT_USER_ACTION"] = "ignore"  # nothing of the system is touched
    options = ["--quiet", "--disable-pip-version-check", "--target", BOOT, "--upgrade"]
    call(*pip, "install", *options, UV_WANTED)


def configure_uv() -> None:
    """
    What a machine may need said; its own settings win.
    """
    settings = {"UV_NO_PROGRESS": "1", "UV_PYTHON_DOWNLOADS": "never"}
    usual = os.environ.get("XDG_CACHE_HOME") or Path("~").expanduser()
    if not os.access(usual, os.W_OK):
        settings["UV_CACHE_DIR"] = str(BOOT / "cache")
    trusted = ssl.get_default_verify_paths()
    if trusted.cafile or (trusted.capath and any(Path(trusted.capath).iterdir())):
        settings["UV_SYSTEM_CERTS"] = "1"  # a company's own authority is among them
    for name, value in settings.items():
        os.environ.setdefault(name, value)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """
    Let a second dev.py wait while the first installs.
    """
    BOOT.mkdir(exist_ok=True)
    with Path(BOOT, "lock").open("w") as file:
        if os.name != "nt":
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def digest(*texts: str) -> str:
    """
    Tells whether anything has changed.
    """
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def call(*command: object) -> None:
    """
    Run a step, and end with its exit code if it fails: it has said why.
    """
    words = [str(word) for word in command]
    code = subprocess.call(words)
    if code:
        sys.exit(code)


if __name__ == "__main__":
    main(sys.argv[1:])
