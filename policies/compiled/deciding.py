"""Deciding: may this subject do this with this asset, and with which of its rows?

Prohibitions win, unless both policies say that permissions do. What is not permitted is refused. Unknown never widens:
a permission that hangs on something unknown does not grant, a prohibition that does applies.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from policies.compiled.duties import CompiledDuty
from policies.compiled.policy_set import Group, Names, PolicySet
from policies.compiled.request import Request
from policies.compiled.residual import EVERY_ROW, NO_ROW, RowTest, both, either
from policies.compiled.rules import Entry


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to a request.

    Args:
        permitted: whether it may be done at all, perhaps with some rows only.
        rows: which rows; every row where nothing is asked of them.
        rules: IRIs of the rules that decided: those that refuse, else those that permit and those that withhold rows.
        duties: what is to be done afterwards.
        alerts: IRIs of prohibitions that contradict a permission where a policy calls that invalid: somebody must mend it.
        epoch: that of the policies.
    """

    permitted: bool
    rows: RowTest
    rules: tuple[str, ...]
    duties: tuple[CompiledDuty, ...] = ()
    alerts: tuple[str, ...] = ()
    epoch: int = 0


Applied: TypeAlias = tuple[Entry, RowTest]
"""An entry that matches a request, with the rows that a permission grants, or that a prohibition leaves alone."""


def decide(request: Request, policies: PolicySet) -> Decision:
    """Decide on a request.

    Args:
        request: who wants to do what with what.
        policies: those in force.
    """
    return _decided(request, policies.names(request), policies)


def decide_each(request: Request, targets: Iterable[str], policies: PolicySet) -> dict[str, Decision]:
    """Decide on one request for many assets, such as the datasets of a page.

    Args:
        request: who wants to do what; its own target does not matter.
        targets: IRIs of the assets.
        policies: those in force.
    """
    names = policies.names(request)
    return {target: _decided(replace(request, target=target), names, policies) for target in targets}


def _decided(request: Request, names: Names, policies: PolicySet) -> Decision:
    certain, possible = policies.groups(request)
    against = list(_against(request, possible, names))
    if not policies.alerting:
        barred = next((entry for entry, left in against if left is NO_ROW and not entry.perm), None)
        if barred is not None:
            return Decision(permitted=False, rows=NO_ROW, rules=(barred.iri,), epoch=policies.epoch)
    granting = list(_granting(request, certain, names, until_every_row=not against))
    return _joined(granting, against, policies.epoch)


def _against(request: Request, group: Group, names: Names) -> Iterator[Applied]:
    """Give the prohibitions that apply to some row or may do so."""
    for entry in _entries(group.prohibitions, names.possible):
        left = entry.sides(request).fails
        if left is not EVERY_ROW:
            yield entry, left


def _granting(request: Request, group: Group, names: Names, *, until_every_row: bool) -> Iterator[Applied]:
    """Give the permissions that certainly grant some row, perhaps only up to one that grants every row."""
    for entry in _entries(group.permissions, names.certain):
        granted = entry.sides(request).holds
        if granted is not NO_ROW:
            yield entry, granted
            if until_every_row and granted is EVERY_ROW:
                return


def _entries(by_assignee: Mapping[str, tuple[Entry, ...]], names: tuple[str, ...] | None) -> Iterable[Entry]:
    """Give the entries for some assignees, or for all of them, in the policies' order."""
    if not by_assignee:
        return ()
    several = (
        list(by_assignee.values())
        if names is None
        else [by_assignee[name] for name in names if name in by_assignee]
    )
    if len(several) == 1:
        return several[0]
    return sorted((entry for entries in several for entry in entries), key=lambda entry: entry.order)


def _joined(granting: list[Applied], against: list[Applied], epoch: int) -> Decision:
    rows = _rows(granting, against)
    alerts = _alerts(granting, against)
    if rows is NO_ROW:
        refusing = _once(entry.iri for entry, _ in against)
        return Decision(permitted=False, rows=NO_ROW, rules=refusing, alerts=alerts, epoch=epoch)
    withholding = against if rows is not EVERY_ROW else []
    duties = tuple(dict.fromkeys(duty for entry, _ in granting for duty in entry.stated))
    return Decision(
        permitted=True,
        rows=rows,
        rules=_once(entry.iri for entry, _ in (*granting, *withholding)),
        duties=duties,
        alerts=alerts,
        epoch=epoch,
    )


def _rows(granting: list[Applied], against: list[Applied]) -> RowTest:
    """Give the rows that some permission grants and no prohibition that outweighs it may concern."""
    if not against:
        return either(rows for _, rows in granting)
    weak = [rows for entry, rows in granting if not entry.perm]
    strong = [rows for entry, rows in granting if entry.perm]
    every = both(rows for _, rows in against)
    unyielding = both(rows for entry, rows in against if not entry.perm)
    return either((both((either(weak), every)), both((either(strong), unyielding))))


def _alerts(granting: list[Applied], against: list[Applied]) -> tuple[str, ...]:
    """Give the prohibitions that contradict a permission where one of the two policies calls that invalid."""
    if not granting:
        return ()
    void = any(entry.invalid for entry, _ in granting)
    return _once(entry.iri for entry, _ in against if entry.invalid or void)


def _once(several: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(several))
