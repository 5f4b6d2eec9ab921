"""A passkey device in software: makes real attestations (format "none") and assertions with ES256 (WebAuthn, level 2)."""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def b64(content: bytes) -> str:
    """Write base64url without padding."""
    return urlsafe_b64encode(content).decode().rstrip("=")


def unb64(text: str) -> bytes:
    """Read base64url without padding."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Authenticator:
    """A device that holds one passkey.

    Args:
        origin: of the page that asks; browsers fill it in, not the page.
        verifies: whether it asks its holder for a fingerprint or PIN.
        counts: how often it was used.
    """

    origin: str = "https://node.example"
    verifies: bool = True
    counts: int = 0
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    user_handle: bytes = b""

    def register(self, options: dict[str, Any], **changes: Any) -> dict[str, Any]:
        """Answer the options of a registration, as `credential.toJSON()` gives it."""
        self.user_handle = unb64(options["user"]["id"])
        client = _client(
            {"type": "webauthn.create", "challenge": options["challenge"], "origin": self.origin} | changes
        )
        attested = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + self._cose()
        data = self._data(options["rp"]["id"], ATTESTED) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._credential({"clientDataJSON": b64(client), "attestationObject": b64(attestation)})

    def sign(self, options: dict[str, Any], **changes: Any) -> dict[str, Any]:
        """Answer the options of signing in."""
        self.counts += 1
        client = _client(
            {"type": "webauthn.get", "challenge": options["challenge"], "origin": self.origin} | changes
        )
        data = self._data(options["rpId"], 0)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._credential(
            {
                "clientDataJSON": b64(client),
                "authenticatorData": b64(data),
                "signature": b64(signature),
                "userHandle": b64(self.user_handle),
            }
        )

    def _data(self, rp_id: str, more: int) -> bytes:
        flags = PRESENT | (VERIFIED if self.verifies else 0) | more
        return hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + self.counts.to_bytes(4, "big")

    def _cose(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        x, y = numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})

    def _credential(self, response: dict[str, str]) -> dict[str, Any]:
        name = b64(self.credential_id)
        return {
            "id": name, "rawId": name, "type": "public-key", "clientExtensionResults": {}, "response": response
        }  # fmt: skip


def _client(told: dict[str, Any]) -> bytes:
    """Write what the browser adds to the device's answer."""
    return json.dumps(told | {"crossOrigin": False}).encode()
