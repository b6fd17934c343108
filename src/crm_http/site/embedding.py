"""
The script that shows a form in pages of other sites.
"""

import json
from importlib.resources import files
from typing import Final

from crm_core.forms import Filled, Form, error_phrase, form_markup, phrase

from ..replies import Reply

_SCRIPT: Final = files(__package__).joinpath("assets", "embed.js").read_text("utf-8")
_HEADERS: Final = (
    (b"content-type", b"text/javascript; charset=utf-8"),
    (b"cross-origin-resource-policy", b"cross-origin"),
)
_CODES: Final = (
    *("required", "email", "phone", "url", "number", "range", "date", "choice"),
    *("length", "consent", "too-fast", "too-old"),
)


def embedded(form: Form, started: str) -> Reply:
    """
    The script, with the form in it; it is sent to where the script came from.
    """
    language = form.language
    filled = Filled(started=started, styled=False)
    told = {
        "markup": form_markup(form, "", filled),
        "language": language,
        "errors": {code: error_phrase(language, code) for code in _CODES},
        "error": error_phrase(language, ""),
        "wrong": phrase(language, "wrong"),
        "often": phrase(language, "often"),
        "away": phrase(language, "away"),
    }
    # What ends a script, in case somebody pastes it into a page as it is.
    data = json.dumps(told).replace("<", "\\u003c")
    return Reply(200, _SCRIPT.replace("__FORM__", data).encode(), _HEADERS)
