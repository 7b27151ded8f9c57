"""Addresses that hold a key to an account, as they lie in the database: encrypted, with a key that comes of SECRET_KEY.

Fernet (AES-128-CBC with HMAC-SHA256) of the library `cryptography`; the key by HKDF, so that it serves for nothing else. Whoever
gets at a copy of the database alone can announce nothing. SECRET_KEY_FALLBACKS still open what was sealed before.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes


class SealError(Exception):
    """What was sealed cannot be opened: SECRET_KEY is another one now."""


def seal(text: str) -> str:
    return _keys().encrypt(text.encode()).decode()


def opened(sealed: str) -> str:
    """What was sealed.

    Raises:
        SealError
    """
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken:
        # Without the cause: it says nothing, and nothing of what was sealed shall stand in a trace.
        raise SealError from None


def _keys() -> MultiFernet:
    return MultiFernet([_fernet(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _fernet(secret: str | bytes) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"nobinobi.announcing.channel").derive(force_bytes(secret))
    return Fernet(base64.urlsafe_b64encode(derived))
