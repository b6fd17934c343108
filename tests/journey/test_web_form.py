"""
From a web form to a lead on somebody's desk, through a server, as visitors come.
"""

from urllib.parse import urlsplit

import httpx
import pytest

from crm_core.access import save_user
from crm_core.leads import add_routing_rule, get_lead, list_leads
from tests.builders import a_colleague
from tests.http.form_visits import Shown

pytestmark = pytest.mark.postgres


@pytest.fixture
def visitor(server):
    """
    A browser without scripts, in front of the server.
    """
    with httpx.Client(base_url=server, timeout=20) as client:
        yield client


def test_from_a_post_to_a_routed_lead(door, ours, visitor):
    """
    An administrator makes a form over the API and follows its address; a visitor
    errs, mends it and sends it: the lead is the one whom the rules choose, it says
    why, and the form has counted all of it.
    """
    admin, colleague = ours.admin, a_colleague(ours.admin.actor)
    door.crm.run(admin.actor, save_user, colleague.user_id, name="Berlin")
    door.crm.run(
        admin.actor,
        add_routing_rule,
        name="Germans",
        when="language:de",
        users=[str(colleague.user_id)],
    )
    form = admin.add(
        "forms",
        name="Kontakt",
        language="de",
        fields=["first_name", {"name": "email", "required": True}],
        minimum_seconds=0,
    )
    place = f"forms/{form['id']}"
    address = urlsplit(admin.get(f"{place}/snippets/").json()["address"]).path
    empty = visitor.get(address, params={"utm_source": "fair"})
    wrong = visitor.post(address, data={**Shown(empty.text).along(), "email": "ada"})
    mended = {**Shown(wrong.text).along(), "email": "ada@example.com"}
    sent = visitor.post(address, data=mended, follow_redirects=True)
    [row] = door.crm.run(admin.actor, list_leads).items
    lead = door.crm.run(admin.actor, get_lead, row.id)

    assert (200, 422, 200) == (empty.status_code, wrong.status_code, sent.status_code)
    assert "Vielen Dank" in Shown(sent.text).text
    assert ("fair", colleague.user_id) == (lead.source, lead.assigned_to)
    assert "Germans" in str(lead.assignment)
    assert lead.first_response_due_at is not None
    tally = admin.get(f"{place}/tally/").json()
    assert ({"captured": 1}, 1) == (tally["by_state"], tally["refused"])
    [kept] = admin.get(f"{place}/submissions/").json()["items"]
    assert str(lead.id) == kept["lead_id"]
