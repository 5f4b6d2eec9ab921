"""The catalogue: DCAT tables, observations and releases, search, RDF, the audit append and migrations."""
