"""
Each check of the project, defined once: for people, pre-commit and CI.

The everyday ones run in the environment nox itself runs in, which `dev.py` and
`uv run` make; the others say what they install.
"""

import os
import tempfile
from pathlib import Path

import nox

nox.needs_version = ">=2026.4"
nox.options.sessions = ["lint", "types", "imports", "docs", "tests"]
nox.options.default_venv_backend = "none"
nox.options.error_on_external_run = False

PYTEST = ("python", "-m", "pytest")
WORKERS = ("--numprocesses=2",)


@nox.session
def lint(session: nox.Session) -> None:
    """
    Style and common faults, by ruff.
    """
    session.run("ruff", "check", *session.posargs)
    session.run("ruff", "format", "--check")


@nox.session
def types(session: nox.Session) -> None:
    """
    Types, by mypy in strict mode.
    """
    session.run("mypy", *session.posargs)


@nox.session
def imports(session: nox.Session) -> None:
    """
    Who may import whom, by import-linter. Its cache has told untruths: none is used.
    """
    session.run("lint-imports", "--no-cache", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """
    The pages: generated ones are up to date, examples do what they say.
    """
    session.run(*PYTEST, "tests/docs", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """
    All other tests, on an embedded PostgreSQL unless CRM_TEST_DATABASE_URL names one.
    """
    session.run(*PYTEST, *WORKERS, "--ignore=tests/docs", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """
    Measure against the bars; --quick takes less than five minutes.
    """
    session.run("python", "-m", "benchmarks", *session.posargs)


@nox.session(venv_backend="uv")
def lowest(session: nox.Session) -> None:
    """
    The oldest versions that pyproject.toml allows pass the tests too.
    """
    options = ("--resolution=lowest-direct", "--group=test", "--editable", ".[demo]")
    session.install(*options)
    session.run(*PYTEST, *WORKERS, "--ignore=tests/docs", *session.posargs)


@nox.session(venv_backend="uv")
def bare(session: nox.Session) -> None:
    """
    The core is whole with attrs alone.
    """
    session.install(".")
    session.cd(tempfile.gettempdir())
    session.run("python", "-c", "import crm_core")


@nox.session(venv_backend="uv")
def build(session: nox.Session) -> None:
    """
    The distributions, and the wheel at work in an environment of its own.
    """
    session.run("uv", "build", "--clear", external=True)
    (wheel,) = Path("dist").glob("*.whl")
    session.install(f"{wheel}[demo]")
    session.cd(tempfile.gettempdir())
    session.run("crm", "--version")


@nox.session
def changelog(session: nox.Session) -> None:
    """
    The change is told in changelog.d. The branch to compare with may be given.
    """
    branch = session.posargs or [os.environ.get("BASE_BRANCH", "main")]
    session.run("towncrier", "check", "--compare-with", *branch)
