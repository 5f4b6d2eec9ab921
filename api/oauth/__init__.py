"""OAuth 2.0 client credentials: clients, the token endpoint, the keys that sign, and the checking of our own tokens."""
