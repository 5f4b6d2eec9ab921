"""Large questions: Python's search for cycles rests while thousands of figures are laid out that have none.

Measured on a hundred places and twenty years, it takes a third of the time. What is made ends with the last name that
holds it, as ever.
"""

import gc
from collections.abc import Iterator, Sized
from contextlib import contextmanager

MANY = 10_000
"""Observations from which on the search rests."""

MANY_PAIRS, MANY_PLACES = 500, 30
"""Pairs of an answer that is put into words, and places of a question, from which on it rests."""


@contextmanager
def collector_at_rest(things: Sized, many: int = MANY) -> Iterator[None]:
    """Let the search rest where there are many things (observations, unless told), unless it rests already."""
    if len(things) < many or not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
