"""
Raw mail: what a message says, and where messages come from.
"""

from .imap import ImapServers
from .mailboxes import messages_in
from .oauth import OAuthTokens
from .reading import read_message
from .sanitising import safe_html

__all__ = ["ImapServers", "OAuthTokens", "messages_in", "read_message", "safe_html"]
