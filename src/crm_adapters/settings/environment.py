"""
Settings as environment variables: how they reach the processes of a server.
"""

from collections.abc import MutableMapping

from .model import ABOUT, Settings
from .reading import FROM_FILE, PREFIX


def export_settings(settings: Settings, environ: MutableMapping[str, str]) -> None:
    """
    Write *settings* into *environ*, so that a process started with it has the same.
    """
    for name in ABOUT:
        variable = PREFIX + name.upper()
        environ.pop(variable + FROM_FILE, None)
        value = getattr(settings, name)
        if value is None or value == ():
            environ.pop(variable, None)
        elif isinstance(value, tuple):
            environ[variable] = ",".join(value)
        else:
            environ[variable] = (
                str(value).lower() if value in (True, False) else str(value)
            )
