"""Limits as they are written: ``600/minute``, ``10 per 15 minutes``, or ``none``."""

from limits import RateLimitItem, parse

UNLIMITED = "none"


def rate_item(text: str) -> RateLimitItem | None:
    """Read a limit such as ``600/minute``; None for ``none``.

    Raises:
        ValueError: it is none.
    """
    if text.strip().lower() == UNLIMITED:
        return None
    item = parse(text)
    if item.amount < 1 or item.multiples < 1:
        raise ValueError(f"{text!r} lets nothing through: write none for no limit, or e.g. 600/minute")
    return item
