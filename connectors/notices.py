"""Notices on sources: runs that wait for a person, and sources that cannot be read."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, func, select

from catalogue.notices import About, Notice, clock_time
from connectors.definitions import SourceDefinition, text_of
from connectors.models import Run
from connectors.runs import last_runs, result
from connectors.source_state import AT_ONCE, Standing, standings

MOST_NAMED = 5
FAILED = "failed"


def source_notices(session: Session, sources: Sequence[SourceDefinition], now: datetime) -> Iterator[Notice]:
    """Give the held runs and the failed sources, for the owners of the sources."""
    last, standing = last_runs(session), standings(session)
    for source in sources:
        run, told = last.get(source.id), standing.get(source.id, Standing(source.id))
        if run is not None and run.state == "held":
            yield _held(source, run)
        elif told.paused_at is None and (told.failures or (run is not None and run.state == FAILED)):
            yield _failed(session, source, told, run, now)
        elif run is not None and run.outcomes.get("refused"):
            yield _refused(session, source, run)


def _held(source: SourceDefinition, run: Run) -> Notice:
    told: Mapping[str, object] = next((error for error in run.errors if error.get("lost")), {})
    lost, named = _listed(told.get("lost")), _listed(told.get("datasets"))
    titles = [
        str(one.get("title") or one.get("id", "")) for one in named[:MOST_NAMED] if isinstance(one, dict)
    ]
    more = ", …" if len(lost) > MOST_NAMED else ""
    values = {
        "source": text_of(source.title or source.id), "id": source.id, "run": run.id, "lost": len(lost),
        "standing": str(told.get("standing", "-")), "allowed": str(told.get("allowed", "-")),
        "datasets": (", ".join(titles) or "-") + more,
    }  # fmt: skip
    ended = run.finished_at or run.started_at
    return Notice(
        "held-run", source.owner, run.id, About(source=source.id, run=run.id), ended, ended,
        f"/api/v1/runs/{run.id}", values,
    )  # fmt: skip


def _refused(session: Session, source: SourceDefinition, run: Run) -> Notice:
    """Tell what the last run refused, by its rules: as long as they are the same it is the same notice."""
    found = result(session, run.id)
    told = [one for one in found.causes if one["severity"] == "violation"] if found is not None else []
    causes = [f"{one['rule']} {one['field']} ({one['items']})".replace("  ", " ") for one in told]
    values = {
        "source": text_of(source.title or source.id), "id": source.id, "run": run.id, "count": run.outcomes["refused"],
        "causes": ", ".join(causes[:MOST_NAMED]) or "-",
    }  # fmt: skip
    ended = run.finished_at or run.started_at
    key = f"{source.id}/{' '.join(sorted({str(one['rule']) for one in told}))}"
    about = About(source=source.id, run=run.id)
    return Notice("refused-records", source.owner, key, about, ended, ended, f"/api/v1/runs/{run.id}", values)


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []


def _failed(
    session: Session, source: SourceDefinition, told: Standing, run: Run | None, now: datetime
) -> Notice:
    first, times = _failures(session, source.id, told)
    newest = run.finished_at if run is not None and run.state == FAILED else None
    changed = max(filter(None, (first, told.last_tried, newest)))
    values = {
        "source": text_of(source.title or source.id), "id": source.id, "since": clock_time(first),
        "times": max(times, told.failures, 1), "why": told.why or _why(run),
        "until": clock_time(told.left_until) if told.left_until and told.circuit(now) == "open" else "-",
    }  # fmt: skip
    about = About(source=source.id, run=run.id if run is not None else "")
    key = f"{source.id}/{_last_good(session, source.id).isoformat()}"
    return Notice("failed-source", source.owner, key, about, first, changed, "/sources", values)


def _last_good(session: Session, source: str) -> datetime:
    """Give when the last run ended that did not fail: since then it is the same failure."""
    good = select(func.max(Run.finished_at)).where(col(Run.source) == source, col(Run.state) != FAILED)
    return session.exec(good).one() or AT_ONCE


def _failures(session: Session, source: str, told: Standing) -> tuple[datetime, int]:
    """Give since when a source fails, and in how many runs."""
    failed = (col(Run.source) == source, col(Run.state) == FAILED)
    later = col(Run.finished_at) > _last_good(session, source)
    first, times = session.execute(
        select(func.min(Run.finished_at), func.count()).where(*failed, later)
    ).one()
    return first or told.last_tried or AT_ONCE, times


def _why(run: Run | None) -> str:
    """Give the rule of the last error of a failed run; where it has none, all that it read was refused."""
    rules = [str(error.get("rule", "")) for error in (run.errors if run is not None else ())]
    return next((rule for rule in reversed(rules) if rule), "refused")
