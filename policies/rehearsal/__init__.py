"""Rehearsal: what a policy would change before it is in force, and what the policies in force give to whom."""
