"""Validation: records by SHACL, observations by the same kind of shapes compiled to checks by column.

The shapes stand in ``schemas/shapes``; what is wrong becomes a located finding in three languages.
"""
