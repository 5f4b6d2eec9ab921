"""Policies: who may see what, as decisions with a rule and a reason, and as filters that run in SQL."""
