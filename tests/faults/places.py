"""Where a fault strikes a portal in the midst, and what becomes of a run that it strikes there."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from connectors.http import OutgoingSettings
from tests.fakes.misbehaving import Mischief, where
from tests.fakes.server import Seen
from tests.faults.fault import Fault
from tests.faults.portals import HURRIED, PATIENT


def asks(path: str, **query: str) -> Callable[[Seen], bool]:
    """Say whether a request's path ends so and its query says so."""
    return lambda seen: (
        seen.path.endswith(path)
        and all(seen.query.get(name.replace("_", "-")) == [value] for name, value in query.items())
    )


SECOND_PAGE = asks("package_search", start="3")
THIRD_PAGE = asks("package_search", start="7")
FIGURES = asks("/people.csv")
BOOK = asks("/people.xlsx")
SECOND_OF_FEED = asks("/catalog", page="2")


def _is_data(seen: Seen) -> bool:
    return "/data/" in seen.path


def _is_query(seen: Seen) -> bool:
    return seen.method == "POST"


MIDST: Mapping[str, Callable[[Seen], bool]] = {
    "ckan": SECOND_PAGE, "dcat": SECOND_OF_FEED, "table": FIGURES, "eurostat": _is_data, "pxweb": _is_query,
    "arcgis": asks("/query"), "ngsi-ld": asks("/entities"), "air-iszz": lambda _seen: True,
}  # fmt: skip
"""The second page of a list, else the figures."""

PORTALS = tuple(MIDST)
CORE = ("ckan", "dcat", "table")
"""A list in pages of JSON, one in pages of RDF, and files."""

TRANSIENT: Mapping[str, tuple[str, Mapping[str, int]]] = {
    "ckan": ("failed", {"unchanged": 3}),
    "dcat": ("partial", {"unchanged": 4, "failed": 1}),
    "table": ("partial", {"unchanged": 1, "failed": 1}),
    "eurostat": ("failed", {"failed": 1}),
    "pxweb": ("failed", {"failed": 1}),
    "arcgis": ("partial", {"unchanged": 9, "failed": 1}),
    "ngsi-ld": ("failed", {"failed": 1}),
    "air-iszz": ("failed", {"failed": 1}),
}
"""State and outcomes of a run where another try may help."""

TERMINAL = {
    portal: (state, {("refused" if name == "failed" else name): count for name, count in outcomes.items()})
    for portal, (state, outcomes) in TRANSIENT.items()
}
"""State and outcomes of a run where a person must look."""


def midst(
    name: str, does: Mischief, rule: str | Mapping[str, str], *, portals: Sequence[str] = CORE,
    passing: bool | Sequence[str] = True, told: OutgoingSettings = PATIENT, **more: Any,
) -> tuple[Fault, ...]:  # fmt: skip
    """Give a row a portal for a fault that strikes it in the midst.

    Args:
        rule: of what is found, by portal where they differ; that of `""` for those that are not named.
        passing: whether it may be over at the next try; or the portals where it may.
    """
    rows = []
    for portal in portals:
        transient = passing if isinstance(passing, bool) else portal in passing
        state, outcomes = (TRANSIENT if transient else TERMINAL)[portal]
        found = rule if isinstance(rule, str) else rule.get(portal, rule.get("", ""))
        rules = (f"connectors.{found}",)
        rows.append(
            Fault(name, portal, state, outcomes, rules, where(MIDST[portal], does), told=told, **more)
        )
    return tuple(rows)


def slow(name: str, does: Mischief, portals: Sequence[str] = CORE) -> tuple[Fault, ...]:
    """Give a row a portal for a fault that takes longer than we wait, from the first request on."""
    whole = {"ckan", "dcat", "arcgis"}
    return tuple(
        Fault(
            name, portal, "failed", {} if portal in whole else {"failed": 2 if portal == "table" else 1},
            ("connectors.slow",), does, told=HURRIED,
        )
        for portal in portals
    )  # fmt: skip
