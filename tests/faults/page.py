"""The table of faults as `docs/faults.md` shows it."""

from collections.abc import Iterable, Mapping

from tests.faults.fault import Fault
from tests.faults.table import TOPICS

HEAD = (
    "| the portal | connector | run | items | rule | what is otherwise afterwards | next run |",
    "|---|---|---|---|---|---|---|",
)


def lines() -> list[str]:
    """Give the page's tables, each below its heading; what comes of several portals alike is one row."""
    told: list[str] = []
    for topic, faults in TOPICS.items():
        told += [f"## {topic}", "", *HEAD, *_rows(faults), ""]
    return told[:-1]


def _rows(faults: Iterable[Fault]) -> list[str]:
    portals: dict[tuple[str, str], list[str]] = {}
    for fault in faults:
        portals.setdefault((fault.name, _outcome(fault)), []).append(f"`{fault.portal}`")
    return [f"| {name} | {', '.join(which)} | {outcome} |" for (name, outcome), which in portals.items()]


def _outcome(fault: Fault) -> str:
    rules = ", ".join(f"`{rule}`" for rule in fault.rules) or "-"
    then = _counted(fault.then) or "all unchanged"
    left = f"; stays: {_changes(fault.left)}" if fault.left else ""
    return f"{fault.state} | {_counted(fault.outcomes) or '-'} | {rules} | {_changes(fault.stands) or 'nothing'} | {then}{left}"


def _counted(outcomes: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in outcomes.items())


def _changes(changes: Iterable[str]) -> str:
    return "; ".join(f"`{change}`" for change in changes)
