"""
What an organization knows of the columns of its files: choices made for earlier ones,
custom fields that exist, custom fields to be made.
"""

from collections.abc import Mapping as MappingType
from collections.abc import Sequence

from ...custom_fields import CustomField, add_custom_field
from ...shared import Permission, use_case
from ..model import RECORDS, Mapping, Noun, fingerprint, new_custom_fields
from ..ports import TransferWork
from .rows import IMPORTS


@use_case(requires=Permission.CHANGE_READ)
def look_up_columns(
    work: TransferWork, noun: Noun, headers: Sequence[str]
) -> tuple[MappingType[str, str], list[CustomField]]:
    """
    The fields that were last chosen for files with these headers, by header, and the
    custom fields that columns may fill.
    """
    choices = work.transfers.choices(fingerprint(headers, noun))
    return choices, work.custom_fields.of(RECORDS[noun])


@use_case(requires=Permission.CHANGE_READ)
def remember_columns(
    work: TransferWork,
    noun: Noun,
    headers: Sequence[str],
    choices: MappingType[str, str],
) -> None:
    """
    Keep the fields that were chosen by header, for the next file with these headers.
    """
    work.actor.require(IMPORTS[noun])
    work.transfers.remember(fingerprint(headers, noun), choices)


def with_new_fields(work: TransferWork, mapping: Mapping) -> list[CustomField]:
    """
    The custom fields of the records that *mapping* is of, once those are made that
    its columns are to become.

    Raises:
        Forbidden: The actor may define none.
        Invalid: Naming every column whose field exists with another kind.
    """
    record = RECORDS[mapping.noun]
    known = work.custom_fields.of(record)
    made = new_custom_fields(mapping, known)
    for fields in made:
        add_custom_field(work, **fields)
    return work.custom_fields.of(record) if made else known
