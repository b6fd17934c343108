"""
The two forms of a message's body: HTML, and the plain text that always goes along.
"""

import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser
from typing import Final

_BREAKS: Final = frozenset(
    [
        "p",
        "div",
        "br",
        "tr",
        "table",
        "ul",
        "ol",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "hr",
        "section",
    ]
)
_SILENT: Final = frozenset({"script", "style", "head", "title"})
_BLANKS: Final = re.compile(r"[ \t\f\v\u00a0]+")
_LINK: Final = re.compile(r'(<a\b[^>]{0,4000}?\bhref=")([^"]{1,4000})(")')
MOST_LINKS: Final = 200


def text_of(html: str) -> str:
    """
    What *html* says, as plain text: paragraphs, lists and where links lead to.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = (
        _BLANKS.sub(" ", line).strip() for line in "".join(reader.said).split("\n")
    )
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._silent = 0
        self._links: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "a":
            self._links.append((dict(attrs).get("href") or "", len(self.said)))
        elif tag in _BREAKS:
            self.said.append("\n- " if tag == "li" else "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag == "a" and self._links:
            address, since = self._links.pop()
            shown = "".join(self.said[since:]).strip()
            if address.startswith(("http://", "https://")) and shown != address:
                self.said.append(f" ({address})")
        elif tag in _BREAKS and tag != "br":
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(data.replace("\n", " "))


def links_in(html: str) -> tuple[str, ...]:
    """
    The web addresses that sanitised *html* links to, each once.
    """
    found = (unescape(match[2]) for match in _LINK.finditer(html))
    web = (each for each in found if each.startswith(("http://", "https://")))
    return tuple(dict.fromkeys(web))[:MOST_LINKS]


def relinked(html: str, replaced: Callable[[str], str | None]) -> str:
    """
    *html* with other addresses behind its links, where *replaced* names one.
    """

    def other(match: re.Match[str]) -> str:
        address = replaced(unescape(match[2]))
        return match[0] if address is None else f"{match[1]}{address}{match[3]}"

    return _LINK.sub(other, html)
