"""
Messages on the command line: written, looked after, sent to many.
"""

import pytest

pytestmark = pytest.mark.postgres
WRITE = (
    "emails",
    "send",
    "Bob <bob@example.com>",
    "--subject",
    "Hi",
    "--text",
    "Hello",
)


def test_a_message_is_written_shown_and_stopped(house):
    """
    Previews write nothing; a message waits in the outbox with an envelope for each
    recipient, is listed by what it is, and can be cancelled once.
    """
    contact = house(
        "contacts", "add", "first_name=Ann", "email=ann@example.com", "--json"
    )
    ann = f"contact:{contact.json['id']}"
    preview = house(
        "emails", "send", ann, "--subject", "For {{ contact.first_name }}",
        "--text", "{{ contact.title }}", "--preview", "--json",
    ).json  # fmt: skip
    assert ("For Ann", ["contact.title"]) == (preview["subject"], preview["missing"])
    assert [] == house("emails", "list", "--json").json["items"]

    made = house(*WRITE, "--cc", ann, "--json").json
    shown = house("emails", "show", made["id"], "--json").json
    assert ["bob@example.com", "ann@example.com"] == [
        each["address"] for each in shown["deliveries"]
    ]
    assert {"queued": 2} == house("emails", "outbox", "--json").json["by_state"]
    for words in (
        ("--about", ann),
        ("--state", "queued"),
        ("--address", "bob@example.com"),
    ):
        found = house("emails", "list", *words, "--json").json["items"]
        assert [made["id"]] == [each["id"] for each in found]
    assert made["id"] in house("emails", "list").out
    assert "Hello" in house("emails", "show", made["id"]).out
    assert made["thread_id"] in house("emails", "list", "--threads").out

    house("emails", "cancel", made["id"])
    assert 1 == house.run("emails", "cancel", made["id"]).code
    assert 1 == house.run("emails", "list", "--state", "nothing").code


def test_templates_and_many(house):
    """
    Templates go by their names; a dry run counts and sends nothing; who is spared is
    left out, until they are spared no longer.
    """
    house(
        "templates", "add", "News", "subject=For {{ contact.name }}", "text=Hello",
        "language=de",
    )  # fmt: skip
    house("templates", "edit", "news", "text=Hallo")
    assert "contact.name" in house("templates", "list").out
    assert "Hallo" in house("templates", "show", "News").out
    for name in ("ann", "bob"):
        house(
            "contacts",
            "add",
            f"first_name={name}",
            f"email={name}@example.com",
            "tags=x",
        )
    house("suppressions", "add", "BOB@example.com", "--source", "by phone")
    many = (
        "emails",
        "send-to-many",
        "--filter",
        "tag:x",
        "--template",
        "News",
        "--json",
    )

    dry = house(*many, "--dry-run").json
    assert [] == house("emails", "list", "--json").json["items"]
    sent = house(*many).json
    assert (2, 1, {"unsubscribed": 1}) == (
        dry["selected"],
        dry["queued"],
        dry["left_out"],
    )
    assert dry["left_out"] == sent["left_out"]
    (email,) = house("emails", "list", "--json").json["items"]
    assert ("For ann", True) == (email["subject"], "Abmelden: http" in email["text"])
    assert "by phone" in house("suppressions", "list").out
    house("suppressions", "remove", "bob@example.com")
    assert 2 == house(*many).json["queued"]
    house("templates", "archive", "News")
    assert 1 == house.run("templates", "show", "News").code


def test_delivering_needs_a_relay(terminal):
    """
    Without one it says which setting is missing.
    """
    answer = terminal.run("emails", "deliver", "--once")
    assert "CRM_SMTP_URL" in answer.err
