"""
A form on somebody else's web page, in a real browser.
"""

import subprocess
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from crm_core.forms import edit_form, list_submissions
from tests.http.form_visits import Shown
from tests.plugins.requirements import require

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.browser]
PAGE = """<!doctype html><title>Shop</title><body><h1>Shop</h1>
<script src="{server}/forms/{key}/embed.js"></script>
<script>
// Not at once: the browser would take the page before anything is answered.
addEventListener("load", () => setTimeout(() => {{
  const form = document.querySelector("form");
  const typed = {typed};
  for (const [name, value] of Object.entries(typed)) form.elements[name].value = value;
  form.dispatchEvent(new Event("submit", {{ cancelable: true }}));
}}, 50));
</script></body>"""


@pytest.fixture
def shop(tmp_path):
    """
    Another web site: its folder and its address.
    """
    handler = partial(SimpleHTTPRequestHandler, directory=tmp_path)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as site:
        Thread(target=site.serve_forever, daemon=True).start()
        yield tmp_path, f"http://localhost:{site.server_port}"
        site.shutdown()


def seen_by_a_browser(address, home):
    """
    A page as it is once its scripts have done their work.
    """
    done = subprocess.run(
        [
            require("chromium", "the page of another site needs a browser"),
            *("--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"),
            *("--virtual-time-budget=8000", f"--user-data-dir={home}", address),
        ],
        capture_output=True,
        text=True,
        timeout=60,
    )
    return Shown(done.stdout)


def test_a_form_in_the_page_of_another_site(door, server, shop, admin, new_form):
    """
    The script shows the form, tells what is wrong at the fields, and thanks; the page
    and its campaign come along. A site that the form does not name is refused.
    """
    folder, site = shop
    form = new_form(fields=[{"name": "email", "required": True}])

    def visit(typed):
        page = PAGE.format(server=server, key=form.key, typed=typed)
        (folder / "index.html").write_text(page)
        return seen_by_a_browser(f"{site}/?utm_source=shop", folder / "home")

    refused = visit({"email": "ada@example.com"})
    door.crm.run(admin, edit_form, form.id, origins=[site])
    wrong = visit({"email": "ada"})
    thanked = visit({"email": "ada@example.com"})
    [kept] = door.crm.run(admin, list_submissions, form.id).items

    assert "Something is out of order" not in thanked.text
    assert "Nothing was sent." in refused.text
    assert "Please enter an e-mail address" in wrong.text
    assert "true" == wrong.inputs["email"]["aria-invalid"]
    assert "Thank you." in thanked.text
    assert {"utm_source": "shop", "page": f"{site}/?utm_source=shop"} == kept.capture
