"""
What visitors of web forms do, and what is looked at afterwards.
"""

from datetime import timedelta

from crm_core.forms import Said, find_form, list_submissions, submit_form
from crm_core.leads import list_leads
from tests.builders import MOMENT

ASKED = [
    "first_name",
    {"name": "last_name", "label": "Surname"},
    {"name": "email", "required": True},
    {"name": "description", "label": "Your message"},
]
ADA = {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com"}


class Clock:
    """
    A clock that stands until a test puts it forward.
    """

    def __init__(self):
        self.now = MOMENT

    def __call__(self):
        return self.now

    def later(self, **given):
        self.now += timedelta(**given)


def send(crm, form, values=ADA, *, address="192.0.2.1", **more):
    """
    What a visitor does, from the key on.
    """
    acting, found = find_form(crm.run, form.key)
    return submit_form(crm.run, acting, found, Said(values=values, **more), address)


def leads(crm, actor):
    return crm.run(actor, list_leads).items


def submissions(crm, actor, form):
    return crm.run(actor, list_submissions, form.id).items


def states(crm, actor, form):
    return [str(each.state) for each in submissions(crm, actor, form)]


def wrong(refused):
    return {error.field: error.code for error in refused.value.errors}
