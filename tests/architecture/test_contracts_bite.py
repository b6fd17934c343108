import os
import shutil
import subprocess
import sys

import pytest

from tests.architecture.sources import ROOT

PLANTED = {
    "core imports sqlalchemy": (
        "crm_core/contacts/model.py",
        "import sqlalchemy",
        "The core knows attrs and the standard library, nothing else",
    ),
    "core imports an adapter": (
        "crm_core/contacts/use_cases.py",
        "import crm_adapters.rows",
        "Edges depend on adapters, adapters on the core, never back",
    ),
    "companies build on contacts": (
        "crm_core/companies/use_cases.py",
        "import crm_core.contacts",
        "Capabilities build on each other in one direction",
    ),
    "a model knows its ports": (
        "crm_core/companies/model.py",
        "import crm_core.companies.ports",
        "Inside a capability: use cases over ports over model",
    ),
    "redis knows postgres": (
        "crm_adapters/redis/__init__.py",
        "import crm_adapters.postgres",
        "Technologies do not know each other; bootstrap puts them together",
    ),
    "http touches postgres": (
        "crm_http/app.py",
        "import crm_adapters.postgres",
        "Only the composition root touches adapters",
    ),
    "http looks inside contacts": (
        "crm_http/app.py",
        "import crm_core.contacts.model",
        "The rest of the code sees contacts only through its package",
    ),
    "a module nobody declared": (
        "crm_core/stray.py",
        "",
        "Capabilities build on each other in one direction",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("what", PLANTED)
def test_each_contract_bites(what, tmp_path):
    """
    A violation planted in a copy of the code breaks the contract that forbids it.
    """
    place, line, contract = PLANTED[what]
    shutil.copytree(
        ROOT / "src",
        tmp_path / "src",
        ignore=shutil.ignore_patterns("__pycache__", ".mypy_cache"),
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / "src" / place).open("a") as file:
        file.write(f"\n{line}\n")
    linter = "from importlinter.cli import lint_imports_command as run; run()"
    done = subprocess.run(
        [sys.executable, "-c", linter, "--no-cache"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "src")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert 1 == done.returncode
    assert f"{contract} BROKEN" in done.stdout
