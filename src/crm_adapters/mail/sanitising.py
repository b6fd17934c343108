"""
HTML of strangers: what of it can be shown, and what it says.
"""

import re
from html import escape, unescape

import nh3

# Text is read from these; whatever else a page has is passed over.
_BLOCKS = {
    "address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "li",
    "main", "nav", "ol", "p", "pre", "section", "table", "tr", "ul",
}  # fmt: skip
_APART = {"blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "table",
          "ul"}  # fmt: skip
_CELLS = {"td", "th"}
_SILENT = {"script", "style", "title", "head", "noscript", "template", "svg", "math"}
_TAG = re.compile(r"<(/?)([a-z0-9]+)>")
_SPACES = re.compile(r"[ \t\r\n\f\u00a0]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_MARKUP = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_ANY_TAG = re.compile(r"<[^<>]*>")
# Tags that end without being closed: they deepen nothing.
_SHALLOW = {
    "area", "base", "br", "col", "dd", "dt", "hr", "img", "input", "li", "link", "meta",
    "option", "p", "tbody", "td", "th", "thead", "tr", "wbr",
}  # fmt: skip
_RULE = "_" * 32
_DEEPEST_QUOTE = 10
DEEPEST = 500
MOST_SPELLED_OUT = 10_000
LARGEST = 4_000_000


def can_be_shown(html: str) -> bool:
    """
    Whether a page is of a size and depth that a mail program could have made. Browsers'
    rules take time that grows with the square of the depth, or of the characters spelled
    out (``&amp;``) in one stretch of text.
    """
    if len(html) > LARGEST:
        return False
    if any(text.count("&") > MOST_SPELLED_OUT for text in html.split("<")):
        return False
    depth = 0
    opened: dict[str, int] = {}
    for tag in _MARKUP.finditer(html):
        name = tag[2].lower()
        if name in _SHALLOW:
            continue
        if not tag[1]:
            opened[name] = opened.get(name, 0) + 1
            depth += 1
            if depth > DEEPEST:
                return False
        elif opened.get(name, 0):
            opened[name] -= 1
            depth -= 1
    return True


def bare_text(html: str) -> str:
    """
    What is left of a page without anything that looks like a tag.
    """
    return unescape(_ANY_TAG.sub(" ", html))


def safe_html(html: str) -> str:
    """
    HTML that can be shown: no scripts, styles, forms or frames, and nothing is fetched
    from elsewhere; images are those that came with the mail (``cid:``).
    """
    return nh3.clean(
        html,
        tags=nh3.ALLOWED_TAGS - {"map", "area"},
        clean_content_tags=_SILENT,
        attribute_filter=_own_images,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
    )


def _own_images(tag: str, name: str, value: str) -> str | None:
    lower = value.strip().lower()
    if tag == "img" and name == "src":
        return value if lower.startswith("cid:") else None
    return None if lower.startswith("cid:") or name == "cite" else value


def html_from_text(text: str) -> str:
    """
    Plain text as HTML; what looks like markup or a link stays text.
    """
    return f"<pre>{escape(text)}</pre>"


def text_from_html(html: str) -> str:
    """
    What a page says, line by line; quotations begin with ``>`` as in plain mail.
    """
    bare = nh3.clean(
        html,
        tags=_BLOCKS | _CELLS | {"br", "hr"},
        clean_content_tags=_SILENT,
        attributes={},
        link_rel=None,
    )
    return _Lines().told(bare)


class _Lines:
    """
    Lines as they come up: how deep they are quoted, and whether one has begun.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.quoted = 0
        self.kept = 0  # how many <pre> are open

    def told(self, bare: str) -> str:
        at = 0
        for tag in _TAG.finditer(bare):
            self.say(bare[at : tag.start()])
            self.turn(tag[2], closing=bool(tag[1]))
            at = tag.end()
        self.say(bare[at:])
        self.end()
        text = "\n".join(line.rstrip() for line in self.lines)
        return _BLANK_LINES.sub("\n\n", text).strip("\n")

    def say(self, markup: str) -> None:
        text = unescape(markup)
        if self.kept:
            first, *others = text.split("\n")
            self.line.append(first)
            for other in others:
                self.end(always=True)
                self.line.append(other)
            return
        text = _SPACES.sub(" ", text)
        if text != " " or self.line:
            self.line.append(text if self.line else text.lstrip(" "))

    def turn(self, tag: str, *, closing: bool) -> None:
        if tag == "br":
            self.end(always=True)
        elif tag == "hr":
            self.end()
            self.line = [_RULE]
            self.end()
        elif tag in _CELLS:
            if not closing and self.line:
                self.line.append(" ")
        elif tag in _BLOCKS:
            self.end()
            if tag in _APART:
                self.end(always=True)
            self._inside(tag, -1 if closing else 1)

    def _inside(self, tag: str, change: int) -> None:
        if tag == "blockquote":
            self.quoted += change
        elif tag == "pre":
            self.kept += change
        elif tag == "li" and change > 0:
            self.line = ["- "]

    def end(self, *, always: bool = False) -> None:
        """
        The line ends; an empty one only where it was meant.
        """
        said = "".join(self.line).rstrip()
        self.line = []
        if not said and not always:
            return
        depth = min(self.quoted, _DEEPEST_QUOTE)
        self.lines.append(">" * depth + (" " if depth and said else "") + said)
