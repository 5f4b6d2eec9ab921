"""Reports: a rehearsal as JSON, and in sentences for a person."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from policies.odrl.vocabulary import compact
from policies.rehearsal.outcomes import Cell
from policies.rehearsal.personas import RESEARCH, WORLD
from policies.rehearsal.rehearsing import Rehearsal
from policies.rehearsal.replay import Replay, Replayed
from schemas.languages import LANGUAGES, Lang
from schemas.messages import say

Json = dict[str, Any]  # an object that is stored or sent

MOST_CELLS = 6_000
"""Of more cells those that nothing becomes of are only counted."""
MOST_NAMED = 8
MOST_ORGANISATIONS = 5


def report_of(rehearsal: Rehearsal) -> Json:
    """Give a rehearsal as JSON: what becomes of each persona, dataset and action, and of past requests."""
    cells = rehearsal.cells
    told = cells if len(cells) <= MOST_CELLS else [one for one in cells if _differs(one)]
    return {
        "owner": rehearsal.change.owner,
        "policy": rehearsal.change.policy,
        "version": rehearsal.change.version or None,
        "retires": rehearsal.change.drafted is None,
        "replaces": rehearsal.replaced is not None,
        "personas": [one.as_json() for one in rehearsal.personas],
        "datasets": list(rehearsal.datasets),
        "datasets_left_out": rehearsal.left_out,
        "summary": dict(sorted(Counter(one.verdict for one in cells).items())),
        "results": [_cell(one) for one in told],
        "unchanged_left_out": len(cells) - len(told),
        "replay": _replay(rehearsal.replay),
        "words": {lang: list(in_words(rehearsal, lang)) for lang in LANGUAGES},
    }


def _differs(one: Cell) -> bool:
    return one.verdict != "unchanged" or one.other_condition or one.before.visible != one.after.visible


def _cell(one: Cell) -> Json:
    rows, before, after = one.rows, one.before, one.after
    return {
        "persona": one.persona,
        "dataset": one.dataset,
        "action": one.action.value,
        "verdict": one.verdict,
        "permitted": {"before": before.permitted, "after": after.permitted},
        "visible": {"before": before.visible, "after": after.visible},
        "rows": {
            "before": rows.before, "after": rows.after, "gained": rows.gained, "lost": rows.lost, "total": rows.total,
        },
        "other_condition": one.other_condition,
        "masks": {"added": sorted(after.masks - before.masks), "removed": sorted(before.masks - after.masks)},
        "duties": {"added": sorted(after.duties - before.duties), "removed": sorted(before.duties - after.duties)},
        "rule": {"before": before.rule, "after": after.rule},
    }  # fmt: skip


def _replay(found: Replay) -> Json:
    return {
        "days": found.days,
        "since": found.since.isoformat().replace("+00:00", "Z"),
        **_replayed(found.whole),
        "by_organisation": [
            {"organisation": name or None, **_replayed(one)} for name, one in found.by_organisation.items()
        ],
        "answered_otherwise_now": found.otherwise_now,
        "open_reads_logged": False,
    }


def _replayed(found: Replayed) -> Json:
    return {
        "requests": found.requests, "newly_allowed": found.allowed, "newly_denied": found.denied,
        "more_rows": found.more, "fewer_rows": found.fewer,
    }  # fmt: skip


def in_words(rehearsal: Rehearsal, lang: Lang) -> Iterator[str]:
    """Say what a change would do, for a person who knows no ODRL."""
    if not rehearsal.datasets:
        yield say("rehearsal.no_dataset", lang, owner=rehearsal.change.owner)
    told = list(dict.fromkeys(_told(rehearsal.cells, lang)))
    yield from told or [say("rehearsal.nothing_changes", lang)]
    if rehearsal.left_out:
        yield say("rehearsal.left_out", lang, count=rehearsal.left_out)
    yield from _replay_in_words(rehearsal.replay, lang)


def _told(cells: Iterable[Cell], lang: Lang) -> Iterator[str]:
    """Give a sentence for each persona, action and verdict, about all datasets of which it is so."""
    groups: dict[tuple[str, str, str], list[Cell]] = {}
    for one in cells:
        verdict: str = (
            "other_condition" if one.verdict == "unchanged" and one.other_condition else one.verdict
        )
        if verdict != "unchanged":
            groups.setdefault((one.persona, one.action.value, verdict), []).append(one)
    for (persona, action, verdict), found in groups.items():
        yield say(
            f"rehearsal.{verdict}",
            lang,
            who=persona_name(persona, lang),
            action=say(f"rehearsal.action.{action}", lang),
            datasets=_named([one.dataset for one in found], lang),
            gained=sum(one.rows.gained for one in found),
            lost=sum(one.rows.lost for one in found),
        )
        yield from _besides(persona, found, lang)


def _besides(persona: str, cells: Iterable[Cell], lang: Lang) -> Iterator[str]:
    """Say which columns are kept back or shown, and which duties are new or gone."""
    for one in cells:
        before, after = one.before, one.after
        both = before.permitted and after.permitted
        for key, several in (
            ("masks_added", after.masks - before.masks if both else after.masks),
            ("masks_removed", before.masks - after.masks if both else frozenset[str]()),
            ("duties_added", frozenset(map(compact, after.duties - before.duties))),
            (
                "duties_removed",
                frozenset(map(compact, before.duties - after.duties)) if both else frozenset[str](),
            ),
        ):
            if several:
                yield say(
                    f"rehearsal.{key}", lang, who=persona_name(persona, lang), dataset=one.dataset,
                    several=", ".join(sorted(several)),
                )  # fmt: skip


def persona_name(label: str, lang: Lang) -> str:
    """Give what people call a persona: those that we made have names in each language."""
    kind, _, name = label.partition(":")
    if label in (WORLD, RESEARCH):
        return say(f"rehearsal.persona.{label}", lang)
    if name and kind in ("network", "organisation"):
        return say(f"rehearsal.persona.{kind}", lang, name=name)
    return label


def _named(datasets: list[str], lang: Lang) -> str:
    more = len(datasets) - MOST_NAMED
    named = ", ".join(datasets[:MOST_NAMED])
    return say("rehearsal.and_more", lang, named=named, count=more) if more > 0 else named


def _replay_in_words(found: Replay, lang: Lang) -> Iterator[str]:
    one = found.whole
    yield say(
        "rehearsal.replay", lang, requests=one.requests, days=found.days, denied=one.denied, allowed=one.allowed,
        fewer=one.fewer, more=one.more,
    )  # fmt: skip
    losing = sorted(
        ((-part.denied, name) for name, part in found.by_organisation.items() if part.denied),
    )
    for count, name in losing[:MOST_ORGANISATIONS]:
        who = persona_name(f"organisation:{name}" if name else WORLD, lang)
        yield say("rehearsal.replay_denied", lang, count=-count, who=who)
    yield say("rehearsal.open_reads", lang)
