"""Threat 9: nothing that anybody can ask tells whether a hidden thing exists.

The same questions are asked on a node with a hidden dataset and on the same node after every trace of it was taken out
of the database. Who may not know of it must get the same bytes.
"""

from __future__ import annotations

from api.app import create_app
from api.gateway import Gateway
from tests.api.caller import Caller
from tests.api.three_datasets import HIDDEN
from tests.attacks.asking import ask_all
from tests.attacks.every_route import questions
from tests.attacks.one_database import database_kind
from tests.attacks.personas import Persona
from tests.attacks.world import forget, names_of

assert database_kind

TABLES = {"dataset", "observation", "release", "finding", "basis", "source", "run", "upload"}
"""Where the hidden thing stood."""


def test_who_may_not_know_gets_the_same_bytes_from_every_route_whether_it_exists_or_not(
    attacked: Caller, gateway: Gateway, personas: tuple[Persona, ...]
) -> None:
    hidden = names_of(gateway, HIDDEN)
    asked = questions(attacked.app, hidden)
    assert len({one.route for one in asked}) > 80
    outsiders = [one for one in personas if one.name in ("world", "reader")]
    before = {one.name: ask_all(attacked.app, asked, one.key) for one in outsiders}
    assert forget(gateway, hidden) >= TABLES
    without = create_app(gateway)
    told = [
        (one.name, question.method, question.path)
        for one in outsiders
        for question, answer in ask_all(without, asked, one.key).items()
        if answer != before[one.name][question]
    ]
    assert told == []
