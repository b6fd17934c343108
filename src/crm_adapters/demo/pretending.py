"""
The moment at which the demo pretends to be.
"""

from datetime import datetime

from attrs import define


@define
class Clock:
    """
    The moment at which the demo pretends to be.
    """

    moment: datetime

    def __call__(self) -> datetime:
        return self.moment
