"""A comparison laid open in tables: what is printed, what was adjusted and why, what remains."""
