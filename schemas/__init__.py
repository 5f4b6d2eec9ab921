"""The common schema: indicators, code lists, units, places, periods, validation and comparability.

Knows no database, no HTTP and no clock.
"""
