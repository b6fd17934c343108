"""
How alike two words are written.
"""

from typing import Protocol


class Likeness(Protocol):
    """
    Compares the spelling of words.
    """

    def slips(self, one: str, other: str, /, *, most: int) -> int:
        """
        How many letters are missing, too many, wrong or swapped with the next one;
        *most* + 1 when there are more than *most*.
        """
        ...


class PlainLikeness:
    """
    Likeness without a library: slower, the same answers.
    """

    def slips(self, one: str, other: str, /, *, most: int) -> int:
        if one == other:
            return 0
        if abs(len(one) - len(other)) > most:
            return most + 1
        before: list[int] = []
        last = list(range(len(other) + 1))
        for row, letter in enumerate(one, 1):
            line = [row]
            for column, against in enumerate(other, 1):
                cost = min(
                    last[column] + 1,
                    line[column - 1] + 1,
                    last[column - 1] + (letter != against),
                )
                swapped = row > 1 and column > 1 and letter == other[column - 2]
                if swapped and against == one[row - 2]:
                    cost = min(cost, before[column - 2] + 1)
                line.append(cost)
            before, last = last, line
        return min(last[-1], most + 1)
