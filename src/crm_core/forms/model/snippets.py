"""
What is pasted into other web sites so that a form is shown there.
"""

from html import escape

from attrs import frozen

from .form import Form
from .markup import Filled, form_markup


@frozen
class Snippets:
    """
    A form for other sites: its *address*, *html* that works without scripts, and a
    *script* that shows the form where it stands.
    """

    address: str
    html: str
    script: str


def snippets_of(form: Form, base_url: str) -> Snippets:
    """
    The snippets of a form of the CRM that people reach at *base_url*.
    """
    address = f"{base_url.rstrip('/')}/forms/{form.key}"
    html = form_markup(form, address, Filled(styled=False))
    script = f'<script src="{escape(address)}/embed.js" async></script>'
    return Snippets(address, f"{html}\n", f"{script}\n")
