"""Sealing: keys for each purpose, made from the node's pepper, and what is hashed or encrypted with them."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12
TOKEN_BYTES = 32


@cache
def key_for(pepper: bytes, purpose: str) -> bytes:
    """Give the key of a purpose (HKDF, RFC 5869): one that leaks opens nothing of another."""
    return HKDF(SHA256(), 32, salt=None, info=f"ogledalo/{purpose}".encode()).derive(pepper)


def keyed_hash(pepper: bytes, purpose: str, text: str) -> str:
    """Give what stands in the database for something that only its holder may know."""
    return hmac.new(
        key_for(pepper, purpose), text.encode("utf-8", "surrogatepass"), hashlib.sha256
    ).hexdigest()


def new_token() -> str:
    """Make something that nobody guesses."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def seal(pepper: bytes, purpose: str, text: str, about: str) -> str:
    """Encrypt a text (AES-256-GCM).

    Args:
        about: whom it belongs to: sealed for one, it does not open for another.
    """
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(key_for(pepper, purpose)).encrypt(nonce, text.encode(), about.encode())
    return urlsafe_b64encode(nonce + sealed).decode()


def unseal(pepper: bytes, purpose: str, sealed: str, about: str) -> str:
    """Decrypt what was sealed."""
    content = urlsafe_b64decode(sealed)
    nonce, rest = content[:NONCE_BYTES], content[NONCE_BYTES:]
    return AESGCM(key_for(pepper, purpose)).decrypt(nonce, rest, about.encode()).decode()
