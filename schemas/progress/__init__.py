"""Progress: where a place stands between its baseline and its target, and what it still owes.

Levels and reductions are never confused: each printed number is read by its value type, and held against the others.
"""
