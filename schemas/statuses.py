"""Observation status: which of several flags counts, and what a notation key says in SDMX's words.

Source: SDMX cross-domain code list CL_OBS_STATUS 2.2 (20 codes, with their precedence); notation keys of the GPC.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from schemas.codes import codelist

NORMAL = "A"


@dataclass(frozen=True, slots=True)
class NotationStatus:
    """What a notation key says, e.g. ``IE``: status ``K``, and the cell that holds the figure is flagged ``W``.

    Args:
        counts_as_zero: in a sum; a sum with any other key but ``IE`` is a lower bound.
        pairs_with: status of the cell that holds it instead, empty where there is none.
    """

    key: str
    obs_status: str
    conf_status: str
    counts_as_zero: bool
    pairs_with: str


def top_status(flags: Iterable[str]) -> str:
    """Give, of several statuses, the one that SDMX lets stand alone.

    Args:
        flags: codes of cl_obs_status, in any order; none means a normal value.

    Raises:
        UnknownCodeError: one is no status.
    """
    statuses = codelist("obs_status")
    found = [statuses[flag] for flag in flags]
    if not found:
        return NORMAL
    return min(found, key=lambda one: int(one.columns["precedence_1_is_highest"])).code


def notation_status(key: str) -> NotationStatus:
    """Give what a notation key (NO, NE, IE, C, NA) says in SDMX's words.

    Raises:
        UnknownCodeError: it is no notation key.
    """
    row = codelist("notation_key")[key].columns
    pair = "W" if row["obs_status"] == "K" else ""
    return NotationStatus(key, row["obs_status"], row["conf_status"], row["obs_status"] == "M", pair)
