"""
What a browser and a program do with a web form.
"""

from html.parser import HTMLParser

from crm_core.forms import list_submissions
from crm_core.leads import get_lead, list_leads

ASKED = [
    "first_name",
    {"name": "last_name", "required": True},
    {"name": "email", "required": True, "help": "We write to nobody else."},
    {"name": "product", "options": ["Anvil", "Rocket"], "widget": "radio"},
    {"name": "language", "options": ["en", "de"]},
    {"name": "description", "label": "Your <message>"},
    {"name": "employees", "widget": "hidden", "default": "7"},
]
ADA = {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com"}
OURS = "http://127.0.0.1"
SHOP = "https://shop.example"


class Shown(HTMLParser):
    """
    What a page asks, says and runs.
    """

    def __init__(self, text):
        super().__init__()
        self.inputs, self.inline, self.said, self.tags = {}, [], [], []
        self.language = None
        self._tag = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self._tag = tag
        self.tags.append((tag, attributes))
        self.language = self.language or attributes.get("lang")
        self.inline += [name for name in attributes if name.startswith("on")]
        self.inline += [name for name in attributes if name == "style"]
        if tag in {"input", "select", "textarea"}:
            self.inputs.setdefault(attributes["name"], attributes)

    def handle_data(self, data):
        if self._tag in {"script", "style"} and data.strip():
            self.inline.append(data)
        self.said.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.said).split())

    def along(self):
        """
        What goes along unseen.
        """
        return {
            name: each["value"]
            for name, each in self.inputs.items()
            if each.get("type") == "hidden"
        }


def visit(door, form, query=""):
    answer = door.client.get(f"/forms/{form.key}{query}", headers=SEEN)
    assert 200 == answer.status_code
    return answer, Shown(answer.text)


SEEN = {"referer": "https://search.example/results"}


def fill(door, form, values, *, query="", **headers):
    """
    What a browser does: see the page, fill it in, send it.
    """
    _, page = visit(door, form, query)
    return door.client.post(
        f"/forms/{form.key}",
        data={**page.along(), **values},
        headers={"origin": OURS, **headers},
        follow_redirects=False,
    )


def program(door, form, values, **headers):
    return door.client.post(f"/forms/{form.key}", json=values, headers=headers)


def leads(door, admin):
    items = door.crm.run(admin, list_leads).items
    return [door.crm.run(admin, get_lead, each.id) for each in items]


def states(door, admin, form):
    items = door.crm.run(admin, list_submissions, form.id).items
    return [str(each.state) for each in items]
