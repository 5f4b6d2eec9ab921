"""Proposing a mapping: what a table's headings, words, units and sums say, and what a person must still answer."""
