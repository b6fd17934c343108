"""
Whole numbers in options, as strict as the API reads them.
"""

import re

import click

_DIGITS = re.compile(r"[0-9]{1,8}", re.ASCII)


class _Count(click.ParamType[int]):
    name = "integer"

    def convert(
        self,
        value: object,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> int:
        text = str(value)
        if not _DIGITS.fullmatch(text):
            self.fail(f"{text!r} is not a whole number.", param, ctx)
        return int(text)


COUNT = _Count()
"""
Digits alone: ``int`` would take a sign, underscores, and digits of other scripts.
"""
