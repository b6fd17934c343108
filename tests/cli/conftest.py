"""
The command line on the database of all tests, in an organization of the test's own.
"""

from itertools import count

import pytest

from .terminal import SECRET, House, Terminal, begin

NUMBERS = count(1)


@pytest.fixture
def terminal(database_url, tmp_path) -> Terminal:
    """
    A terminal on the database that the tests of this worker share.
    """
    settings = {"CRM_DATABASE_URL": database_url, "CRM_TOKEN_SECRET": SECRET}
    return Terminal(tmp_path, settings)


@pytest.fixture
def fresh_terminal(fresh_database_url, tmp_path) -> Terminal:
    """
    A terminal on a database without any organization.
    """
    settings = {"CRM_DATABASE_URL": fresh_database_url, "CRM_TOKEN_SECRET": SECRET}
    return Terminal(tmp_path, settings)


@pytest.fixture
def house(terminal) -> House:
    """
    The organization at work.
    """
    return begin(terminal, f"House {next(NUMBERS)}")


@pytest.fixture
def other_house(terminal) -> House:
    """
    Another organization on the same database.
    """
    return begin(terminal, f"Other house {next(NUMBERS)}")


@pytest.fixture
def bare(terminal, empty_database_url) -> Terminal:
    """
    A terminal on a database without tables.
    """
    terminal.settings["CRM_DATABASE_URL"] = empty_database_url
    return terminal
