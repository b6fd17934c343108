"""
The command ``crm contacts``.
"""

from .bulk import bulk
from .persons import consent, erase, personal_data
from .records import record_group

contacts = record_group(
    "contacts",
    noun="contact",
    example="first_name=Ada last_name=Lovelace email=ada@example.com tags=vip,press",
    commands=(bulk, consent, erase, personal_data),
)
