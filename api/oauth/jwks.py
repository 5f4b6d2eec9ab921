"""Public keys of clients (RFC 7517): taken only where they can prove something and give nothing away."""

from collections.abc import Mapping
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey
from joserfc.util import base64_to_int
from simplejson import dumps

from api.oauth.algorithms import CLIENT_ALGORITHMS
from api.oauth.errors import JwksError

MOST_KEYS, MOST_BYTES = 10, 20_000
LEAST_RSA_BITS, MOST_RSA_BITS = 2048, 8192
_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_KINDS: Mapping[str, type[ECKey] | type[RSAKey] | type[OKPKey]] = {"EC": ECKey, "RSA": RSAKey, "OKP": OKPKey}
_CURVES = {"EC": {"P-256", "P-384"}, "OKP": {"Ed25519"}}


def checked_jwks(sent: Mapping[str, Any]) -> dict[str, Any]:  # a JWK set
    """Give a client's public keys, checked.

    Raises:
        JwksError: says which key is what it must not be.
    """
    keys = sent.get("keys")
    if not isinstance(keys, list) or not 0 < len(keys) <= MOST_KEYS or len(dumps(sent)) > MOST_BYTES:
        raise JwksError(
            "no such set", f'{{"keys": [...]}} with 1 to {MOST_KEYS} keys, at most {MOST_BYTES} bytes'
        )
    kept = [_checked(position, key) for position, key in enumerate(keys)]
    kids = [key.get("kid") for key in kept]
    if len(kept) > 1 and (None in kids or len(set(kids)) < len(kids)):
        raise JwksError("keys without a kid of their own", "a different `kid` for each key")
    return {"keys": kept}


def keys_of(jwks: Mapping[str, Any], kid: str | None) -> list[Key]:
    """Give the keys that a client may have signed with: the one that it names, or all where it names none."""
    named = [one for one in jwks.get("keys", ()) if kid is None or one.get("kid") in (None, kid)]
    return [_KINDS[one["kty"]].import_key(one) for one in named]


def _checked(position: int, key: object) -> dict[str, Any]:  # a JWK
    where = f"keys[{position}]"
    if not isinstance(key, dict) or key.get("kty") not in _KINDS:
        raise JwksError(where, "a public key of kty EC, RSA or OKP")
    if private := sorted(_PRIVATE & key.keys()):
        raise JwksError(
            f"{where} with {', '.join(private)}",
            "public parts only: this private key is known now, replace it",
        )
    if key.get("use", "sig") != "sig" or key.get("alg", CLIENT_ALGORITHMS[0]) not in CLIENT_ALGORITHMS:
        raise JwksError(
            f"{where} for {key.get('alg') or key.get('use')}",
            f"use sig, alg of {', '.join(CLIENT_ALGORITHMS)}",
        )
    if not isinstance(key.get("kid", ""), str) or key.get("crv") not in _CURVES.get(key["kty"], {None}):
        raise JwksError(f"{where} with crv {key.get('crv')}", "P-256, P-384 or Ed25519, and a text as kid")
    _check_numbers(where, key)
    return dict(key)


def _check_numbers(where: str, key: dict[str, Any]) -> None:  # a JWK
    try:
        bits = base64_to_int(key["n"]).bit_length() if key["kty"] == "RSA" else LEAST_RSA_BITS
        if not LEAST_RSA_BITS <= bits <= MOST_RSA_BITS:
            raise JwksError(f"{where} of {bits} bits", f"RSA of {LEAST_RSA_BITS} to {MOST_RSA_BITS} bits")
        read = _KINDS[key["kty"]].import_key(key)
        assert read.public_key  # its numbers are read now: a point off its curve is found here
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise JwksError(f"{where} that cannot be read", "the numbers of a public key") from error
