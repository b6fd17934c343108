"""
How an installation is set up: defaults, then a TOML file, then the environment, then
flags. Later ones win.
"""

from .environment import export_settings
from .model import Settings
from .reading import Problem, SettingsWrong, read_settings, unknown_variables
from .table import settings_table

__all__ = [
    "Problem",
    "Settings",
    "SettingsWrong",
    "export_settings",
    "read_settings",
    "settings_table",
    "unknown_variables",
]
