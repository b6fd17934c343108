"""
The fields that records of most kinds have.
"""

from .fields import Field
from .kinds import Id, Moment, Tags

TAGS = Field(name="tags", label="Tags", kind=Tags(), aliases=("tag",))
OWNER = Field(name="assigned_to", label="Owner", kind=Id("user"), aliases=("owner",))
MADE = (
    Field(name="created_by", label="Creator", kind=Id("user"), writable=False),
    Field(
        name="created_at",
        label="Created",
        kind=Moment(),
        writable=False,
        sortable=True,
        aliases=("created",),
    ),
    Field(
        name="updated_at",
        label="Changed",
        kind=Moment(),
        writable=False,
        sortable=True,
        aliases=("updated",),
    ),
)
"""
Who made a record, when, and when it was changed last.
"""
