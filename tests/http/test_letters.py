"""
The links in messages: out of mailings, and where clicks lead.
"""

import pytest
from attrs import evolve

from crm_adapters.bootstrap.stationery import OurStationery
from crm_core import Crm
from crm_core.contacts import add_contact, record_consent
from crm_core.emails import (
    Correspondent,
    EmailFilter,
    change_mail_settings,
    list_emails,
    send_to_many,
    show_email,
)
from crm_core.shared import PageRequest

from .letter_boxes import deliver

pytestmark = pytest.mark.postgres


def test_the_way_out_of_mailings(door, ours):
    """
    A program that looks at the link changes nothing; one click of a mail program, or
    the button, does; a link that was tampered with leads nowhere (EML-08).
    """
    ours.admin.add("contacts", first_name="Ann", email="ann@example.com")
    body = {"filter": "ann", "subject": "News", "text": "Dear {{contact.first_name}}"}
    mailing = ours.admin.post("emails/bulk/", json=body).json()
    assert (1, 1, {}) == (
        mailing["selected"],
        mailing["queued"],
        mailing["left_out"],
    )
    (parcel,) = deliver(door, ours)
    path = "/u/" + parcel.unsubscribe.rpartition("/")[2]

    for _ in range(2):
        page = door.client.get(path)
        assert 200 == page.status_code
        assert "ann@example.com" in page.text
        assert '<form method="post">' in page.text
    assert 0 == ours.admin.get("suppressions/").json()["total"]
    assert 404 == door.client.post(path[:-3] + "AAA").status_code
    clicked = door.client.post(
        path,
        content=b"List-Unsubscribe=One-Click",
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert 200 == clicked.status_code
    (spared,) = ours.admin.get("suppressions/").json()["items"]
    assert ("ann@example.com", "unsubscribed") == (spared["address"], spared["reason"])
    again = ours.admin.post("emails/bulk/", json=body).json()
    assert {"unsubscribed": 1} == again["left_out"]


def test_tracked_links_lead_where_they_were_signed_for(door, ours):
    """
    Only with the organization's setting and the person's consent; nothing in the
    address of a link decides where it leads (EML-09); machines are told apart.
    """
    admin = ours.admin.actor
    site = OurStationery(Correspondent("crm@example.com", "CRM"), "https://crm.example")
    crm = Crm(evolve(door.crm.works, stationery=site))
    ids = [
        crm.run(admin, add_contact, first_name=name, email=f"{name}@example.com").id
        for name in ("ann", "bob")
    ]
    consent = {"purpose": "tracking", "granted": True, "source": "form"}
    crm.run(admin, record_consent, ids[0], **consent)
    letter = {
        "subject": "News",
        "html": '<p onclick="x()">Hi <a href="https://shop.example/a?b=1&c=2">x</a></p>',
    }
    crm.run(admin, send_to_many, ids=ids, **letter)
    assert all(parcel.pixel is None for parcel in deliver(door, ours))
    crm.run(admin, change_mail_settings, track=True)
    crm.run(admin, send_to_many, ids=ids, **letter)
    ann, bob = sorted(deliver(door, ours), key=lambda p: p.email.recipients[0].address)

    assert (None, {}) == (bob.pixel, bob.marks)
    assert "onclick" not in ann.email.html
    place = ann.marks["https://shop.example/a?b=1&c=2"].rpartition("/")[2]
    person = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140"}
    for query in ("", "?u=https://evil.example", "?url=//evil.example"):
        answer = door.client.get(
            f"/t/{place}{query}", headers=person, follow_redirects=False
        )
        assert 303 == answer.status_code, answer.text
        assert "https://shop.example/a?b=1&c=2" == answer.headers["location"]
    for wrong in (place[:-3] + "AAA", "https:%2F%2Fevil.example", place + "A"):
        assert 404 == door.client.get(f"/t/{wrong}").status_code
    pixel = door.client.get("/t/" + ann.pixel.rpartition("/")[2])
    assert ("image/gif", "no-store") == (
        pixel.headers["content-type"],
        pixel.headers["cache-control"],
    )
    shown = crm.run(admin, show_email, ann.email.id)
    assert ["click"] * 3 + ["open"] == [visit.kind for visit in shown.visits]
    assert all(visit.bot for visit in shown.visits)  # within seconds of sending
    assert 4 == len(crm.run(admin, list_emails, EmailFilter(), PageRequest()).items)
