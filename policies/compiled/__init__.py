"""Compiled policies: what a set of ODRL policies decides on a request, why, and which rows it leaves."""
