"""Targets of other sources than the one that is used: those that say something else are told."""

from collections.abc import Iterator, Sequence

from schemas.comparability.evidence import Evidence
from schemas.messages import Message
from schemas.progress.contradictions import HALF, Target
from schemas.progress.figures import Figure, close
from schemas.progress.history import baseline_of, stated_on
from schemas.progress.holdings import Rows, rows_of, stating_sources
from schemas.progress.targets import target


def other_targets(
    evidence: Evidence, asked: tuple[str, str, str], rows: Rows, targets: Sequence[Target]
) -> Iterator[Message]:
    """Tell the targets that other sources state and that differ, each measured from its own baseline.

    Args:
        evidence: what the caller may see.
        asked: place, indicator and sector.
        rows: those of the source that is used.
        targets: made of them.
    """
    ours = {one.period: one for one in targets}
    for source in stating_sources(evidence, *asked):
        if source == rows.source:
            continue
        others = rows_of(evidence, *asked, source=source)
        baseline, _ = baseline_of(others, evidence, stated_on(others, evidence))
        for period in others.target_periods():
            theirs = target(others, period, baseline)
            yield from _differing(source, rows.source, theirs, ours.get(period))


def _differing(source: str, used: str, theirs: Target, mine: Target | None) -> Iterator[Message]:
    values: dict[str, object] = {
        "source": source,
        "used": used,
        "period": theirs.period,
        "other": _said(theirs),
    }
    if mine is None:
        yield Message("progress.caveat.other_source_alone", values)
    elif not _same(mine, theirs):
        yield Message("progress.caveat.other_source", {**values, "ours": _said(mine)})


def _same(mine: Target, theirs: Target) -> bool:
    """Say whether two targets are the same, by the first thing that both tell; nothing in common is not the same."""
    for one, other in ((mine.level, theirs.level), (mine.reduction, theirs.reduction)):
        if one is not None and other is not None:
            return close(one.value, other.value)
    if mine.percent is not None and theirs.percent is not None:
        return abs(mine.percent.value - theirs.percent.value) <= HALF
    return False


def _said(one: Target) -> Message:
    """Name a target by what is printed of it, else by its level."""
    parts: tuple[tuple[str, Figure | None], ...] = (
        ("level", one.level), ("reduction", one.reduction), ("percent", one.percent),
    )  # fmt: skip
    known = [(name, figure) for name, figure in parts if figure is not None]
    first = next(
        ((name, figure) for name, figure in known if figure.how == "printed"), next(iter(known), None)
    )
    if first is None:
        return Message("progress.said.nothing")
    return Message(f"progress.said.{first[0]}", {"value": first[1].value})
