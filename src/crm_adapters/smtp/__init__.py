"""
Mail, handed to a relay by SMTP.
"""

from .confirmation import confirmation
from .connecting import Relays, TokenSource
from .invitation import invitation
from .mailer import MailRefused, SmtpMailer
from .relay import SmtpRelay
from .reminder import reminder
from .writing import LetterWriter

__all__ = [
    "LetterWriter",
    "MailRefused",
    "Relays",
    "SmtpMailer",
    "SmtpRelay",
    "TokenSource",
    "confirmation",
    "invitation",
    "reminder",
]
