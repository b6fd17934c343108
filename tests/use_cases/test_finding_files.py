"""
Files in lists: found by the words of their names, page by page.
"""

from crm_core.files import FILE_FIELDS, list_files
from crm_core.shared import PageRequest, parse_url

from .filing import found


def test_found_by_the_words_of_the_name(crm, actor, shelf):
    """
    Whole words, folded, all of them, beside filters.
    """
    for name in ("Angebot Größe 2026.pdf", "angebot 2025.txt", "Other.txt"):
        shelf.attach(actor, name.encode(), name=name)

    assert ["angebot 2025.txt", "Angebot Größe 2026.pdf"] == found(
        crm, actor, ("search", "ANGEBOT"), ("sort", "name")
    )
    assert ["Angebot Größe 2026.pdf"] == found(crm, actor, ("q", "grosse angebot"))
    assert [] == found(crm, actor, ("q", "!!!"))
    assert [] == found(crm, actor, ("q", "angebot"), ("bytes", "lt:5"))


def test_pages(crm, actor, shelf):
    """
    By cursor each file is met once, in the order asked for.
    """
    for size in (3, 1, 2, 5, 4):
        shelf.attach(actor, b"x" * size, name=f"{size}.txt")
    query, _ = parse_url([("sort", "-size")], FILE_FIELDS)
    seen, cursor = [], None
    while True:
        request = PageRequest(size=2, cursor=cursor)
        page = crm.run(actor, list_files, query, request)
        seen += [each.size for each in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break

    assert [5, 4, 3, 2, 1] == seen
