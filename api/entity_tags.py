"""Entity tags: names of what an answer was made from, so that who holds it need not be sent it again (RFC 9110, 8.8.3)."""

import hashlib


def entity_tag(*parts: str) -> str:
    """Give the tag of an answer that is determined by these parts."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
    return f'"{digest[:24]}"'


def holds(if_none_match: str, etag: str) -> bool:
    """Say whether an `If-None-Match` header names a tag; by the weak comparison, as RFC 9110 asks."""
    named = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return "*" in named or etag.removeprefix("W/") in named
