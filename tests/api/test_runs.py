"""Runs over the API: whoever holds a role sees them, and lets a held one go on."""

from __future__ import annotations

from dataclasses import replace

from api.app import create_app
from api.gateway import Gateway
from catalogue.database import unit_of_work
from connectors.references import check_sources
from connectors.registered import known, put_sources
from tests.api.caller import Caller
from tests.api.test_writes import key_of, post
from tests.fakes.ckan import FakeCkan, package
from tests.fakes.server import serving

PORTAL = """
[[organisation]]
id = "mestna-obcina-kranj"
[[source]]
id = "kranj"
connector = "ckan"
url = "{url}"
owner = "mestna-obcina-kranj"
"""


def test_a_held_run_is_seen_and_let_go_on_by_those_who_hold_a_role_and_by_nobody_else(
    gateway: Gateway,
) -> None:
    ckan = FakeCkan([package(f"set-{number}") for number in range(5)])
    with serving(ckan) as server:
        settings = gateway.settings.model_copy(update={"allow_hosts": (server.target,)})
        reaching = replace(gateway, settings=settings)
        with unit_of_work(gateway.engine) as session:
            checked = check_sources(PORTAL.format(url=server.url), known(session))
            assert checked.file is not None
            put_sources(session, checked.file)
        administrator, reader = key_of(gateway, "administrator"), key_of(gateway, "auditor")
        done = post(reaching, "/api/v1/sources/kranj/harvest", administrator).json()
        del ckan.packages[1:]
        held = post(reaching, "/api/v1/sources/kranj/harvest", administrator).json()
        assert (done["state"], held["state"], held["outcomes"]["gone"]) == ("done", "held", 4)
        asked = Caller(create_app(reaching))
        listed = asked.json("/api/v1/runs?source=kranj", key=administrator)["runs"]
        assert [(run["id"], run["state"]) for run in listed] == [(held["run"], "held"), (done["run"], "done")]
        assert asked.json("/api/v1/runs") == {"runs": []}
        assert asked.json(f"/api/v1/runs/{held['run']}", key=administrator) == held
        approval = f"/api/v1/runs/{held['run']}/approve"
        refused = [post(reaching, approval, key).status_code for key in ("", reader)]
        unknown = post(reaching, "/api/v1/runs/none/approve", administrator).status_code
        assert (refused, unknown) == ([403, 403], 404)
        approved = post(reaching, approval, administrator).json()
        again = post(reaching, approval, administrator)
    assert (approved["state"], approved["outcomes"]["gone"], approved["outcomes"]["unchanged"]) == (
        "done",
        4,
        1,
    )
    assert (again.status_code, again.json()["type"].rpartition("/")[2]) == (409, "run-state")
