"""Status flags: Eurostat's letters with what its column of confidentiality adds, and as codes of SDMX's list."""

import csv
from collections.abc import Mapping
from functools import cache

from connectors.raw_table import RawCell, text_cell
from schemas.codes import CODELISTS

CONFIDENTIAL = "c"
FREE = frozenset({"", "F"})
"""Codes of CONF_STATUS that keep nothing back (SDMX CL_CONF_STATUS)."""

FLAG_COLUMNS = frozenset({"obs_flag", "flags", "flag and footnotes"})


def with_confidentiality(flags: RawCell, told: RawCell) -> RawCell:
    """Give flags without the white space between them, and ``c`` where the figure is confidential by the other column."""
    letters = "".join(flags.text.replace(",", " ").split())
    if told.text.strip().upper() not in FREE and CONFIDENTIAL not in letters:
        letters += CONFIDENTIAL
    return text_cell(letters, flags.ref)


def without_flags(status: RawCell, column: str) -> RawCell:
    """Give Eurostat's flags as codes of SDMX's CL_OBS_STATUS; a letter that nobody knows stays, so that it is told.

    Args:
        column: the column's name in lower case: only one that holds Eurostat's letters is read so.
    """
    if column not in FLAG_COLUMNS:
        return status
    known = _statuses()
    letters = "".join(status.text.split())
    return text_cell(" ".join(known.get(letter, letter) for letter in letters), status.ref)


@cache
def _statuses() -> Mapping[str, str]:
    with (CODELISTS / "cl_eurostat_flag_map.csv").open(encoding="utf-8", newline="") as lines:
        return {row["eurostat_flag"]: row["obs_status"] for row in csv.DictReader(lines)} | {"m": "M"}
