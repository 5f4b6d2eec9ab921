"""Notices to whoever must act."""
