"""DCAT-AP 3.0.1: the catalogue as RDF, drawn by one declarative table."""
