"""Which signatures are taken: an allow-list each, never what a token says of itself."""

OWN_ALGORITHMS = ("ES256",)
"""With which the node signs, and therefore the only ones that its own tokens may have."""
CLIENT_ALGORITHMS = ("ES256", "ES384", "PS256", "RS256", "Ed25519", "EdDSA")
"""With which clients may prove themselves (RFC 7523)."""
