"""What waits for whom is read from what stands, and is gone when its cause is."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import col, update

from catalogue.database import unit_of_work
from catalogue.models import FindingRow
from connectors.source_state import note_failure
from tests.api.notices.conftest import DATASET, OTHER, TOWN, Town


def told(town: Town, **later: float) -> list[tuple[str, str, str]]:
    return [(one.organisation, one.kind, one.key) for one in town.notices("", **later)]


def test_a_held_run_waits_for_its_owner_until_a_newer_run_or_an_approval(town: Town) -> None:
    assert town.notices() == []
    town.put(town.held())
    (one,) = town.notices()
    assert (one.organisation, one.kind, one.about.as_json(), one.urgent) == (
        TOWN, "held-run", {"source": "people", "run": "held-run"}, True,
    )  # fmt: skip
    assert one.title("sl") == "Prebivalci: zajem čaka na vašo odobritev"
    assert one.what("en") == (
        "The source people no longer lists 2 of 3 datasets (Air & <water>, b); without approval at most 1 may go. "
        "Nothing of run held-run is published yet."
    )
    assert "ogledalo runs approve held-run" in one.act("hr")
    town.put(town.run("newer", "done", hours=0))
    assert town.notices() == []


def test_a_failed_source_is_one_notice_from_its_first_failure_to_its_next_success(town: Town) -> None:
    why = [{"rule": "connectors.unreachable", "severity": "error"}]
    town.put(town.run("good", "done", hours=9), town.run("bad-1", "failed", hours=3, errors=why))
    (first,) = town.notices()
    town.put(
        town.run("bad-2", "failed", hours=2, errors=why), town.run("bad-3", "failed", hours=0.5, errors=why)
    )
    (later,) = town.notices()
    assert (later.id, later.since) == (first.id, town.now - timedelta(hours=3))
    assert later.what("en") == (
        "Source people, since 2026-11-24 06:00 UTC. Failed runs in a row: 3. Why: connectors.unreachable. "
        "Left alone until: 2026-11-24 09:30 UTC. What was published before stays."
    )
    town.put(town.run("good-again", "done", hours=0))
    assert town.notices() == []


def test_a_source_that_failed_without_a_run_is_told_of_too_and_a_paused_one_is_not(town: Town) -> None:
    with unit_of_work(town.gateway.engine) as session:
        note_failure(session, "people", "KeyError", town.now - timedelta(hours=2))
    (one,) = town.notices()
    with unit_of_work(town.gateway.engine) as session:
        note_failure(session, "people", "KeyError", town.now - timedelta(hours=1))
    assert [again.id for again in town.notices()] == [one.id]
    assert "Why: KeyError" in one.what("en")


def test_an_expected_period_that_is_not_there_is_overdue_after_its_grace(town: Town) -> None:
    town.publish("2024")  # 2025 is due on 30 June 2026, and told of after the end of July
    (one,) = town.notices()
    assert (one.kind, one.about.indicator, one.about.period) == ("overdue", "CX.POP", "2025")
    assert one.since.isoformat() == "2026-07-01T00:00:00+00:00"
    assert one.what("en") == (
        "Figures for 2025 were due on 2026-06-30; the newest are for 2024. Owner: town. Source: people."
    )
    assert town.notices(days=-(116 + 1)) == []  # 30 July
    assert len(town.notices(days=-115)) == 1  # 1 August
    town.publish("2025")
    assert town.notices() == []


def test_findings_of_a_rule_are_one_notice_until_the_owner_has_replied_to_each(town: Town) -> None:
    town.find(3)
    (one,) = town.notices()
    assert (one.organisation, one.about.as_json()) == (
        TOWN,
        {"source": "people", "dataset": DATASET, "rule": "S2"},
    )
    assert "Findings that wait for your reply: 3." in one.what("en")
    assert "4711" not in one.what("en") + one.title("en") + one.act("en")
    with unit_of_work(town.gateway.engine) as session:
        session.execute(update(FindingRow).where(col(FindingRow.cell) != "B0").values(state="disputed"))
    (left,) = town.notices()
    assert (left.id, "reply: 1." in left.what("en")) == (one.id, True)
    town.find(0)
    assert town.notices() == []


def test_a_request_is_told_to_the_owner_and_its_answer_to_who_asked_without_a_persons_name(
    town: Town,
) -> None:
    town.put(town.request())
    assert told(town) == [(TOWN, "access-request", "asked")]
    (one,) = town.notices()
    said = "".join(one.title(lang) + one.what(lang) + one.act(lang) for lang in ("en", "sl", "hr"))
    assert ("ana" in said, "please" in said, "Other asks for access" in said) == (False, False, True)
    assert "its time is over" in town.notices(days=20)[0].what("en")
    town.put(town.request(state="granted", answered_at=town.now, answered_by="bor"))
    (answer,) = town.notices()
    assert (answer.organisation, answer.kind) == (OTHER, "access-answer")
    assert "People of the town" not in answer.title("en") + answer.what("en")  # hidden, but for its id
    assert town.notices(days=31) == []


def test_an_agreement_about_to_end_is_told_to_both_unless_another_follows(town: Town) -> None:
    town.put(town.agreement("ends", 20))
    both = [(OTHER, "agreement-ending", "ends"), (TOWN, "agreement-ending", "ends")]
    assert sorted(told(town)) == both
    assert told(town, days=-11) == []
    assert told(town, days=21) == []
    town.put(town.agreement("follows", 400))
    assert told(town) == []


def test_what_a_rule_finds_in_many_datasets_of_a_source_is_one_notice(town: Town) -> None:
    town.find(1)
    town.beside(3)
    (one,) = town.notices()
    assert (one.organisation, one.about.as_json()) == (TOWN, {"source": "people", "rule": "S2"})
    assert one.title("sl").startswith("People of the town in še 3: ")
    assert "Findings that wait for your reply: 4." in one.what("en")


def test_refused_records_are_told_until_a_run_refuses_none_or_others(town: Town) -> None:
    town.ended("partial", refused=("connectors.dcat-record", "connectors.dcat-record"))
    (one,) = town.notices()
    assert (one.kind, one.about.source, one.title("en")) == (
        "refused-records",
        "people",
        "People: refused records: 2",
    )
    assert "connectors.dcat-record title (2)" in one.what("en")
    town.ended("partial", days=1, refused=("connectors.dcat-record",))
    (same,) = town.notices(days=1)
    assert (same.id, same.title("en")) == (one.id, "People: refused records: 1")
    town.ended("done", days=2)
    assert town.notices(days=2) == []
