"""
How many rows became what.
"""

from attrs import asdict, frozen


@frozen(kw_only=True)
class Figures:
    """
    Rows by what became of them; with the refused ones they add up to *rows*.

    *repeated* are rows about a record of an earlier row, *companies_only* those that
    name no person but a company, *companies_created* the companies made for people.
    """

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    repeated: int = 0
    companies_only: int = 0
    companies_created: int = 0

    @property
    def wrote(self) -> bool:
        """
        Whether anything was written.
        """
        return self.created + self.updated + self.companies_created > 0

    def __add__(self, other: "Figures") -> "Figures":
        mine, theirs = asdict(self), asdict(other)
        return Figures(**{name: mine[name] + theirs[name] for name in mine})
