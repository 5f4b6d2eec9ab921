"""Representations: the forms in which one table of observations is given."""
