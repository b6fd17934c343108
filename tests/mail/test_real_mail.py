"""
Real mail, where it is: every file is read or refused with a reason; bounces are known,
and replies cut.

The files were at hand while the rules were written; how good those are on others is
told where they were measured, not here.
"""

import os
from pathlib import Path

import pytest

from crm_adapters.mail import messages_in, read_message
from crm_core.emails import MessageKind, MessageRefused, new_text

REAL = Path(os.environ.get("CRM_SHARED", Path(__file__).parents[3] / "shared"), "data")
NO_BOUNCES = ("arf-", "not_a_bounce", "rfc3834-")
# Its sender could not make a report of it, but it is one, of a mailbox that is full.
A_BOUNCE_ALL_THE_SAME = "not_a_bounce__rb-issue-368-bug.eml"


def files(folder):
    found = sorted(each for each in (REAL / folder).rglob("*") if each.is_file())
    if not found:
        pytest.skip(f"no real files here: {REAL / folder}")
    return found


@pytest.mark.parametrize("folder", ["email_eml", "email_bounces"])
def test_every_file_is_read_or_refused(folder):
    """
    None raises, and what is refused has a reason.
    """
    for file in files(folder):
        for message in messages_in(file.read_bytes()):
            read = read_message(message)
            if isinstance(read, MessageRefused):
                assert read.reason
            else:
                assert "\0" not in read.text


def test_bounces():
    """
    At least 97 % of them are known, with whom they concern, and less than 3 % of the
    rest are taken for one.
    """
    kinds = {}
    for file in files("email_bounces"):
        read = read_message(file.read_bytes())
        bounce = read.kind == MessageKind.BOUNCE and bool(read.bounce.recipients)
        kinds[file.name] = bounce
    bounces = [name for name in kinds if not name.startswith(NO_BOUNCES)]
    others = set(kinds) - set(bounces) - {A_BOUNCE_ALL_THE_SAME}

    assert sum(kinds[name] for name in bounces) >= 0.97 * len(bounces)
    assert sum(kinds[name] for name in others) <= 0.03 * len(others)


def test_complaints_and_answers():
    """
    Complaints are complaints, and absences are answers of programs.
    """
    kinds = {
        file.name: read_message(file.read_bytes()).kind
        for file in files("email_bounces")
    }

    assert {MessageKind.COMPLAINT} == {
        kind for name, kind in kinds.items() if name.startswith("arf-")
    }
    assert {MessageKind.AUTO_REPLY} == {
        kind for name, kind in kinds.items() if name.startswith("rfc3834-")
    }


def test_replies():
    """
    At least 90 % of replies are cut exactly as a person would.
    """
    mails = files("email_reply_trimming/emails")
    right = [
        file.name
        for file in mails
        if new_text(file.read_text("utf-8")).strip()
        == (file.parents[1] / "trimmed" / file.name).read_text("utf-8").strip()
    ]

    assert len(right) >= 0.9 * len(mails)
