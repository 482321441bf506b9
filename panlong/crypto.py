"""Encryption with the portal's key, and keyed hashes to look up what is encrypted."""

import hashlib
import hmac

from cryptography.fernet import Fernet
from django.conf import settings


def keyed_hash(text: str) -> str:
    """Return the hex HMAC-SHA256 by which a phone number (or a network address) is looked up."""
    return hmac.new(f"lookup:{settings.PHONE_KEY}".encode(), text.encode(), hashlib.sha256).hexdigest()


def seal_bytes(data: bytes) -> bytes:
    """Return `data` encrypted with the portal's key."""
    return Fernet(settings.PHONE_KEY).encrypt(data)


def unseal_bytes(cipher: bytes) -> bytes:
    return Fernet(settings.PHONE_KEY).decrypt(cipher)


def encrypt_text(text: str) -> str:
    return seal_bytes(text.encode()).decode()


def decrypt_text(cipher: str) -> str:
    return unseal_bytes(cipher.encode()).decode()
