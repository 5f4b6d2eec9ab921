"""What went wrong in a run, by cause: many records with one fault are one thing to mend."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as default
from typing import Any

SHOWN = 5
"""Records that are named for each cause."""

TROUBLED = ("refused", "failed")
OWN_WORDS = ("connectors.foreign", "connectors.foreign-later")
"""Rules of other packages' connectors: what they expect tells them apart."""

Json = dict[str, Any]  # JSON


@dataclass(slots=True)
class Cause:
    """A rule and a field, and the records that it was found in.

    Args:
        field: the field's name, without the record's.
        count: how many records have it.
        examples: the first of them: title, what was found, and where the record stands.
    """

    rule: str
    field: str
    severity: str
    expected: str
    mend: str
    count: int = 0
    examples: list[Json] = default(default_factory=list)

    def is_of(self, finding: Mapping[str, Any], item: Mapping[str, Any]) -> bool:
        """Say whether an item's finding is of this cause."""
        same = (finding["rule"], field_of(finding, item), finding["severity"])
        own = finding["rule"] not in OWN_WORDS or finding["expected"] == self.expected
        return same == (self.rule, self.field, self.severity) and own

    def as_json(self) -> Json:
        """Write it for a run's result."""
        return {
            "rule": self.rule, "field": self.field, "severity": self.severity, "items": self.count,
            "expected": self.expected, "mend": self.mend, "link": f"/rules/{self.rule}", "examples": self.examples,
        }  # fmt: skip


def causes(items: Iterable[Mapping[str, Any]]) -> list[Cause]:
    """Group what was found in a run's items: what refuses before what warns, the commonest first.

    Args:
        items: as a run's result lists them.
    """
    found: dict[tuple[str, ...], Cause] = {}
    for item in items:
        met: set[tuple[str, ...]] = set()
        for finding in item["findings"]:
            own = finding["expected"] if finding["rule"] in OWN_WORDS else ""
            key = (finding["severity"], finding["rule"], field_of(finding, item), own)
            cause = found.setdefault(key, Cause(key[1], key[2], key[0], finding["expected"], finding["mend"]))
            if key in met:
                continue
            met.add(key)
            cause.count += 1
            if len(cause.examples) < SHOWN:
                link = item.get("link") or finding["document"]
                cause.examples.append({"title": item["title"], "found": finding["found"], "link": link})
    order = {"violation": 0, "warning": 1, "info": 2}
    return sorted(
        found.values(), key=lambda one: (order.get(one.severity, 3), -one.count, one.rule, one.field)
    )


def field_of(finding: Mapping[str, Any], item: Mapping[str, Any]) -> str:
    """Give the field that a finding names, without the record that it stands in; a cell of a table is no field."""
    cell = str(finding["cell"])
    if "!" in cell:
        return cell.partition("!")[0]
    for name in (item["key"], item["title"]):
        cell = cell.removeprefix(f"{name}: ").removeprefix(f"{name} ")
    head, _, rest = cell.partition(" ")
    return rest if rest and ("/" in head or ":" in head) and "://" in head else cell
