"""
Kinds of field: what comes in is stored clean, or refused, and nothing else happens.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_core.companies import COMPANY_FIELDS
from crm_core.contacts import CONTACT_FIELDS
from crm_core.custom_fields import CustomKind, parse_custom
from crm_core.shared import Invalid, Text
from tests.builders import a_custom_field
from tests.strategies import NEAR, Shout, junk

KINDS = {
    f"{field.kind}": field.kind
    for fields in (CONTACT_FIELDS, COMPANY_FIELDS)
    for field in fields.by_name.values()
}
CUSTOM = [
    a_custom_field(
        name=kind.value.replace("-", "_"),
        kind=kind,
        options=("Red", "Green") if kind is CustomKind.CHOICE else (),
    )
    for kind in CustomKind
]
KINDS |= {f"custom {custom.kind}": custom.field.kind for custom in CUSTOM}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@given(data=st.data())
def test_any_value(kind, data):
    """
    Anything at all is parsed or refused as Invalid, with a code and a sentence; what
    is stored can be given back, and parsing it again changes nothing.
    """
    raw = data.draw(NEAR[kind.name] | junk)
    try:
        stored = kind.parse(raw)
    except Invalid as refused:
        assert refused.errors
        assert all(error.code and error.message for error in refused.errors)
    else:
        assert stored == (kind.empty if stored is None else kind.parse(stored))


@given(raw=junk)
def test_custom_junk(raw):
    """
    Custom values of any sort are parsed or refused, each under its own name.
    """
    names = [custom.name for custom in CUSTOM]
    try:
        stored = parse_custom(dict.fromkeys(names, raw), CUSTOM, before={})
    except Invalid as refused:
        found = {error.field.split(".")[1] for error in refused.errors}
        assert found <= set(names)
    else:
        assert stored == parse_custom(stored, CUSTOM, before={})


@given(raw=junk)
def test_fields_junk(raw):
    """
    Every field that is wrong is named, whatever it was given.
    """
    for fields in (CONTACT_FIELDS, COMPANY_FIELDS):
        wrong = {
            name
            for name, field in fields.by_name.items()
            if not field.writable or (raw is not None and _refuses(field.kind, raw))
        }
        try:
            fields.parse(dict.fromkeys(fields.by_name, raw))
        except Invalid as refused:
            named = {error.field for error in refused.errors}
            assert wrong == {each for each in wrong if _names(each, named)}


def _refuses(kind, raw):
    try:
        kind.parse(raw)
    except Invalid:
        return True
    return False


def _names(field, named):
    return any(each == field or each.startswith(f"{field}.") for each in named)


def test_unknown_field():
    """
    An unknown field and one that cannot be set are refused together, not dropped.
    """
    with pytest.raises(Invalid) as caught:
        CONTACT_FIELDS.parse(
            {"nickname": "x", "created_at": "2026-01-01", "email": "x"}
        )

    found = {(error.field, error.code) for error in caught.value.errors}
    assert {
        ("nickname", "unknown"),
        ("created_at", "read-only"),
        ("email", "email"),
    } == (found)


def test_text_subclass():
    """
    A subclass of text is stored as plain text.
    """
    assert str is type(Text().parse(Shout("Ada")))
