"""The mirror: one fact as several sources see it, and what lies between them.

`mirror.py` is the way in, `preference.py` says which source is asked first. Pure code: no database, no clock.
"""
