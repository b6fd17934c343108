"""
The components that the lines of a calendar file make, read with patience: what is odd
is told, and only what is no calendar at all is refused.
"""

import re

from attrs import define

from crm_core.shared import refuse

from .lines import Property, read_lines

MOST_BYTES = 64_000_000
DEEPEST = 8
MOST_DEFECTS = 100
_WORD = re.compile(r"[A-Z][A-Z0-9-]*")
COMPONENTS = frozenset(
    [
        "DAYLIGHT",
        "STANDARD",
        "VALARM",
        "VCALENDAR",
        "VEVENT",
        "VFREEBUSY",
        "VJOURNAL",
        "VTIMEZONE",
        "VTODO",
    ]
)


@define
class Component:
    """
    What stands between a BEGIN and its END.
    """

    name: str
    properties: list[Property]
    children: list["Component"]
    defects: list[str]

    def every(self, name: str) -> list[Property]:
        """
        The properties of that name.
        """
        return [each for each in self.properties if each.name == name]

    def first(self, name: str) -> Property | None:
        """
        The first of them; later ones contradict it.
        """
        return next((each for each in self.properties if each.name == name), None)

    def value(self, name: str) -> str:
        """
        Its value; empty when there is none.
        """
        found = self.first(name)
        return found.value.strip() if found else ""

    def odd(self, defect: str) -> None:
        """
        Tell what is wrong with it.
        """
        if len(self.defects) < MOST_DEFECTS and defect not in self.defects:
            self.defects.append(defect)


def read_components(raw: bytes) -> Component:
    """
    The components of a file, below one without a name.

    Raises:
        Invalid: Empty, too large, too deeply nested, or no calendar.
    """
    if len(raw) > MOST_BYTES:
        raise refuse("size", f"At most {MOST_BYTES} bytes; this has {len(raw)}.")
    root = Component("", [], [], [])
    if not raw.strip(b"\0\r\n\t \xef\xbb\xbf"):
        raise refuse("empty", "The file is empty.")
    stack = [root]
    for line in read_lines(raw, root.odd):
        if line.name == "BEGIN":
            _begin(stack, line.value)
        elif line.name == "END":
            _end(stack, line.value)
        else:
            stack[-1].properties.append(line)
    if not root.children:
        raise refuse("calendar", "Not a calendar: it has no BEGIN:VCALENDAR.")
    for each in stack[1:]:
        root.odd(f"The file ends before {each.name} does.")
    return root


def _begin(stack: list[Component], value: str) -> None:
    name = value.strip().upper()
    if not _WORD.fullmatch(name):
        stack[-1].odd(f"BEGIN of what is no component: {name[:40]!r}.")
        return
    if len(stack) > DEEPEST:
        raise refuse("nested", f"Components are nested more than {DEEPEST} deep.")
    made = Component(name, [], [], [])
    stack[-1].children.append(made)
    stack.append(made)


def _end(stack: list[Component], value: str) -> None:
    name = value.strip().upper()
    names = [each.name for each in stack[1:]]
    if name not in names:
        stack[-1].odd(f"END:{name[:40]} without its BEGIN.")
        if len(stack) > 1 and name not in COMPONENTS:  # a slip of who wrote it
            stack.pop()
        return
    while stack[-1].name != name:
        stack[-2].odd(f"{stack[-1].name} has no END.")
        stack.pop()
    stack.pop()
