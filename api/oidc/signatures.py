"""Signatures of tokens: which keys of a provider may have made one, and whether one of them did.

The algorithm is chosen from our list and must fit the key's type, whatever a token says of itself: a public RSA key is
never the secret of an HMAC, and ``none`` is no algorithm.
"""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError, UnsupportedAlgorithmError
from joserfc.jwk import JWKRegistry, Key

from api.oidc.errors import BadTokenError, UnknownKeyIdError

ALGORITHMS = frozenset({"RS256", "PS256", "ES256", "EdDSA"})
CURVES: Mapping[str, tuple[str, str]] = {"ES256": ("EC", "P-256"), "EdDSA": ("OKP", "Ed25519")}
RSA_BITS = 2048
MOST_SIGNS = 16_384
"""Of a token; a longer one does not fit into a header either."""
MOST_KEYS = 50
"""Of a provider; more are not read."""
MOST_TRIED = 5
"""Keys that are tried where a token does not name its own."""
PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "k", "oth"})

Claims = dict[str, Any]  # a token's JSON


@dataclass(frozen=True, slots=True)
class Token:
    """A token whose signature is good; what it says is still to be held against what is expected."""

    header: Claims
    claims: Claims


@dataclass(frozen=True, slots=True)
class VerifyingKey:
    """A provider's public key, and with which of our algorithms it may be used."""

    id: str
    algorithms: frozenset[str]
    key: Key


class _Registry(jws.JWSRegistry):
    """joserfc's rules for headers, with our algorithms; it would warn of EdDSA's old name, which providers use."""

    max_header_length = 4096

    def get_alg(self, name: str) -> Any:  # joserfc gives its type no public name
        if name not in ALGORITHMS:
            raise UnsupportedAlgorithmError(name)
        return self.algorithms[name]


_REGISTRY = _Registry(strict_check_header=False)


def read_keys(document: Mapping[str, object]) -> tuple[VerifyingKey, ...]:
    """Read the keys of a JWK set that may verify a signature of ours; others are passed over (RFC 7517, 5)."""
    listed = document.get("keys")
    found = (_key(one) for one in (listed if isinstance(listed, list) else [])[:MOST_KEYS])
    return tuple(key for key in found if key is not None)


def unverified(token: str) -> Token:
    """Read what a token says of itself, to know whose keys to hold it against; nothing else may rely on it.

    Raises:
        BadTokenError: it is not a signed token in compact form (RFC 7515, 3.1).
    """
    parts = token.split(".")
    if len(token) > MOST_SIGNS or len(parts) != 3 or not token.isascii():
        raise BadTokenError("not a compact signed token")
    return Token(_object(parts[0]), _object(parts[1]))


def verified(token: str, keys: Sequence[VerifyingKey]) -> Token:
    """Give what a token says, once one of the keys is found to have signed it.

    Raises:
        UnknownKeyIdError: none of the keys is the one that it names.
        BadTokenError: it is not signed, or not by such a key.
    """
    header = unverified(token).header
    algorithm, key_id = header.get("alg"), header.get("kid")
    if algorithm not in ALGORITHMS:
        raise BadTokenError(f"algorithm {algorithm!r}")
    named = [key for key in keys if key_id is None or key.id == key_id]
    if not named:
        raise UnknownKeyIdError(f"key {key_id!r}")
    for key in [key for key in named if algorithm in key.algorithms][:MOST_TRIED]:
        payload = _payload(token, key)
        if payload is not None:
            return Token(header, payload)
    raise BadTokenError("signature")


def _payload(token: str, key: VerifyingKey) -> Claims | None:
    """Give the claims that a key signed; None where it did not sign them."""
    try:
        read = jws.deserialize_compact(token, key.key, registry=_REGISTRY)
        claims = json.loads(read.payload)
    except (JoseError, ValueError, RecursionError):
        return None
    return claims if isinstance(claims, dict) else None


def _object(part: str) -> Claims:
    try:
        read = json.loads(base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise BadTokenError("not a compact signed token") from error
    if not isinstance(read, dict):
        raise BadTokenError("not a JSON object")
    return read


def _key(jwk: object) -> VerifyingKey | None:
    """Read a key; None where it is for something else, too weak, or not one."""
    if not isinstance(jwk, dict) or jwk.get("use", "sig") != "sig" or not _may_verify(jwk):
        return None
    algorithms = _algorithms(jwk) & ({jwk["alg"]} if isinstance(jwk.get("alg"), str) else ALGORITHMS)
    if not algorithms:
        return None
    public = {name: value for name, value in jwk.items() if name not in PRIVATE}
    try:
        key = JWKRegistry.import_key(public)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    return VerifyingKey(str(jwk.get("kid", "")), frozenset(algorithms), key)


def _may_verify(jwk: Mapping[str, object]) -> bool:
    operations = jwk.get("key_ops")
    return not isinstance(operations, list) or "verify" in operations


def _is_strong(modulus: str) -> bool:
    try:
        number = base64.b64decode(modulus + "=" * (-len(modulus) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return False
    return int.from_bytes(number).bit_length() >= RSA_BITS


def _algorithms(jwk: Mapping[str, object]) -> frozenset[str]:
    if jwk.get("kty") == "RSA":
        return frozenset({"RS256", "PS256"}) if _is_strong(str(jwk.get("n", ""))) else frozenset()
    return frozenset(name for name, curve in CURVES.items() if curve == (jwk.get("kty"), jwk.get("crv")))
