"""
Recurrence rules of vCalendar 1.0: ``W1 MO TH #10``, ``MP1 1+ FR 19991231T000000``.
"""

import re

_FREQUENCY = re.compile(r"(D|W|MP|MD|YM|YD)(\d{1,4})", re.ASCII)
_NAMES = {
    "D": ("DAILY", ""),
    "W": ("WEEKLY", "BYDAY"),
    "MP": ("MONTHLY", "BYDAY"),
    "MD": ("MONTHLY", "BYMONTHDAY"),
    "YM": ("YEARLY", "BYMONTH"),
    "YD": ("YEARLY", "BYYEARDAY"),
}


def modern_rule(raw: str) -> str:
    """
    The same rule as RFC 5545 spells it; *raw* itself where it is not such a rule.
    """
    words = raw.upper().split()
    found = _FREQUENCY.fullmatch(words[0]) if words else None
    if found is None:
        return raw
    frequency, by = _NAMES[found[1]]
    parts = [f"FREQ={frequency}", f"INTERVAL={found[2]}"]
    listed: list[str] = []
    ordinal = ""
    end = "COUNT=2"  # what no end means, in that version
    for word in words[1:]:
        if word.startswith("#"):
            end = "" if word == "#0" else f"COUNT={word[1:]}"
        elif "T" in word and word[0].isdigit():
            end = f"UNTIL={word}"
        elif word[0].isdigit():
            number = ("-" if word.endswith("-") else "") + word.rstrip("+-")
            if found[1] == "MP":
                ordinal = number
            else:
                listed.append(number)
        else:
            listed.append(ordinal + word)
    if listed and by:
        parts.append(f"{by}={','.join(listed)}")
    return ";".join([*parts, end] if end else parts)
