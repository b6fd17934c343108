"""
Secrets, sealed by a key that is not in the database.
"""

from .aesgcm import AesGcmSeal

__all__ = ["AesGcmSeal"]
