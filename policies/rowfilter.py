"""Row filters: the only place where a Scope is made; held equal to judging dataset by dataset and row by row."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, and_, case, false, or_, select, true
from sqlmodel import col

from catalogue.among import among
from catalogue.models import Dataset, DatasetReader, ObservationRow
from catalogue.scope import DECLARED, Part, Scope, States
from policies.asker import Asker
from policies.compiled.residual import EVERY_ROW, NO_ROW, RowTest
from policies.compiled.rowfilter import OBSERVATION, RowFilters, row_filter
from policies.decision import Action, Residual
from policies.engine import residual
from policies.in_force import InForce
from policies.judging import EVERYTHING, Grant, governed_state, granted

Sql: TypeAlias = ColumnElement[bool]
Key: TypeAlias = tuple[str, str]
"""A dataset that a policy names (``dataset``, id), or all others of an owner (``owner``, id)."""

DATASET, OWNER = "dataset", "owner"
MOST_KEPT = 4_096


def scope(asker: Asker, action: Action, in_force: InForce) -> Scope:
    """Make the filter of what an asker may discover or read.

    The same asker gets the same filter until what is in force changes.
    """
    if asker.everything:
        return Scope(action.value, true(), "operator", everything=True, states=states(in_force, asker))
    asker = asker.effective()
    key = (action, in_force.era(asker.now), _who(asker, in_force))
    found = in_force.kept.get(key)
    if not isinstance(found, Scope):
        if len(in_force.kept) >= MOST_KEPT:
            in_force.kept.clear()
        found = in_force.kept[key] = _made(asker, action, in_force)
    return found


def _who(asker: Asker, in_force: InForce) -> tuple[object, ...]:
    subject = asker.subject
    told: tuple[object, ...] = (
        subject.id if in_force.personal else subject.id == "anonymous", subject.organisations, subject.networks, subject.auth_method, subject.assurance, subject.sandbox,
    )  # fmt: skip
    counts = tuple(sorted(asker.counts.items()))
    return (
        *told, asker.purposes, asker.format, asker.channel, asker.result_rows, counts, asker.performed,
    )  # fmt: skip


def _made(asker: Asker, action: Action, in_force: InForce) -> Scope:
    grants = _grants(asker, action, in_force)
    template = _template(asker, action, in_force)
    plain = _datasets(grants, lambda one: one.rows is EVERY_ROW and not one.masks)
    whole = _datasets(grants, lambda one: one.rows is EVERY_ROW)
    everywhere = _datasets(grants, lambda one: one.permitted)
    sandboxed = _example_only if asker.subject.sandbox else _as_it_is
    return Scope(
        action=action.value,
        datasets=sandboxed(or_(template, everywhere)),
        fingerprint=_fingerprint(asker, action, in_force),
        whole=sandboxed(or_(template, whole)),
        parts=tuple(
            Part(sandboxed(_datasets(grants, partial(_leaves, test))), _rows_of(test))
            for test in _partial(grants)
        ),
        plain=sandboxed(or_(template, plain)),
        masks={
            column: _datasets(grants, partial(_masks, column))
            for column in sorted({column for one in grants.values() for column in one.masks})
        },
        states=states(in_force, asker),
        made_of=in_force.state,
    )


def _as_it_is(condition: Sql) -> Sql:
    return condition


def _example_only(condition: Sql) -> Sql:
    return and_(condition, col(Dataset.example).is_(True))


def _leaves(test: RowTest, grant: Grant) -> bool:
    return grant.rows is test


def _masks(column: str, grant: Grant) -> bool:
    return column in grant.masks


def _grants(asker: Asker, action: Action, in_force: InForce) -> dict[Key, Grant]:
    """Give what policies give of each dataset they name, and of all others of the owners they speak of."""
    owned = asker.subject.organisations
    keys: list[tuple[Key, str, str]] = [
        ((DATASET, dataset), owner, in_force.names.iri("dataset", dataset))
        for dataset, owner in in_force.named.items()
    ]
    keys += [((OWNER, owner), owner, in_force.everything_of(owner)) for owner in in_force.owners]
    return {
        key: EVERYTHING if owner in owned else _same_tests(granted(asker, action, iri, in_force), in_force)
        for key, owner, iri in keys
    }


def _same_tests(grant: Grant, in_force: InForce) -> Grant:
    """Give a grant whose rows are told by identity from others: equal tests are made one."""
    if grant.rows is EVERY_ROW or grant.rows is NO_ROW:
        return grant
    kept = in_force.kept.setdefault(("test", grant.rows), grant.rows)
    return replace(grant, rows=kept)  # type: ignore[arg-type]  # what was kept under it is its equal


def _partial(grants: Mapping[Key, Grant]) -> tuple[RowTest, ...]:
    tests = {id(one.rows): one.rows for one in grants.values() if one.permitted and one.rows is not EVERY_ROW}
    return tuple(tests.values())


def _rows_of(test: RowTest) -> Callable[[Any], Sql]:  # the table or an alias of it
    def rows(table: Any) -> Sql:  # the table or an alias of it
        if table is ObservationRow:
            return row_filter(test)
        return RowFilters({name: col(getattr(table, name)) for name in OBSERVATION}).of(test)

    return rows


def _datasets(grants: Mapping[Key, Grant], wanted: Callable[[Grant], bool]) -> Sql:
    """Give the governed datasets whose grant is wanted, as a condition on the table `dataset`."""
    named = {name for kind, name in grants if kind == DATASET}
    those = {name for (kind, name), grant in grants.items() if kind == DATASET and wanted(grant)}
    owners = {name for (kind, name), grant in grants.items() if kind == OWNER and wanted(grant)}
    conditions: list[Sql] = [among(col(Dataset.id), those)] if those else []
    if owners:
        others = among(col(Dataset.publisher), owners)
        conditions.append(and_(others, ~among(col(Dataset.id), named)) if named else others)
    return or_(false(), *conditions)


def _template(asker: Asker, action: Action, in_force: InForce) -> Sql:
    """Give what is the asker's own, and what sources declare of datasets that no policy governs."""
    own = asker.subject.organisations
    wanted = Action.READ if action is Action.BULK else action
    declared = condition(residual(asker.subject, wanted, in_force.parties.with_parents(own)))
    governed: list[Sql] = [among(col(Dataset.id), in_force.named)] if in_force.named else []
    if in_force.owners:
        governed.append(among(col(Dataset.publisher), in_force.owners))
    if governed:
        declared = and_(declared, ~or_(*governed))
    return or_(declared, among(col(Dataset.publisher), own)) if own else declared


