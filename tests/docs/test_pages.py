"""
What holds for every page.
"""

import re

import pytest

from docs.generate import filled
from docs.generate import pages as documents

from .pages import ROOT, all_pages, anchors, links, name, without_blocks

# Places where packages come from, and folders of one machine.
FORBIDDEN = re.compile(
    r"pypi\.org|pythonhosted|registry\.npmjs|proxy\.golang|crates\.io"
    r"|(?:^|[\s`\"'(=])/(?:work|home|root|Users|tmp|mnt)/",
    re.IGNORECASE | re.MULTILINE,
)
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("0*.md"))
PLACES = {
    **dict.fromkeys(("src", "tests", "docs", "docker", "changelog.d"), ROOT),
    **dict.fromkeys(("crm_core", "crm_adapters", "crm_http", "crm_cli"), ROOT / "src"),
}
PARTS = ["Context", "Decision", "Consequences", "Alternatives", "Enforced by"]


@pytest.mark.parametrize("page", documents(), ids=name)
def test_generated_parts_are_up_to_date(page):
    """
    A page says what the code says now; else ``python -m docs.generate`` mends it.
    """
    text = page.read_text(encoding="utf-8")

    assert filled(text) == text


@pytest.mark.parametrize("page", all_pages(), ids=name)
def test_links_lead_somewhere(page):
    """
    Every link inside the project names a file that is there, and a heading in it.
    """
    broken = []
    for target in links(page):
        if "://" in target or target.startswith("mailto:"):
            continue
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        wrong_anchor = anchor and (not found.is_file() or anchor not in anchors(found))
        if not found.exists() or ROOT not in found.parents or wrong_anchor:
            broken.append(target)

    assert broken == []


@pytest.mark.parametrize("page", all_pages(), ids=name)
def test_nothing_of_one_machine_is_told(page):
    """
    No page names the folders of a machine or the address of a package registry.
    """
    assert FORBIDDEN.findall(page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("page", all_pages(), ids=name)
def test_every_page_is_found(page):
    """
    Some other page links to this one.
    """
    here = page.resolve()
    linked = {
        (other.parent / target.partition("#")[0]).resolve()
        for other in all_pages()
        for target in links(other)
        if other != page and "://" not in target
    }

    assert page == ROOT / "README.md" or here in linked


@pytest.mark.parametrize("page", DECISIONS, ids=name)
def test_a_decision_has_every_part(page):
    """
    Context, decision, consequences, alternatives, and what enforces it, on one page.
    """
    text = page.read_text(encoding="utf-8")
    number = int(page.name[:4])

    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == PARTS
    assert text.startswith(f"# {number}. ")
    assert len(text.splitlines()) <= 80


@pytest.mark.parametrize("page", all_pages(), ids=name)
def test_files_that_are_named_exist(page):
    """
    A path of the project in code marks is there.
    """
    prose = without_blocks(page)
    named = re.findall(r"`((?:\w+\.d|\w+)/[\w./-]+)`", prose)
    ours = [each for each in named if each.split("/")[0] in PLACES]
    places = [PLACES[each.split("/")[0]] / each for each in ours]

    assert [each for each in places if not each.exists()] == []


@pytest.mark.parametrize(
    "page", [page for page in documents() if page.name != "benchmarks.md"], ids=name
)
def test_a_sentence_has_a_line_of_its_own(page):
    """
    Prose is written one sentence a line, so that changes are seen by sentence.
    """
    text = re.sub(
        r"<!-- generated.*?end of generated -->",
        "",
        without_blocks(page),
        flags=re.DOTALL,
    )
    prose = [line for line in text.splitlines() if line[:1] not in {"|", "-", "#"}]
    several = [
        line
        for line in prose
        if not re.match(r"^(\d+\.|\s|- )", line) and re.search(r"[a-z)`]\. [A-Z]", line)
    ]

    assert several == []
