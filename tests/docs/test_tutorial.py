"""
The tutorial is true.
"""

import doctest
import re

from .pages import ROOT, name

TUTORIAL = ROOT / "docs" / "tutorial.md"


def test_the_tutorial_does_what_it_says():
    """
    Every example of the tutorial, in order, gives what the page shows.
    """
    text = re.sub(
        r"^```.*$", "", TUTORIAL.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    examples = doctest.DocTestParser().get_doctest(text, {}, name(TUTORIAL), None, 0)
    said: list[str] = []

    results = doctest.DocTestRunner().run(examples, out=said.append)

    assert "".join(said) == ""
    assert results.attempted > 30