def condition(left: Residual) -> Sql:
    """Make the SQL filter of what the templates leave to ask; a property test holds it equal to deciding one by one."""
    if left.everything:
        return true()
    conditions: list[Sql] = [col(Dataset.access).in_(sorted(left.access))]
    if left.owners:
        conditions.append(among(col(Dataset.publisher), left.owners))
    if left.readers:
        named = select(col(DatasetReader.dataset)).where(
            col(DatasetReader.organisation).in_(sorted(left.readers))
        )
        conditions.append(col(Dataset.id).in_(named))
    return or_(*conditions)


def states(in_force: InForce, asker: Asker) -> States:
    """Give the state of access of every governed dataset: what the world may do with it at this moment."""
    if not in_force.named and not in_force.owners:
        return DECLARED
    key = ("states", in_force.era(asker.now))
    found = in_force.kept.get(key)
    if not isinstance(found, States):
        found = in_force.kept[key] = _states(asker.now, in_force)
    return found


def _states(now: datetime, in_force: InForce) -> States:
    datasets = {
        name: governed_state(in_force.names.iri("dataset", name), now, in_force) for name in in_force.named
    }
    owners = {name: governed_state(in_force.everything_of(name), now, in_force) for name in in_force.owners}
    return States(datasets, owners, _state_column(datasets, owners))


def _state_column(datasets: Mapping[str, str], owners: Mapping[str, str]) -> ColumnElement[Any]:
    columns = ((col(Dataset.id), datasets), (col(Dataset.publisher), owners))
    whens: list[tuple[Sql, str]] = [
        (among(column, [name for name, found in told.items() if found == state]), state)
        for column, told in columns
        for state in sorted(set(told.values()))
    ]
    return case(*whens, else_=DECLARED.column) if whens else DECLARED.column


def _fingerprint(asker: Asker, action: Action, in_force: InForce) -> str:
    parts: Iterable[object] = (
        action.value, in_force.epoch, in_force.era(asker.now),
        *(sorted(part) if isinstance(part, frozenset) else part for part in _who(asker, in_force)),
    )  # fmt: skip
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:16]
