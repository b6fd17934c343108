"""
Customer relationship management: the core that hosts embed.
"""

from .app import Crm, CrmWork, Works
from .reactions import REACTIONS

__all__ = ["REACTIONS", "Crm", "CrmWork", "Works"]
