"""
Rows that imports have refused, and the people who are forgotten.
"""

from functools import partial

import pytest

from crm_core.contacts import add_contact
from crm_core.privacy import erase_person
from crm_core.transfers import all_refused
from tests.taking_in import driven, options_of


@pytest.mark.parametrize(
    ("row", "gone"),
    [
        pytest.param("Nobody,ann@x.example,", True, id="address"),
        pytest.param("Nobody,,0170 / 555-44-33", True, id="number"),
        pytest.param("Müllerová ANN,,", True, id="name"),
        pytest.param("Joann,joann@x.example,", False, id="longer-address"),
        pytest.param("Ann Other,,", False, id="first-name-alone"),
        pytest.param("Nobody,,0170 555 44 34", False, id="another-number"),
    ],
)
def test_refused_rows_about_an_erased_person_are_emptied(works, crm, actor, row, gone):
    """
    What an import refused, and keeps to be mended, is forgotten too when it is about
    the person; rows about others stay whole.
    """
    ann = crm.run(
        actor, add_contact, first_name="Ann", last_name="Müllerová",
        email="ann@x.example", phone="+49 170 5554433",
    )  # fmt: skip
    run = partial(crm.run, actor)
    text = f'Name,E-mail,Phone,Company website\n{row},"x"" y_%"\n'
    refusing = options_of(**{"Company website": "owner"})
    transfer = driven(run, text, options=refusing)
    assert 1 == transfer.refused

    erasure = run(erase_person, ann.id)

    (kept,) = all_refused(run, transfer.id)
    assert (int(gone), gone) == (erasure.refused_rows, kept.values == {})
    assert gone is (kept.reasons[0].code == "erased")
