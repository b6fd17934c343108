"""
A contact: its primary channels, its name, its further companies.
"""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.contacts import CONTACT_FIELDS, Affiliation, ContactEmail, ContactPhone
from crm_core.shared import Invalid
from tests.builders import MOMENT, a_contact

WORK, HOME = ContactEmail("work@b.co"), ContactEmail("home@b.co", "home")
DESK, CELL = ContactPhone("111 111"), ContactPhone("222 222", "mobile")
FAX = ContactPhone("333 333", "fax")


def edited(contact, **raw):
    return contact.edited(CONTACT_FIELDS.parse(raw), at=MOMENT)


@pytest.mark.parametrize(
    ("before", "email", "after"),
    [
        ((), "new@b.co", (ContactEmail("new@b.co"),)),
        ((WORK, HOME), "new@b.co", (ContactEmail("new@b.co"), HOME)),
        ((WORK, HOME), "home@b.co", (HOME, WORK)),
        ((WORK, HOME), "WORK@b.co", (ContactEmail("WORK@b.co"), HOME)),
        ((HOME, WORK), "new@b.co", (ContactEmail("new@b.co", "home"), WORK)),
        ((WORK, HOME), None, (HOME,)),
        ((WORK, HOME), "", (HOME,)),
        ((), None, ()),
    ],
)
def test_email(before, email, after):
    """
    Setting the e-mail address replaces the primary one, or brings a known one to the
    front; the others stay.
    """
    assert after == edited(a_contact(emails=before), email=email).emails


@pytest.mark.parametrize(
    ("before", "given", "after"),
    [
        ((), {"phone": "444"}, (ContactPhone("444"),)),
        ((), {"mobile": "444"}, (ContactPhone("444", "mobile"),)),
        ((DESK, CELL), {"phone": "444"}, (ContactPhone("444"), CELL)),
        ((DESK, CELL), {"mobile": "444"}, (ContactPhone("444", "mobile"), DESK)),
        ((DESK, CELL), {"phone": None}, (CELL,)),
        ((DESK, CELL), {"mobile": None}, (DESK,)),
        ((DESK, FAX), {"phone": "333333"}, (ContactPhone("333333"), DESK)),
        ((FAX, CELL), {"phone": "444"}, (ContactPhone("444", "fax"), CELL)),
        (
            (DESK, CELL),
            {"phone": "4444", "mobile": "5555"},
            (ContactPhone("5555", "mobile"), ContactPhone("4444")),
        ),
    ],
)
def test_phone(before, given, after):
    """
    Phone and mobile are the first of their sort; setting one leaves the other.
    """
    contact = edited(a_contact(phones=before), **given)

    assert after == contact.phones
    assert given == {name: getattr(contact, name) for name in given}


@given(
    st.lists(
        st.sampled_from([WORK, HOME, ContactEmail("x@b.co", "other")]), unique=True
    ),
    st.sampled_from([None, "work@b.co", "HOME@b.co", "new@b.co"]),
)
def test_email_rules(before, email):
    """
    After any edit the address asked for is the primary one, none is there twice, and
    none but the replaced one is gone.
    """
    contact = edited(a_contact(emails=tuple(before)), email=email)
    keys = [each.key for each in contact.emails]

    assert len(keys) == len(set(keys))
    assert email in (None, contact.email)
    assert {each.key for each in before[1:]} <= {*keys}


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"first_name": "Ada", "last_name": "Lovelace"}, "Ada Lovelace"),
        ({"first_name": "", "last_name": "Lovelace"}, "Lovelace"),
        ({"first_name": "", "last_name": "", "emails": (WORK,)}, "work@b.co"),
        ({"first_name": "", "last_name": "", "phones": (CELL,)}, "222 222"),
    ],
)
def test_name(given, name):
    """
    A contact is called by its name, or else by how it is reached.
    """
    assert name == a_contact(**given).name


def test_nameless():
    """
    A contact that nothing is left of is refused.
    """
    with pytest.raises(Invalid) as caught:
        edited(a_contact(last_name=""), first_name=None)

    assert [("last_name", "required")] == [
        (error.field, error.code) for error in caught.value.errors
    ]


def test_channels_distinct():
    """
    Two spellings of an address, or of a number, are one.
    """
    values = CONTACT_FIELDS.parse(
        {
            "emails": [{"address": "A@B.CO"}, {"address": "a@b.co", "kind": "home"}],
            "phones": [{"number": "+49 30 1"}, {"number": "(49) 301"}],
        }
    )

    assert (ContactEmail("A@B.CO"),) == values["emails"]
    assert (ContactPhone("+49 30 1"),) == values["phones"]


def test_affiliations_distinct():
    """
    A further company is there once, with the role first given.
    """
    one, two = uuid4(), uuid4()
    values = CONTACT_FIELDS.parse(
        {
            "affiliations": [
                {"company_id": str(one), "role": " Advisor "},
                {"company_id": str(one), "role": "Owner"},
                {"company_id": str(two)},
            ]
        }
    )

    assert (Affiliation(one, "Advisor"), Affiliation(two)) == values["affiliations"]


@given(st.permutations(["email", "phone", "mobile", "first_name"]))
def test_order_of_fields(order):
    """
    The order in which fields arrive does not matter.
    """
    values = {
        "email": "new@b.co",
        "phone": "4444",
        "mobile": "5555",
        "first_name": "Grace",
    }
    contact = a_contact(emails=(WORK, HOME), phones=(DESK, CELL))

    assert edited(contact, **values) == edited(contact, **{k: values[k] for k in order})


def test_search_words():
    """
    A contact is found by name, address, number, title and department.
    """
    contact = a_contact(emails=(WORK,), phones=(DESK,), title="CEO", department="R&D")
    found = contact.search_words

    assert {"ada", "lovelace", "work", "work@b.co", "111111", "ceo", "d"} <= found
