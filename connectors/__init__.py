"""Connectors: portals and files become snapshots, records and tables; harvest runs; sources as data."""
