"""
What the CRM announces about imports.
"""

from attrs import frozen

from ..changes import ChangeSetId
from ..shared import Event


@frozen(kw_only=True)
class RecordsImported(Event):
    """
    A file was imported; its change set tells which records it made and changed.
    """

    change_set_id: ChangeSetId
    noun: str
    created: int
    updated: int
