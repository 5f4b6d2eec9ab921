"""How many cells a request asks for, and how a large one is cut into slices that the service answers."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, product

from connectors.pxweb_choice import Chosen

Slice = tuple[Chosen, ...]


def cells_of(part: Slice) -> int:
    """Count the cells that a request asks for, with those that turn out to be empty."""
    return math.prod(len(one.codes) for one in part)


def slices(whole: Slice, limit: int) -> Iterator[Slice]:
    """Cut a request into slices of at most ``limit`` cells, in the order of the table.

    Whichever makes fewer requests stays whole: the variables with few values, or those with many.
    """
    ways = [_steps(whole, limit, many_first) for many_first in (False, True)]
    steps = min(ways, key=lambda steps: _count(whole, steps))
    cut = [_pieces(one.codes, step) for one, step in zip(whole, steps, strict=True)]
    for codes in product(*cut):
        yield tuple(replace(one, codes=piece) for one, piece in zip(whole, codes, strict=True))


def _count(whole: Slice, steps: Sequence[int]) -> int:
    """Count the slices that are made so."""
    return math.prod(math.ceil(len(one.codes) / step) for one, step in zip(whole, steps, strict=True))


def _steps(whole: Slice, limit: int, many_first: bool) -> list[int]:
    """Say how many values of each variable go into one slice."""
    steps = [1] * len(whole)
    left = max(limit, 1)
    for place in sorted(range(len(whole)), key=lambda place: len(whole[place].codes), reverse=many_first):
        steps[place] = max(1, min(len(whole[place].codes), left))
        left //= steps[place]
    return steps


def _pieces(codes: Sequence[str], step: int) -> list[tuple[str, ...]]:
    """Cut values into as few pieces as the step allows, of nearly equal length."""
    count = math.ceil(len(codes) / step)
    bounds = [len(codes) * number // count for number in range(count + 1)]
    return [tuple(codes[start:end]) for start, end in pairwise(bounds)]
