"""
What a machine cannot offer is a skip with its reason there, and a failure in CI.
"""

import os
import shutil
from typing import NoReturn

import pytest


def lacking(what: str, reason: str) -> NoReturn:
    """
    End the test: it cannot run here.
    """
    message = f"{what} is not here: {reason}"
    if os.environ.get("CI") == "true":
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


def require(program: str, reason: str) -> str:
    """
    The path of a program that the test starts.
    """
    return shutil.which(program) or lacking(program, reason)
