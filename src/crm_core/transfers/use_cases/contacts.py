"""
Importing people: a row is someone known by e-mail address, or someone new.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from attrs import Factory, define, evolve, frozen

from ...contacts import CONTACT_FIELDS, Contact, ContactId
from ...custom_fields import CustomField, parse_record
from ...shared import (
    FieldError,
    Invalid,
    Permission,
    digits,
    fold,
    tag_key,
    use_case,
)
from ..events import RecordsImported
from ..model import (
    Draft,
    ImportReport,
    Known,
    Mapping,
    Noun,
    RowRefused,
    SourceRow,
    Tally,
    draft_contact,
)
from ..ports import TransferWork
from .merging import differences
from .references import CompanyBook, Owners
from .rows import Parsed, chunks, custom_values, require_identity

CHUNK = 500
