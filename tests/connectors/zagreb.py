"""A CKAN of ten datasets that is read in pages of four, as a source."""

BARE_PORTAL = """
[[organisation]]
id = "grad-zagreb"
[[source]]
id = "zagreb"
connector = "ckan"
url = "{url}"
owner = "grad-zagreb"
"""
PORTAL = f"{BARE_PORTAL}options = {{{{ page_size = 4 }}}}\n"
