"""Reading many rows: Python's search for cycles is put off while millions of values are made that have none.

Measured on a table of a million rows, it takes half of the time of reading, and stops every other thread for seconds.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

MANY = 50_000


@contextmanager
def without_collecting(rows: int) -> Iterator[None]:
    """Put the search off where there are many rows, and leave what was made out of later ones.

    Values end as before, with the last name that holds them. What an earlier reading left out is looked at again.
    """
    if rows < MANY or not gc.isenabled():
        yield
        return
    gc.unfreeze()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
