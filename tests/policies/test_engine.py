"""Decisions have a rule and a reason, and the SQL filter lets through exactly what deciding one by one does."""

from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlmodel import Session, col

from catalogue.models import Dataset, DatasetReader
from policies.asker import Asker
from policies.decision import ANONYMOUS, Action, Role, Subject, Target
from policies.engine import decide
from policies.in_force import without_policies
from policies.rowfilter import scope

ORGANISATIONS = ("kranj", "ljubljana", "velenje")
STATES = ("open", "restricted", "hidden")
subjects = st.builds(Subject, st.just("someone"), st.frozensets(st.sampled_from(ORGANISATIONS)))
targets = st.lists(
    st.tuples(
        st.sampled_from(ORGANISATIONS), st.sampled_from(STATES), st.frozensets(st.sampled_from(ORGANISATIONS))
    ),
    max_size=8,
)


@pytest.mark.parametrize(
    ("access", "discover", "read"),
    [("open", True, True), ("restricted", True, False), ("hidden", False, False)],
)
def test_the_three_states_for_the_world(access: str, discover: bool, read: bool) -> None:
    target = Target("d", "kranj", access)
    decisions = [decide(ANONYMOUS, action, target) for action in (Action.DISCOVER, Action.READ)]
    assert [one.permitted for one in decisions] == [discover, read]
    assert decisions[1].rule == f"template/{access}#read"
    assert all(one.reason.in_(lang) for one in decisions for lang in ("en", "sl", "hr"))


def test_a_refusal_says_how_to_ask() -> None:
    decision = decide(ANONYMOUS, Action.READ, Target("energy", "kranj", "restricted"))
    assert "kranj" in decision.how_to_ask.en
    assert "energy" in decision.how_to_ask.sl


def test_writing_needs_a_role_on_the_owner() -> None:
    editor = Subject("e", roles=frozenset({("kranj", Role.EDITOR)}))
    kranj, ljubljana = Target("d", "kranj", "open"), Target("d", "ljubljana", "open")
    assert decide(editor, Action.WRITE, kranj).permitted
    assert not decide(editor, Action.WRITE, ljubljana).permitted
    assert not decide(editor, Action.ADMINISTER, kranj).permitted


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(subject=subjects, rows=targets, action=st.sampled_from([Action.DISCOVER, Action.READ]))
def test_the_sql_filter_equals_deciding_one_by_one(
    engine: Engine,
    now: datetime,
    subject: Subject,
    rows: list[tuple[str, str, frozenset[str]]],
    action: Action,
) -> None:
    listed = [
        Target(f"d{number}", owner, access, readers) for number, (owner, access, readers) in enumerate(rows)
    ]
    with Session(engine) as session:
        for target in listed:
            session.add(
                Dataset(
                    id=target.dataset, source="s", remote=target.dataset, publisher=target.owner, access=target.access,
                    recorded_from=now, recorded_at=now,
                )
            )  # fmt: skip
            session.add_all(DatasetReader(dataset=target.dataset, organisation=one) for one in target.readers)
        session.flush()
        within = scope(Asker(subject, now), action, without_policies())
        filtered = set(session.scalars(select(col(Dataset.id)).where(within.datasets)))
        session.rollback()
    assert filtered == {target.dataset for target in listed if decide(subject, action, target).permitted}
