"""
What rows name and nobody here is known as.
"""

from attrs import Factory, define

from ...shared import Invalid
from ..model import Draft, Tally


@define
class Misses:
    """
    The names that no record here, or several, are known by: each is remarked once, and
    refused where a person mapped the column.
    """

    tally: Tally
    _told: set[str] = Factory(set)

    def note(self, draft: Draft, field: str, said: str, *, kind: str) -> None:
        """
        Raises:
            Invalid: A person said that the column names such records.
        """
        message = f"No {kind}, or several, are known here as {said[:100]!r}."
        header = draft.column_of(field)
        columns = self.tally.mapping.columns
        if any(each.header == header and each.chosen for each in columns):
            raise Invalid.of(field, "unknown", message)
        draft.unused.append(header)
        if said not in self._told:
            self._told.add(said)
            draft.remarks.append(f"{header}: {message}")
