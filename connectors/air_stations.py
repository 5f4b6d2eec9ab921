"""Codes of stations that changed, and codes that other lists have for them: what each is called today."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

Network = Literal["arso", "iszz"]
FILE = Path(__file__).with_name("air_stations.csv")


def known_stations(network: Network, told: Mapping[str, str]) -> dict[str, str]:
    """Give today's code by every other code of a station.

    Args:
        network: whose codes.
        told: what a source adds or puts differently, today's code by former code.
    """
    codes = {**_shipped(network), **told}
    return {former: _newest(former, codes) for former in codes}


def _newest(code: str, codes: Mapping[str, str]) -> str:
    """Follow a code that changed more than once; a circle ends where it began."""
    seen = {code}
    while code in codes and codes[code] not in seen:
        code = codes[code]
        seen.add(code)
    return code


@cache
def _shipped(network: Network) -> Mapping[str, str]:
    with FILE.open(encoding="utf-8", newline="") as lines:
        return {row["former"]: row["code"] for row in csv.DictReader(lines) if row["network"] == network}
