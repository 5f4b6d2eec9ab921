"""Limits: how much one caller may ask in a while, and how large, slow and deep what is sent may be."""
