"""IRIs: those of sources, mended or dropped so that no record can spoil a feed, and our own."""

import re
from functools import lru_cache
from urllib.parse import quote, urlsplit

from pyoxigraph import NamedNode

_ODD = re.compile(r'[\s<>"{}|\\^`\x00-\x1f\x7f]')
_LOOSE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_WEB = frozenset({"http", "https", "ftp"})
_SCHEMES = _WEB | {"mailto", "urn"}
REMEMBERED = 4_096
"""How many segments are remembered: each dataset's stands in its description a dozen times."""


def mend_iri(text: str) -> str | None:
    """Give an address as a valid IRI, or None where none can be made of it.

    What IRIs cannot hold (spaces, braces, loose percent signs) is percent-encoded; an address without a scheme, or
    with one that no harvester follows (``hhttps:``, ``javascript:``), is dropped.
    """
    iri = _ODD.sub(lambda match: quote(match.group()), _LOOSE_PERCENT.sub("%25", text.strip()))
    try:
        parts = urlsplit(iri)
        NamedNode(iri)
    except ValueError:
        return None
    if parts.scheme not in _SCHEMES or (parts.scheme in _WEB and not parts.hostname):
        return None
    return iri


@lru_cache(maxsize=REMEMBERED)
def segment(text: str) -> str:
    """Give a text as one segment of a path or a fragment."""
    return quote(text, safe="")
