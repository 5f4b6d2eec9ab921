"""ODRL 2.2 as values: policies read from JSON-LD or Turtle, checked against our closed profile, written back."""
