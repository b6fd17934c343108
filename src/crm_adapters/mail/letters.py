"""
HTML of letters that go out: what may stand in them.
"""

import nh3

_STYLES = {
    "background-color", "border", "border-bottom", "border-collapse", "border-left",
    "border-radius", "border-right", "border-top", "color", "display", "font-family",
    "font-size", "font-style", "font-weight", "height", "line-height", "margin",
    "margin-bottom", "margin-left", "margin-right", "margin-top", "max-width",
    "padding", "padding-bottom", "padding-left", "padding-right", "padding-top",
    "text-align", "text-decoration", "vertical-align", "width",
}  # fmt: skip
_SHAPED = {"align", "style", "valign", "width", "height", "bgcolor"}


def letter_html(html: str) -> str:
    """
    HTML that any mail program may show: text, tables, pictures and links, nothing that
    acts, and no styles that could cover what stands around it.
    """
    return nh3.clean(
        html,
        tags=nh3.ALLOWED_TAGS - {"map", "area"},
        clean_content_tags={"script", "style", "title"},
        attributes={
            **{
                tag: {*names, *_SHAPED} for tag, names in nh3.ALLOWED_ATTRIBUTES.items()
            },
            "*": {"style"},
        },
        filter_style_properties=_STYLES,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        link_rel="noopener noreferrer",
    )
