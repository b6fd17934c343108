"""
What the CRM announces about imports.
"""

from attrs import frozen

from ..changes import ChangeSetId
from ..shared import Event
from .model import TransferId


@frozen(kw_only=True)
class ImportQueued(Event):
    """
    A file waits to be imported by a worker.
    """

    transfer_id: TransferId


@frozen(kw_only=True)
class RecordsImported(Event):
    """
    A file was imported; its change set tells which records it made and changed.
    """

    change_set_id: ChangeSetId
    noun: str
    created: int
    updated: int
