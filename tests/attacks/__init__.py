"""Attacks: each threat of docs/security.md tried against the node as it is, so that a defence that falls is seen."""
