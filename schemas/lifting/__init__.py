"""Lifting: the least missing data that would make figures comparable, who holds them, and the letter that asks for them.

`lifts.py` is the way in. Pure code over a comparison's evidence: no database, no clock.
"""
