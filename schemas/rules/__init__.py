"""Soft rules: what looks wrong when the cells of an inventory are held beside one another.

They refuse nothing: the figures are published with the findings attached, and nobody mends them silently.
"""
