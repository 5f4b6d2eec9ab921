"""A preview as the command line tells it: what would become of each item, why, and what would be gone."""

from collections.abc import Iterator, Sequence
from typing import Any

from connectors.causes import Cause, causes
from connectors.foresight import Foreseen, Preview
from connectors.guard import LOST_SHARE
from connectors.publication import finding_json
from schemas.languages import Lang
from schemas.messages import say

ONE_BY_ONE = 3
Json = dict[str, Any]  # JSON


def preview_json(preview: Preview, lang: Lang) -> Json:
    """Write it as a run's result is written."""
    items = [item.as_json(lang) for item in preview.items]
    return {
        "source": preview.source, "stored": False, "state": preview.state, "outcomes": preview.outcomes,
        "whole": preview.whole, "items": items,
        "guard": {
            "standing": preview.standing, "lost": len(preview.lost), "allowed": _allowed(preview),
            "missing": list(preview.missing), "holds": preview.state == "held",
        } if preview.whole else None,
        "errors": [finding_json(one) | {"sentence": one.sentence(lang)} for one in preview.errors],
        "causes": [cause.as_json() for cause in causes(items)],
    }  # fmt: skip


def preview_lines(preview: Preview, lang: Lang) -> Iterator[str]:
    """Say it line by line: items, how the run would end, what refuses or warns by its cause, what the guard would do."""
    for item in preview.items:
        yield f"  {_item(item, preview, lang)}"
    state = say(f"preview.state.{preview.state}", lang)
    counted = [f"{count} {_outcome(name, lang)}" for name, count in preview.outcomes.items() if count]
    yield say("preview.ends", lang, state=state, counted=", ".join(counted) or _outcome("nothing", lang))
    yield from (f"  {one.sentence(lang)}" for one in preview.errors)
    items = [item.as_json(lang) for item in preview.items]
    for cause in causes(items):
        if cause.severity != "info":
            yield from _cause(cause, items, lang)
    yield from (f"  {item.title}: {item.detail}" for item in preview.items if item.detail)
    yield from _guard(preview, lang)


def _item(item: Foreseen, preview: Preview, lang: Lang) -> str:
    count = say("preview.observations", lang, count=item.observations) if item.observations else ""
    stays = item.outcome == "gone" and item.key in preview.missing
    more = say("preview.missing", lang) if stays else count
    return f"{_outcome(item.outcome, lang)}: {item.title} {more}".rstrip()


def _outcome(name: str, lang: Lang) -> str:
    return say(f"preview.outcome.{name}", lang)


def _cause(cause: Cause, items: Sequence[Json], lang: Lang) -> Iterator[str]:
    """Say a cause: by the findings themselves where few items have it, else once for all of them."""
    if cause.count <= ONE_BY_ONE:
        for item in items:
            said = (found["sentence"] for found in item["findings"] if cause.is_of(found, item))
            yield from (f"  {item['title']}: {sentence}" for sentence in said)
        return
    yield say(
        "preview.cause", lang, count=cause.count, rule=cause.rule, field=cause.field, expected=cause.expected,
        mend=cause.mend,
    )  # fmt: skip
    for one in cause.examples:
        link = one["link"]
        yield say("preview.example", lang, title=one["title"], found=one["found"], link=link).rstrip()
    if cause.count > len(cause.examples):
        yield say("preview.more", lang, count=cause.count - len(cause.examples))


def _guard(preview: Preview, lang: Lang) -> Iterator[str]:
    if not preview.whole:
        if preview.items:
            yield say("preview.not_whole", lang)
        return
    if preview.lost:
        key = "preview.held" if preview.state == "held" else "preview.passes"
        lost, allowed = len(preview.lost), _allowed(preview)
        yield say(key, lang, lost=lost, standing=preview.standing, allowed=allowed)


def _allowed(preview: Preview) -> int:
    return max(1, preview.standing // LOST_SHARE)
