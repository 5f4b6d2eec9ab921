"""Errors of OAuth clients and signing keys.

The token endpoint itself answers as RFC 6749 has it, by Authlib's errors.

MachineError
├── JwksError        public keys of a client that cannot be taken
└── SigningKeyError  no key to sign with: the pepper is another than the one they were sealed under
"""

from api.machines.errors import MachineError


class JwksError(MachineError):
    """Say what is wrong with a client's public keys."""

    def __init__(self, found: str, expected: str) -> None:
        self.name = "jwks"
        self.found = found
        self.expected = expected
        super().__init__(f"jwks: found {found}: expected {expected}")


class SigningKeyError(MachineError):
    """Say which key cannot be opened, and how a new one is made."""

    def __init__(self, kid: str) -> None:
        super().__init__(
            f"the signing key {kid} was sealed under another pepper: put that pepper back, or make a new key with"
            " `ogledalo oauth rotate --compromised`"
        )
