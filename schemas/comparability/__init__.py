"""Comparability: which figures may be compared, what converts them, and what stands in the way.

`compare.py` is the way in. Pure code over observations and bases: no database, no clock.
"""
