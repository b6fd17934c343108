"""
Mail, handed to a relay by SMTP.
"""

from .confirmation import confirmation
from .invitation import invitation
from .mailer import MailRefused, SmtpMailer

__all__ = ["MailRefused", "SmtpMailer", "confirmation", "invitation"]
