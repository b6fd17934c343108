"""
The settings as a page shows them, from what they are declared with.
"""

import msgspec

from .model import ABOUT, Settings
from .reading import FROM_FILE, PREFIX


def settings_table() -> str:
    """
    Every setting as a row of a Markdown table.
    """
    lines = [
        "| in crm.toml | in the environment | default | |",
        "|---|---|---|---|",
    ]
    for declared in msgspec.structs.fields(Settings):
        about = ABOUT[declared.name]
        own = PREFIX + declared.name.upper()
        names = [own, *([own + FROM_FILE] if about.secret else []), *about.also]
        cells = (
            f"`{declared.name}`",
            ", ".join(f"`{name}`" for name in names),
            _default(declared.default),
            f"{about.says} Must be {about.must}.",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _default(value: object) -> str:
    if value is None or value == ():
        return "-"
    if value is msgspec.NODEFAULT:
        return "the platform's data folder"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"
