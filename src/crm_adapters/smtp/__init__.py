"""
Mail, handed to a relay by SMTP.
"""

from .invitation import invitation
from .mailer import MailRefused, SmtpMailer

__all__ = ["MailRefused", "SmtpMailer", "invitation"]
