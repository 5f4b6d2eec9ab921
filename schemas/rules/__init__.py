"""Soft rules: what looks wrong when rows are held beside one another.

They refuse nothing: the figures are published with the findings attached, and nobody mends them silently.
"""

from schemas.rules.table import RULES

__all__ = ["RULES"]
