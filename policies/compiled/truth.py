"""Kleene's three-valued logic: true, false, and unknown (None), which is never taken for either."""

from collections.abc import Iterable
from typing import TypeAlias

Truth: TypeAlias = bool | None


def negation(one: Truth) -> Truth:
    """Give the opposite; of unknown it is unknown."""
    return None if one is None else not one


def all_true(several: Iterable[Truth]) -> Truth:
    """Say whether all hold: false as soon as one is false, else unknown if one is unknown; of none it is true."""
    answer: Truth = True
    for one in several:
        if one is False:
            return False
        if one is None:
            answer = None
    return answer


def any_true(several: Iterable[Truth]) -> Truth:
    """Say whether one holds: true as soon as one is true, else unknown if one is unknown; of none it is false."""
    answer: Truth = False
    for one in several:
        if one is True:
            return True
        if one is None:
            answer = None
    return answer


def one_true(several: Iterable[Truth]) -> Truth:
    """Say whether exactly one holds: false as soon as two are true, else unknown if one is unknown."""
    trues, unknown = 0, False
    for one in several:
        trues += one is True
        unknown = unknown or one is None
    if trues > 1:
        return False
    return None if unknown else trues == 1


def shared_answer(several: Iterable[Truth]) -> Truth:
    """Give what holds of every one of several values, unknown where it holds of some and not of others."""
    answers = set(several)
    return answers.pop() if len(answers) == 1 else None
