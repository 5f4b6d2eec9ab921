"""Answers as lines for the terminal: a comparison, an explanation."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from schemas.languages import Lang
from schemas.messages import say
from schemas.observations import decimal_text

Json = Mapping[str, Any]  # an answer as the API gives it


def _number(value: object) -> str:
    return decimal_text(value) if isinstance(value, Decimal) else "-" if value is None else str(value)


def comparison_lines(answer: Json, lang: Lang) -> list[str]:
    """Say a comparison: the sentence, each place's figures with their steps, the reasons, the common cells."""
    verdict = say(f"cli.verdict.{answer['verdict']}", lang)
    lines = [f"{answer['indicator']} ({answer['profile']}): {verdict}", answer["sentence"], ""]
    for place in answer["places"]:
        lines += _place_lines(place, lang)
    lines += ["", say("cli.reasons", lang)]
    lines += dict.fromkeys(_reason_lines(answer["pairs"]))
    coverage = answer["coverage"]
    if coverage["cells"]:
        lines += ["", say("cli.coverage", lang, cells=", ".join(coverage["cells"]))]
        lines += [
            f"  {one['place']:10} {_number(one['value']):>16}  {_number(one['delta']):>14}"
            for one in coverage["values"]
        ]
    lines.append(say("cli.ranked" if answer["rank"] else "cli.no_rank", lang))
    return lines


def _place_lines(place: Json, lang: Lang) -> Iterator[str]:
    published, harmonised = place["published"], place["harmonised"]
    printed = (
        f"{_number(published['value'])} {published['unit']} ({published['indicator']})" if published else "-"
    )
    made = _number(harmonised["value"]) if harmonised else "-"
    if published and published.get("example"):
        printed = f"{printed}  {say('cli.example', lang)}"
    yield f"{place['place']:10} {place['period'] or '-':8} {say('cli.published', lang)} {printed}"
    yield f"{'':19} {say('cli.harmonised', lang)} {made}"
    for step in (harmonised or {}).get("steps", ()):
        yield f"{'':21} {step['step']}: {_number(step['delta'])}"


SHOWN_PARTS = 12
GRAVEST_FIRST = ("BLOCKER", "CAVEAT", "BOUNDED", "CONVERTIBLE")


def _reason_lines(pairs: list[Json]) -> Iterator[str]:
    reasons = [reason for pair in pairs for reason in pair["reasons"]]
    for reason in sorted(reasons, key=lambda one: GRAVEST_FIRST.index(one["level"])):
        yield f"  {reason['level']:12} {reason['dimension']:16} {reason['message']}"


def explanation_lines(answer: Json, lang: Lang) -> list[str]:
    """Say an explanation: the figure, the cell and document it came from, each step, and the proof."""
    observation, document = answer["observation"], answer["document"] or {}
    rows = [
        ("figure", f"{observation['indicator']} {observation['place']} {observation['period']} "
                   f"sector {observation['sector']} scope {observation['scope']} = "
                   f"{_number(observation['value'])} {observation['unit']}"),
        ("example", say("cli.example", lang) if observation["example"] else ""),
        ("printed", f"{answer['raw_value']} {answer['raw_unit']}"),
        ("cell", answer["cell"]),
        ("document", document.get("url", "-")),
        ("sha256", document.get("sha256", "-")),
        ("fetched", document.get("fetched_at", "-")),
        *(("part", text) for text in _parts(document.get("parts", ()))),
        ("mapping", answer["mapping"]["id"]),
        *(("step", _step(step)) for step in answer["steps"]),
        *(("finding", found["sentence"]) for found in answer["findings"]),
        *(("provenance", step) for step in answer["dataset"]["provenance"]),
        ("note", answer["dataset"]["note"]),
        ("licence", answer["dataset"]["licence"]),
        ("release", answer["release"]["id"]),
        ("rule", f"{answer['decision']['rule']}: {answer['decision']['reason']}"),
        ("id", observation["id"]),
    ]  # fmt: skip
    lines = [f"{say(f'cli.explain.{name}', lang):14} {text}" for name, text in rows if text]
    return [*lines, *_verified_lines(answer["verified"], lang)]


def _parts(parts: Sequence[Json]) -> Iterator[str]:
    """Name the first answers that a document was composed of, and count the others."""
    yield from (f"{part['sha256']} {part['fetched_at'] or '-'}" for part in parts[:SHOWN_PARTS])
    if len(parts) > SHOWN_PARTS:
        yield f"... +{len(parts) - SHOWN_PARTS}"


def _step(step: Json) -> str:
    if step["step"] == "read":
        return f"{step['from']!r} -> {_number(step['to'])} {step['unit']}"
    return (
        f"{_number(step['from'])} {step['unit']} x {step['factor']} = {_number(step['to'])} {step['to_unit']}"
    )


def _verified_lines(verified: Json | None, lang: Lang) -> Iterator[str]:
    if verified is None:
        return
    key = "cli.verified" if verified["holds"] else "cli.not_verified"
    yield say(
        key,
        lang,
        recomputed=verified["recomputed"],
        published=verified["published"],
        sha256=verified["sha256"],
    )
    yield from verified["failures"]
