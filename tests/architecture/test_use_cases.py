import ast
import importlib
import inspect
import pkgutil

import crm_core
from crm_core.shared import PERMISSIONS, CrmError, Event
from tests.architecture.sources import ROOT, SOURCE, functions

# Pure parts that use cases share; they take a work but guard nothing themselves.
UNGUARDED = {
    "mine",
    "operator_of",
    "parse_company",
    "parse_contact",
    "read_contact",
    "routed",
    "with_new_fields",
}


def _core_modules():
    for found in pkgutil.walk_packages(crm_core.__path__, "crm_core."):
        yield importlib.import_module(found.name)


def test_every_use_case_is_guarded():
    """
    Each public function of a use_cases module that takes a work stands in the
    catalogue of permissions.
    """
    unguarded = {
        f"{module.__name__}.{name}"
        for module in _core_modules()
        if ".use_cases" in module.__name__ or module.__name__.endswith(".privacy")
        for name, function in vars(module).items()
        if inspect.isfunction(function)
        and function.__module__ == module.__name__
        and not name.startswith("_")
        and "work" in inspect.signature(function).parameters
        and name not in UNGUARDED
        and f"{module.__name__}.{name}" not in PERMISSIONS
    }

    assert set() == unguarded


def test_use_cases_errors_and_events_say_what_they_are():
    """
    Everything in the catalogue, every error and every event has a docstring.
    """
    modules = list(_core_modules())
    silent = [
        each
        for module in modules
        for each in vars(module).values()
        if inspect.isclass(each)
        and issubclass(each, CrmError | Event)
        and not (each.__doc__ or "").strip()
    ]
    for name in PERMISSIONS:
        module, _, function = name.rpartition(".")
        if not inspect.getdoc(getattr(importlib.import_module(module), function)):
            silent.append(name)

    assert [] == silent


def test_the_core_asks_nobody_for_time_chance_or_environment():
    """
    Time and ids come from the work; only ``ids`` makes them.
    """
    asked = {
        f"{path.relative_to(ROOT)}: {ast.unparse(node)}"
        for path in sorted((SOURCE / "crm_core").rglob("*.py"))
        if path.name != "ids.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if (
            isinstance(node, ast.Attribute)
            and ast.unparse(node)
            in {
                "datetime.now",
                "datetime.utcnow",
                "date.today",
                "os.environ",
                "time.time",
            }
        )
        or (isinstance(node, ast.Name) and node.id in {"uuid4", "uuid7", "getenv"})
    }

    assert set() == asked


def test_faces_are_sorted():
    """
    The public names of each package are listed in order, once, and exist.
    """
    for module in _core_modules():
        names = getattr(module, "__all__", [])
        assert sorted(names) == sorted(set(names))
        assert [] == [name for name in names if not hasattr(module, name)]


def test_no_function_hides_a_commit():
    """
    Nothing in the core can end a transaction.
    """
    calls = {
        f"{path.name}:{node.name}"
        for path in sorted((SOURCE / "crm_core").rglob("*.py"))
        for node in functions(path)
        if node.name in {"commit", "rollback"}
    }

    assert set() == calls
