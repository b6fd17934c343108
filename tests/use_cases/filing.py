"""
Short ways to attach files.
"""

from crm_core.changes import list_change_sets
from crm_core.files import FILE_FIELDS, Limits, Upload, attach_file, list_files
from crm_core.shared import RecordRef, parse_url


class Shelf:
    """
    A store of files and an organization's way to attach to it.
    """

    def __init__(self, storage, crm):
        self.storage = storage
        self.crm = crm

    def attach(self, actor, content=b"content", *, name="a.txt", limits=None, **fields):
        """
        A file of *content*.
        """

        def keep():
            return self.storage.put(actor.organization_id, [content])

        upload = Upload(head=content[:4096], size=len(content), keep=keep)
        chosen = limits or Limits()
        return self.crm.run(
            actor, attach_file, upload, limits=chosen, name=name, **fields
        )


def about(*records):
    """
    What points at records.
    """
    return [RecordRef(type(each).__name__.lower(), each.id) for each in records]


def latest(crm, actor):
    """
    The change set that was written last.
    """
    return crm.run(actor, list_change_sets).items[0]


def found(crm, actor, *pairs):
    """
    The names of the files that a list's address finds, in order.
    """
    query, page = parse_url(pairs, FILE_FIELDS)
    return [each.name for each in crm.run(actor, list_files, query, page).items]
