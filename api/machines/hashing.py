"""Hashes of secrets: keyed with the node's pepper, compared in constant time; the secrets themselves are not kept."""

import hashlib
import hmac

NOBODY = "nobody"


def keyed_hash(pepper: bytes, key_id: str, secret: str) -> str:
    """Give what is kept of a secret: HMAC-SHA256 of its id and itself, under the pepper."""
    return hmac.new(pepper, f"{key_id}:{secret}".encode(), hashlib.sha256).hexdigest()


def matches(pepper: bytes, key_id: str, secret: str, kept: str) -> bool:
    """Say whether a secret is the one that a hash was made of; as long for nobody's hash as for somebody's."""
    expected = kept or keyed_hash(pepper, NOBODY, NOBODY)
    return hmac.compare_digest(expected, keyed_hash(pepper, key_id, secret)) and bool(kept)
