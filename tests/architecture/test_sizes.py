import pytest

from tests.architecture.sources import ROOT, functions, length, source_files

CAPS = {"src": 300, "tests": 400, "benchmarks": 300}
LARGER = {
    # One grammar, one list of fields: each is read as a whole.
    "src/crm_adapters/postgres/paging.py": 330,
    "benchmarks/dataset.py": 320,
    "src/crm_adapters/settings/model.py": 330,
    "src/crm_core/contacts/model.py": 400,
    "src/crm_core/shared/grammar.py": 400,
    "src/crm_core/shared/kinds.py": 330,
}
LONGEST_FUNCTION = 40
# Lists of data that happen to need an argument.
LISTS = {"record_operations", "input_schemas", "_import_report"}


@pytest.mark.parametrize("folder", CAPS)
def test_files_are_small(folder):
    """
    No file is longer than its cap; a longer one is two things.
    """
    too_long = {
        str(path.relative_to(ROOT)): lines
        for path in sorted((ROOT / folder).rglob("*.py"))
        if (lines := len(path.read_text().splitlines()))
        > LARGER.get(str(path.relative_to(ROOT)), CAPS[folder])
    }

    assert {} == too_long


def test_functions_are_short():
    """
    No function in the product is longer than forty lines.
    """
    too_long = {
        f"{path.relative_to(ROOT)}:{node.name}": length(node)
        for path in source_files()
        for node in functions(path)
        if length(node) > LONGEST_FUNCTION and node.name not in LISTS
    }

    assert {} == too_long
