"""Frequencies as feeds write them: codes of the EU, of Dublin Core and of SDMX, durations, words."""

from collections.abc import Mapping, Sequence
from functools import cache

from catalogue.dcat.vocabularies import FREQUENCY
from connectors.dcat_values import tail

AUTHORITY = "publications.europa.eu/resource/authority/frequency/"
CODES = frozenset(
    [
        "ANNUAL",
        "ANNUAL_2",
        "ANNUAL_3",
        "AS_NEEDED",
        "BIDECENNIAL",
        "BIENNIAL",
        "BIHOURLY",
        "BIMONTHLY",
        "BIWEEKLY",
        "CONT",
        "DAILY",
        "DAILY_2",
        "DECENNIAL",
        "HOURLY",
        "IRREG",
        "MONTHLY",
        "MONTHLY_2",
        "MONTHLY_3",
        "NEVER",
        "NOT_PLANNED",
        "OP_DATPRO",
        "OTHER",
        "QUADRENNIAL",
        "QUARTERLY",
        "QUINQUENNIAL",
        "TRIDECENNIAL",
        "TRIENNIAL",
        "TRIHOURLY",
        "UNKNOWN",
        "UPDATE_CONT",
        "WEEKLY",
        "WEEKLY_2",
        "WEEKLY_3",
        "1MIN",
        "5MIN",
        "10MIN",
        "15MIN",
        "30MIN",
        "12HRS",
    ]
)
"""Codes of the EU's list (Publications Office, authority table frequency)."""

OTHER_WORDS: Mapping[str, str] = {
    "semiannual": "ANNUAL_2", "threetimesayear": "ANNUAL_3", "bimonthly": "BIMONTHLY", "semimonthly": "MONTHLY_2",
    "threetimesamonth": "MONTHLY_3", "biweekly": "BIWEEKLY", "semiweekly": "WEEKLY_2", "threetimesaweek": "WEEKLY_3",
    "continuous": "CONT", "irregular": "IRREG", "completelyirregular": "IRREG", "p2m": "BIMONTHLY", "p2w": "BIWEEKLY",
    "p4y": "QUADRENNIAL", "p5y": "QUINQUENNIAL", "p10y": "DECENNIAL", "p7d": "WEEKLY", "p12m": "ANNUAL", "pt1h": "HOURLY",
    "p0.5y": "ANNUAL_2", "p0.33y": "ANNUAL_3", "p0.5m": "MONTHLY_2", "p0.33m": "MONTHLY_3", "p0.5w": "WEEKLY_2",
    "p3.5d": "WEEKLY_2", "pt1s": "UPDATE_CONT", "p0.33w": "WEEKLY_3",
}  # fmt: skip
"""Words of the Dublin Core Collection Description frequencies, and durations of ISO 8601 as DCAT-US and INSPIRE write them."""


def frequency_code(said: Sequence[str]) -> str:
    """Give the EU's code of a frequency; any other word stays as it is said, an address that says nothing does not."""
    codes = [_code(text) for text in said]
    words = [text for text in said if "://" not in text]
    return next((code for code in codes if code), next(iter(words), ""))


def _code(text: str) -> str:
    word = tail(text)
    plain = word.casefold().removeprefix("freq-").removeprefix("r/")
    own = word.upper() if AUTHORITY in text and word.upper() in CODES else ""
    return own or _words().get(plain, "") or FREQUENCY.code(plain)


@cache
def _words() -> Mapping[str, str]:
    """Give the codes by the words that mean them, in our languages too."""
    labels = {label: code for code, each in FREQUENCY.entries.items() for label in each}
    return {**labels, **OTHER_WORDS}
