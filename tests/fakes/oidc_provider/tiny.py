"""A tiny OpenID provider on loopback that does what a test tells it, wrong things too."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from joserfc import jws
from joserfc.jwk import ECKey, Key, KeyParameters, OKPKey, RSAKey

from tests.fakes.server import LoopbackServer, Reply, Seen, serving

CLIENT, SECRET = "ogledalo", "a secret: with % and +"
AUDIENCE = "https://node.example"


@cache
def key_of(algorithm: str, kid: str = "first", bits: int = 2048) -> Key:
    """A key of a kind and name; the same one each time."""
    named: KeyParameters = {"kid": kid, "use": "sig"}
    if algorithm in ("RS256", "PS256", "RS512"):
        return RSAKey.generate_key(bits, named)
    if algorithm == "EdDSA":
        return OKPKey.generate_key("Ed25519", named)
    return ECKey.generate_key("P-256" if algorithm == "ES256" else "P-384", named)


def weak_key() -> dict[str, object]:
    """A public RSA key of 1024 bits, as a JWK."""
    numbers = generate_private_key(65537, 1024).public_key().public_numbers()
    modulus = base64.urlsafe_b64encode(numbers.n.to_bytes(128)).rstrip(b"=").decode()
    return {"kty": "RSA", "n": modulus, "e": "AQAB", "kid": "first"}


class _EveryAlgorithm(jws.JWSRegistry):
    """Signs with whatever a test asks for, without a warning."""

    def get_alg(self, name: str) -> Any:  # joserfc gives its type no public name
        return self.algorithms[name]

    def check_header(self, header: Mapping[str, object]) -> None:
        """Take any header."""


def signed(header: Mapping[str, object], claims: object, key: Key) -> str:
    """Sign whatever it is."""
    registry = _EveryAlgorithm(strict_check_header=False)
    payload = claims if isinstance(claims, bytes) else json.dumps(claims).encode()
    return jws.serialize_compact(dict(header), payload, key, registry=registry)


def unsigned(claims: Mapping[str, object], typ: str = "at+jwt") -> str:
    """Write a token of the algorithm ``none``."""
    return f"{encoded({'alg': 'none', 'typ': typ})}.{encoded(claims)}."


def encoded(part: object) -> str:
    """Write a part of a token."""
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def with_public_key_as_secret(claims: Mapping[str, object], key: RSAKey) -> str:
    """Sign with HMAC, the public key's bytes taken for the secret."""
    part = f"{encoded({'alg': 'HS256', 'typ': 'at+jwt', 'kid': key.kid})}.{encoded(claims)}"
    made = hmac.new(key.as_pem(private=False), part.encode(), hashlib.sha256).digest()
    return f"{part}.{base64.urlsafe_b64encode(made).rstrip(b'=').decode()}"


@dataclass
class TinyProvider:
    """A provider: what it publishes and what it says, both to be changed by a test.

    Args:
        now: its clock.
        discovery: what stands in its discovery document instead.
        said: what it says of who signs in.
        codes: what it will answer for each code.
        status: of all its answers, once a test wants it to fail.
    """

    server: LoopbackServer
    now: datetime
    algorithm: str = "RS256"
    keys: list[Key] = field(default_factory=list)
    discovery: dict[str, Any] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    forgets_codes: bool = True
    status: int = 200

    @property
    def issuer(self) -> str:
        return self.server.url

    @property
    def target(self) -> str:
        return self.server.target

    def asked(self, path: str) -> int:
        """How often an address was asked."""
        return sum(seen.path == path for seen in self.server.seen)

    def access_token(
        self, header: Mapping[str, object] | None = None, key: Key | None = None, /, **claims: object
    ) -> str:
        """Issue an access token; a claim of None is left out."""
        told = {
            "iss": self.issuer, "sub": "machine-1", "client_id": "machine-1", "aud": AUDIENCE, "scope": "read upload",
            "iat": self._time(0), "exp": self._time(600), "jti": "1", "organisation": "city-office",
        } | claims  # fmt: skip
        return self._signed("at+jwt", told, header, key)

    def id_token(self, made_for: str, header: Mapping[str, object] | None = None, /, **claims: object) -> str:
        """Issue an id_token."""
        told = {
            "iss": self.issuer, "sub": "person-1", "aud": CLIENT, "nonce": made_for, "iat": self._time(0),
            "exp": self._time(600), "organisation": "city-office",
        } | claims  # fmt: skip
        return self._signed("JWT", told, header, None)

    def authorise(
        self,
        location: str,
        code: str = "code-1",
        header: Mapping[str, object] | None = None,
        /,
        **wrong: object,
    ) -> dict[str, str]:
        """Sign somebody in who was sent here, and give the answer that the browser takes back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        self.codes[code] = asked | {"token": self.id_token(asked["nonce"], header, **self.said | wrong)}
        return {"code": code, "state": asked["state"], "iss": self.issuer}

    def answer(self, seen: Seen) -> Reply:
        """Answer as a provider does."""
        if self.status != 200:
            return Reply(b"out of order", self.status)
        answers: Mapping[str, Callable[[Seen], dict[str, Any] | None]] = {
            "/.well-known/openid-configuration": self._discovery,
            "/jwks": lambda _seen: {"keys": [key.as_dict(private=False) for key in self.keys]},
            "/token": self._token,
            "/userinfo": lambda _seen: self.userinfo,
        }
        told = answers[seen.path](seen) if seen.path in answers else None
        if told is None:
            return Reply(b'{"error": "invalid_grant"}', 400)
        return told if isinstance(told, Reply) else Reply(json.dumps(told).encode())

    def _discovery(self, _seen: Seen) -> dict[str, Any]:
        told = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorise",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "code_challenge_methods_supported": ["S256"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256"],
            "authorization_response_iss_parameter_supported": True,
        } | self.discovery
        return {name: value for name, value in told.items() if value is not None}

    def _token(self, seen: Seen) -> dict[str, Any] | None:
        form = {name: values[0] for name, values in parse_qs(seen.body.decode()).items()}
        asked = self.codes.get(form["code"])
        if asked is None or form["redirect_uri"] != asked["redirect_uri"] or not _is_ours(seen):
            return None
        hashed = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest())
        if hashed.rstrip(b"=").decode() != asked["code_challenge"]:
            return None
        if self.forgets_codes:
            del self.codes[form["code"]]
        return {"access_token": "opaque", "token_type": "Bearer", "id_token": asked["token"]}

    def _signed(
        self, typ: str, claims: Mapping[str, object], header: Mapping[str, object] | None, key: Key | None
    ) -> str:
        used = key or self.keys[0]
        told = {"alg": self.algorithm, "typ": typ, "kid": used.kid} | dict(header or {})
        shown = {name: value for name, value in claims.items() if value is not None}
        return signed({name: value for name, value in told.items() if value is not None}, shown, used)

    def _time(self, seconds: int) -> int:
        return int((self.now + timedelta(seconds=seconds)).timestamp())


def _is_ours(seen: Seen) -> bool:
    """Say whether a request carries the client's id and secret, encoded as RFC 6749, 2.3.1 has it."""
    shown = base64.b64decode(seen.headers.get("authorization", "").removeprefix("Basic ")).decode()
    return shown == "ogledalo:a+secret%3A+with+%25+and+%2B"


@contextmanager
def tiny_provider(now: datetime, algorithm: str = "RS256") -> Iterator[TinyProvider]:
    """Run one until the test is over."""
    known: list[TinyProvider] = []
    with serving(lambda seen: known[0].answer(seen)) as server:
        known.append(TinyProvider(server, now, algorithm, [key_of(algorithm)]))
        yield known[0]
