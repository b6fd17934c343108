"""
Secrets that are kept sealed.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_adapters.sealing import AesGcmSeal
from crm_core.shared import NoSeal, SealBroken, SealMissing

SEAL = AesGcmSeal("k" * 32)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_a_secret_opens_as_it_was(secret):
    """
    Whatever it is; and nothing of it shows.
    """
    sealed = SEAL.seal(secret, purpose="mailbox:1")
    assert secret == SEAL.unseal(sealed, purpose="mailbox:1")
    assert not secret or secret not in sealed or len(secret) < 4


def test_the_same_secret_is_sealed_differently_each_time():
    """
    Nobody sees that two people have one password.
    """
    assert SEAL.seal("a", purpose="p") != SEAL.seal("a", purpose="p")


@pytest.mark.parametrize("other", ["k" * 31 + "l", "l" * 32])
def test_another_key_opens_nothing(other):
    """
    A copy of the database is worth nothing without the key.
    """
    sealed = SEAL.seal("secret", purpose="p")
    with pytest.raises(SealBroken):
        AesGcmSeal(other).unseal(sealed, purpose="p")


def test_a_secret_opens_for_its_purpose_alone():
    """
    Moved to another mailbox's row, it does not open there.
    """
    sealed = SEAL.seal("secret", purpose="mailbox:1")
    with pytest.raises(SealBroken):
        SEAL.unseal(sealed, purpose="mailbox:2")


@given(st.text(max_size=80))
def test_what_is_no_sealed_secret_is_refused(sealed):
    """
    By one error, whatever it is.
    """
    with pytest.raises(SealBroken):
        SEAL.unseal(sealed, purpose="p")


def test_without_a_key_nothing_is_kept():
    """
    The error says which setting is missing.
    """
    with pytest.raises(SealMissing, match="CRM_SEALING_KEY"):
        NoSeal().seal("secret", purpose="p")
    with pytest.raises(SealMissing):
        NoSeal().unseal("x", purpose="p")
