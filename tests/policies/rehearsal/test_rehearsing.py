"""A rehearsal says who gains and who loses, and counts rows in SQL as judging row by row would."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from catalogue.models import ObservationRow
from policies.decision import Action
from policies.judging import judge
from policies.odrl.policy import Policy
from policies.rehearsal.changes import Change, after
from policies.rehearsal.counting import RowCounts
from policies.rehearsal.datasets import targets_of
from policies.rehearsal.outcomes import Cell, outcome
from policies.rehearsal.personas import Persona, asker_of, with_personas
from policies.rehearsal.report import in_words
from policies.rowfilter import scope
from tests.policies.analysis.made_up import constraint, rule
from tests.policies.rehearsal.made_up import (
    ENERGY,
    HEAT,
    MEMBER,
    NEIGHBOUR,
    SCHOOL,
    TOWN,
    WORLD,
    a_policy,
    fill_town,
    in_force,
    put_policy,
    rehearsed,
)

RESEARCHER = Persona(
    "research", kind="research", purposes=frozenset({"https://w3id.org/dpv#ResearchAndDevelopment"})
)
PERSONAS = (
    WORLD,
    MEMBER,
    NEIGHBOUR,
    RESEARCHER,
    Persona("owner", frozenset({TOWN})),
    Persona("school", frozenset({SCHOOL})),
)
SEEN = rule("permission", action="og:discover", more="odrl:target <energy>")


def to_read(*conditions: str, kind: str = "permission", target: str = "<energy>") -> str:
    """A rule on reading a dataset."""
    return rule(kind, *conditions, action="odrl:read", more=f"odrl:target {target}")


IN_NETWORK = constraint("og:recipientNetwork", "isAnyOf", "<network>")
SECTOR_I = constraint("og:sector", "isPartOf", '"I"')
SECTOR_II = constraint("og:sector", "isPartOf", '"II"')


def test_a_draft_equal_to_what_is_in_force_changes_nothing(engine: Engine, now: datetime) -> None:
    policy = a_policy("energy", SEEN + to_read(IN_NETWORK, SECTOR_I))
    with Session(engine) as session:
        fill_town(session, now)
        put_policy(session, "energy", policy, now)
        found = rehearsed(session, "energy", policy, PERSONAS, now)
        assert found.datasets == (ENERGY,)
        assert Counter(one.verdict for one in found.cells) == {"unchanged": len(PERSONAS) * 3}
        assert next(in_words(found, "en")) == "Nothing changes for any of those for whom it was tried out."


def test_a_new_policy_says_who_gains_and_who_loses_which_rows(engine: Engine, now: datetime) -> None:
    with Session(engine) as session:
        fill_town(session, now)
        policy = a_policy("both", SEEN + to_read(IN_NETWORK, SECTOR_I) + to_read(SECTOR_II, target="<heat>"))
        found = rehearsed(session, "both", policy, (WORLD, MEMBER), now)
        read = {
            (one.persona, one.dataset): (one.verdict, one.rows)
            for one in found.cells
            if one.action is Action.READ
        }
        assert read == {
            ("world", ENERGY): ("unchanged", RowCounts(0, 0, 0, 0, 6)),
            ("member", ENERGY): ("newly_allowed", RowCounts(0, 2, 2, 0, 6)),
            ("world", HEAT): ("narrowed", RowCounts(6, 2, 0, 4, 6)),
            ("member", HEAT): ("narrowed", RowCounts(6, 2, 0, 4, 6)),
        }
        whole = {(one.persona, one.dataset): one.verdict for one in found.cells if one.action is Action.BULK}
        assert whole[("world", HEAT)] == "newly_denied"
        assert "A member" not in " ".join(in_words(found, "en"))
        assert "member: now refused, then allowed to read: energy (rows gained: 2)." in list(
            in_words(found, "en")
        )


def test_other_rows_are_gained_and_lost_when_the_condition_changes(engine: Engine, now: datetime) -> None:
    with Session(engine) as session:
        fill_town(session, now)
        put_policy(session, "energy", a_policy("energy", SEEN + to_read(SECTOR_I)), now)
        found = rehearsed(session, "energy", a_policy("energy", SEEN + to_read(SECTOR_II)), (WORLD,), now)
        one = next(one for one in found.cells if one.action is Action.READ)
        assert (one.verdict, one.rows) == ("changed", RowCounts(2, 2, 2, 2, 6))


def test_retiring_brings_back_what_the_source_declares(engine: Engine, now: datetime) -> None:
    with Session(engine) as session:
        fill_town(session, now)
        put_policy(session, "heat", a_policy("heat", to_read(IN_NETWORK, target="<heat>")), now)
        found = rehearsed(session, "heat", None, (WORLD, NEIGHBOUR), now)
        verdicts = {(one.persona, one.action.value): one.verdict for one in found.cells}
        assert verdicts == {
            ("world", "discover"): "newly_allowed",
            ("world", "read"): "newly_allowed",
            ("world", "bulk-download"): "newly_allowed",
            ("neighbour", "discover"): "unchanged",
            ("neighbour", "read"): "unchanged",
            ("neighbour", "bulk-download"): "unchanged",
        }


def test_a_policy_on_what_is_somebody_elses_concerns_no_dataset(engine: Engine, now: datetime) -> None:
    with Session(engine) as session:
        fill_town(session, now)
        for dataset in targets_of(session, owners={TOWN}):
            assert dataset.owner == TOWN
        policy = a_policy(
            "foreign",
            rule("permission", action="odrl:read", more="odrl:target <https://node.example/id/dataset/none>"),
        )
        found = rehearsed(session, "foreign", policy, (WORLD,), now)
        assert (found.datasets, found.cells) == ((), ())
        assert next(in_words(found, "sl")) == "Politika ne govori o nobeni zbirki lastnika town."


def test_masks_and_duties_that_come_are_told(engine: Engine, now: datetime) -> None:
    with Session(engine) as session:
        fill_town(session, now)
        put_policy(session, "energy", a_policy("energy", SEEN + to_read()), now)
        hidden = rule(
            "prohibition",
            constraint("og:column", "eq", '"comment"'),
            action="odrl:read",
            more="odrl:target <energy>",
        )
        more = "odrl:target <energy> ; odrl:duty [ odrl:action odrl:attribute ]"
        draft = a_policy("energy", SEEN + rule("permission", action="odrl:read", more=more) + hidden)
        found = rehearsed(session, "energy", draft, (WORLD,), now)
        one = next(one for one in found.cells if one.action is Action.READ)
        assert one.after.masks == {"comment"}
        assert one.after.duties == {"http://www.w3.org/ns/odrl/2/attribute"}
        assert one.verdict == "narrowed"


CONDITIONS = (
    SECTOR_I,
    SECTOR_II,
    constraint("og:sector", "isNoneOf", '"I"'),
    constraint("og:referencePeriod", "lteq", '"2018"^^xsd:gYear'),
    constraint("og:referencePeriod", "gteq", '"2020"^^xsd:gYear'),
    constraint("og:dataAge", "gteq", '"P1Y"^^xsd:duration'),
    constraint("og:qualityFlag", "isAnyOf", '"A"'),
    IN_NETWORK,
    constraint("odrl:purpose", "isA", "dpv:ResearchAndDevelopment"),
    constraint("og:recipientKind", "isAnyOf", '"research"'),
)
rules = st.builds(
    lambda kind, conditions: to_read(*conditions, kind=kind),
    st.sampled_from(["permission", "permission", "permission", "prohibition"]),
    st.lists(st.sampled_from(CONDITIONS), max_size=3, unique=True),
)
bodies = st.lists(rules, min_size=1, max_size=3).map(lambda several: SEEN + "".join(several))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bodies, bodies)
@example(SEEN + to_read(SECTOR_I), SEEN + to_read(SECTOR_I) + to_read(IN_NETWORK))
def test_rows_gained_and_lost_are_those_of_judging_row_by_row(
    engine: Engine, now: datetime, first: str, second: str
) -> None:
    old, new = a_policy("energy", first), a_policy("energy", second)
    with Session(engine) as session:
        fill_town(session, now)
        put_policy(session, "energy", old, now)
        found = rehearsed(session, "energy", new, PERSONAS, now)
        reads = [one for one in found.cells if one.action is Action.READ]
        assert {(one.persona, one.rows) for one in reads} == set(_by_row(session, new, now))
        assert {(one.persona, one.rows) for one in reads} == set(_by_scopes(session, new, now))
        _assert_judged_alike(session, reads, now)
        session.rollback()


def _by_row(session: Session, new: Policy, now: datetime) -> Iterator[tuple[str, RowCounts]]:
    """Give what each persona gains and loses, row by row."""
    rows = [
        one.model_dump()
        for one in session.exec(select(ObservationRow).where(ObservationRow.dataset == ENERGY))
    ]
    before = in_force(session, now)
    both = before, after(session, Change("energy", TOWN, new), before)
    target = targets_of(session, ids={ENERGY})[0]
    for persona in PERSONAS:
        sides = []
        for one in (with_personas(each, PERSONAS) for each in both):
            decision = judge(asker_of(persona, now, one, session), Action.READ, target, one)
            sides.append({row["id"] for row in rows if decision.permitted and decision.rows.admits(row)})
        yield persona.label, _counts(sides[0], sides[1], len(rows))


def _by_scopes(session: Session, new: Policy, now: datetime) -> Iterator[tuple[str, RowCounts]]:
    """Give what each persona gains and loses, by the filters that its requests run with."""
    before = in_force(session, now)
    both = before, after(session, Change("energy", TOWN, new), before)
    for persona in PERSONAS:
        sides = []
        for one in (with_personas(each, PERSONAS) for each in both):
            within = scope(asker_of(persona, now, one, session), Action.READ, one).observations()
            ids = select(ObservationRow.id).where(col(ObservationRow.dataset) == ENERGY, within)
            sides.append(set(session.exec(ids)))
        yield persona.label, _counts(sides[0], sides[1], 6)


def _counts(before: set[str], then: set[str], total: int) -> RowCounts:
    return RowCounts(len(before), len(then), len(then - before), len(before - then), total)


def _assert_judged_alike(session: Session, reads: list[Cell], now: datetime) -> None:
    one = with_personas(in_force(session, now), PERSONAS)
    for target in targets_of(session, owners={TOWN}):
        for persona in PERSONAS:
            asker = asker_of(persona, now, one, session)
            for action in (Action.DISCOVER, Action.READ):
                decision, found = judge(asker, action, target, one), outcome(asker, action, target, one)
                told = (
                    decision.visible,
                    decision.permitted,
                    decision.masks,
                    frozenset(decision.duties),
                    decision.rule,
                )
                assert told == (found.visible, found.permitted, found.masks, found.duties, found.rule)
