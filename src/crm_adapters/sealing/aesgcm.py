"""
Secrets sealed by AES-256-GCM.
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from crm_core.shared import SealBroken

NONCE = 12
VERSION = b"\x01"


class AesGcmSeal:
    """
    Seals with a key that is derived from *key* (HKDF, RFC 5869); what a secret is for
    is authenticated with it. Safe to share by threads.
    """

    def __init__(self, key: str) -> None:
        derived = HKDF(SHA256(), 32, salt=None, info=b"erp-crm-module sealing")
        self._cipher = AESGCM(derived.derive(key.encode()))

    def seal(self, secret: str, /, *, purpose: str) -> str:
        """
        *secret*, so that only who has the key can read it.
        """
        nonce = os.urandom(NONCE)
        body = self._cipher.encrypt(nonce, secret.encode(), purpose.encode())
        return urlsafe_b64encode(VERSION + nonce + body).decode()

    def unseal(self, sealed: str, /, *, purpose: str) -> str:
        """
        What was sealed for this *purpose*.

        Raises:
            SealBroken: With another key, for another purpose, or altered since.
        """
        try:
            raw = urlsafe_b64decode(sealed.encode("ascii"))
            if raw[:1] != VERSION:
                raise SealBroken(purpose=purpose)
            nonce, body = raw[1 : 1 + NONCE], raw[1 + NONCE :]
            return self._cipher.decrypt(nonce, body, purpose.encode()).decode()
        except (ValueError, InvalidTag):
            raise SealBroken(purpose=purpose) from None
