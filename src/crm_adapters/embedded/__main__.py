"""
The keeper as a program: the folder of the home, then "durable" or nothing.
"""

import sys
from pathlib import Path

from crm_adapters.embedded.keeper import keep
from crm_adapters.embedded.server import ServerFailed

_, home, *durable = sys.argv
try:
    keep(Path(home), durable=bool(durable))
except ServerFailed as reason:
    sys.exit(str(reason))
