"""Machines: API keys, what they may do, how a token is recognised, and how none of them is left lying about."""
