"""
What people install: the wheel works in an environment that has nothing of ours.
"""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.plugins.requirements import lacking, require

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
IMPORT_ALL_OF_THE_CORE = """
import importlib, pkgutil, crm_core
for module in pkgutil.walk_packages(crm_core.__path__, "crm_core."):
    importlib.import_module(module.name)
print(crm_core.__file__)
"""


def run(*command: object, **options) -> str:
    """
    What the command printed; it has to succeed.
    """
    words = [str(word) for word in command]
    done = subprocess.run(words, capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def uv() -> str:
    """
    The program that builds and installs.
    """
    return require("uv", "the wheel is built and installed with it")


@pytest.fixture(scope="module")
def wheel(uv, tmp_path_factory) -> Path:
    """
    The wheel, built with what is installed here.
    """
    folder = tmp_path_factory.mktemp("dist")
    here = ["--no-build-isolation", "--python", sys.executable]
    run(uv, "build", "--wheel", *here, "--out-dir", folder, cwd=ROOT)
    (wheel,) = folder.glob("*.whl")
    return wheel


def install(uv: str, environment: Path, what: str) -> Path:
    """
    Install at the locked versions, from uv's cache when it has them; its programs.
    """
    run(uv, "venv", "--no-project", "--python", sys.executable, environment)
    locked = ["--constraint", str(ROOT / "requirements.lock")]
    command = [uv, "pip", "install", "--python", str(environment), *locked, what]
    if subprocess.run([*command, "--offline"], capture_output=True).returncode:
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            lacking("a package index", done.stderr)
    return environment / "bin"


def test_the_core_needs_attrs_alone(uv, wheel, tmp_path):
    """
    Nothing else is installed, and every module of the core can be imported.
    """
    programs = install(uv, tmp_path / "bare", str(wheel))
    listed = run(uv, "pip", "list", "--format=freeze", "--python", tmp_path / "bare")

    names = [line.split()[0].split("==")[0] for line in listed.splitlines()]
    assert ["attrs", "erp-crm-module"] == names
    where = run(programs / "python", "-I", "-c", IMPORT_ALL_OF_THE_CORE, cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(tmp_path / "bare")


def test_the_wheel_is_typed_and_has_its_migrations(wheel):
    """
    Type checkers believe all four packages, and the database can be made.
    """
    names = ZipFile(wheel).namelist()

    packages = ["crm_adapters", "crm_cli", "crm_core", "crm_http"]
    assert packages == sorted(
        name.split("/")[0] for name in names if name.endswith("/py.typed")
    )
    assert [name for name in names if "/migrations/versions/" in name]


def test_the_command_works_with_all_extras(uv, wheel, tmp_path):
    """
    Installed as a user does, `crm` answers, without a database and without a home.
    """
    programs = install(uv, tmp_path / "whole", f"{wheel}[demo]")
    options = {"cwd": tmp_path, "env": {"HOME": str(tmp_path / "none")}}

    assert "0.1.0" in run(programs / "crm", "--version", **options)
    assert "contacts" in run(programs / "crm", "--help", **options)
