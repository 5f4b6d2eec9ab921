"""Whoever must act is written to: at once or once a day, never twice, and again when it could not be sent."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlmodel import select

from api.housekeeping import duties
from api.mail import Delivery
from api.notices_sending import send_due_notices
from catalogue.database import unit_of_work
from catalogue.models import Organisation
from catalogue.notices_letters import GIVEN_UP, REFUSED, SENT
from catalogue.notices_receivers import Receiver, put_address, stop_address
from catalogue.notices_tables import NoticeLetter
from schemas.languages import Lang
from tests.api.notices.conftest import OTHER, TOWN, Post, Town
from tests.fakes.smtp import LOOPBACK, Mailbox, mail_server

OFFICE = "office@town.example"


def send(town: Town, post: Post, **later: float) -> dict[str, int]:
    return dict(send_due_notices(town.gateway, town.now + timedelta(**later), post))


def letters(town: Town) -> list[NoticeLetter]:
    with unit_of_work(town.gateway.engine) as session:
        return list(session.exec(select(NoticeLetter)))


def receive_at(town: Town, address: str, lang: Lang = "en", *kinds: str) -> None:
    with unit_of_work(town.gateway.engine) as session:
        put_address(session, Receiver(TOWN, address, lang, frozenset(kinds)), "operator", town.now)


def test_a_held_run_is_told_at_once_and_once(town: Town) -> None:
    post = Post()
    town.put(town.held())
    assert send(town, post, hours=-8) == {"sent": 1}  # at one in the night, long before the day's digest
    assert send(town, post) == {}
    assert send(town, post, days=1) == {}
    (letter,) = post.letters
    assert (letter["to"], letter["from"], letter["auto-submitted"], letter["content-language"]) == (
        OFFICE, "ogledalo@node.example", "auto-generated", "sl",
    )  # fmt: skip
    assert letter["subject"] == "Ogledalo: obvestila za Town (1): Prebivalci: zajem čaka na vašo odobritev"
    plain, rich = (letter.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert rich is not None
    assert "https://node.example/api/v1/runs/held-run" in plain.get_content()
    assert "Air &amp; &lt;water&gt;" in rich.get_content()
    stop = letter["list-unsubscribe"].strip("<>")
    assert stop.startswith("https://node.example/notices/stop/")
    assert (letter["list-unsubscribe-post"], stop in plain.get_content()) == (
        "List-Unsubscribe=One-Click",
        True,
    )


def test_at_once_is_written_once_a_day_about_a_source_and_what_comes_then_waits_for_the_digest(
    town: Town,
) -> None:
    post = Post()
    town.put(town.run("bad", "failed", hours=9))
    assert send(town, post, hours=-8) == {"sent": 1}
    town.put(town.held())
    assert send(town, post, hours=-7) == {}
    assert send(town, post) == {"sent": 1}
    assert [letter.kind for letter in sorted(letters(town), key=lambda one: one.recorded_at)] == [
        "urgent",
        "digest",
    ]


def test_the_rest_is_one_digest_a_day_and_a_reminder_where_nobody_acted(town: Town) -> None:
    post = Post()
    town.find(2)
    town.put(town.request(), town.agreement("ends", 25))
    assert send(town, post, hours=-8) == {}
    assert send(town, post) == {"sent": 2}
    assert sorted(post.subjects) == [
        ("data@other.example", "Ogledalo: notices for Other (1): town-people: an agreement ends on 2026-12-19"),
        (OFFICE, "Ogledalo: obvestila za Town (3)"),
    ]  # fmt: skip
    town.publish("2023")
    assert send(town, post, hours=1) == {}  # there was a digest today
    assert send(town, post, days=1) == {"sent": 1}
    assert post.subjects[-1][1].startswith("Ogledalo: obvestila za Town (1): ")
    assert send(town, post, days=2) == {}
    assert send(town, post, days=8) == {"sent": 2}


def test_addresses_that_were_set_take_the_place_of_the_organisations_own(town: Town) -> None:
    post = Post()
    receive_at(town, "runs@town.example", "en", "held-run")
    receive_at(town, "all@town.example", "hr")
    town.put(town.held(), town.request())
    assert send(town, post) == {"sent": 3}
    assert sorted((one["to"], one["content-language"]) for one in post.letters) == [
        ("all@town.example", "hr"), ("all@town.example", "hr"), ("runs@town.example", "en"),
    ]  # fmt: skip
    with unit_of_work(town.gateway.engine) as session:
        for address in ("runs@town.example", "all@town.example", OFFICE):
            stop_address(session, TOWN, address, town.now)
    assert send(town, post, days=30) == {}


def test_a_department_without_an_address_is_told_through_what_it_stands_under(town: Town) -> None:
    post = Post()
    town.put(Organisation(id="office", name={"en": "Office"}, kind="department", parent=TOWN))
    town.put(town.request(owner="office"))
    assert send(town, post) == {"sent": 1}
    assert post.subjects == [
        (OFFICE, "Ogledalo: obvestila za Office (1): People of the town: Other prosi za dostop")
    ]


def test_what_cannot_be_sent_is_tried_again_with_growing_waits_and_given_up_at_last(town: Town) -> None:
    post = Post(Delivery("later", "451 busy"))
    town.put(town.held())
    assert send(town, post) == {"due": 1}
    assert send(town, post, minutes=4) == {}
    post.answer = Delivery("sent")
    assert send(town, post, minutes=5) == {"sent": 1}
    post.answer = Delivery("later", "451 busy")
    town.find(1)
    at = 0.0
    for wait in (0, 5, 30, 120, 360, 720, 1440, 1440, 1440):
        at += wait
        assert send(town, post, minutes=at) == {"due": 1}, wait
    found = {letter.kind: (letter.state, letter.tries, letter.error) for letter in letters(town)}
    assert found["digest"] == (GIVEN_UP, 9, "451 busy")


def test_an_address_that_refuses_for_good_is_seen_and_left_in_peace(town: Town) -> None:
    post = Post(Delivery("refused", "550 no\r\n such box"))
    town.put(town.held())
    assert send(town, post) == {"refused": 1}
    town.find(1)
    assert send(town, post, days=2) == {}
    assert [(one.state, one.error) for one in letters(town)] == [(REFUSED, "550 no such box")]
    assert send(town, Post(), days=8) != {}


def test_a_notice_whose_cause_is_gone_is_not_sent_any_more(town: Town) -> None:
    post = Post(Delivery("later", "", reachable=False))
    town.put(town.held())
    assert send(town, post) == {"due": 1}
    town.put(town.run("newer", "done", hours=0))
    post.answer = Delivery("sent")
    assert (send(town, post, hours=1), post.letters) == ({"settled": 1}, [])


def test_processes_that_send_at_once_send_one_letter(town: Town) -> None:
    post = Post()
    town.put(town.held())
    town.find(1)
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: send(town, post), range(3)))
    assert sorted(one["to"] for one in post.letters) == [OFFICE, OFFICE]
    assert {letter.state for letter in letters(town)} == {SENT}


def test_a_letter_whose_sender_died_is_taken_up_under_the_same_message_id(town: Town) -> None:
    ids = []

    def dies(message: EmailMessage, _sender: str, _receiver: str) -> Delivery:
        ids.append(message["message-id"])
        raise KeyboardInterrupt

    town.put(town.held())
    with pytest.raises(KeyboardInterrupt):
        send_due_notices(town.gateway, town.now, dies)
    post = Post()
    assert send(town, post, minutes=29) == {}
    assert send(town, post, minutes=30) == {"sent": 1}
    assert [one["message-id"] for one in post.letters] == ids


def test_an_address_that_cannot_stand_in_a_head_keeps_nobody_elses_mail_back(town: Town) -> None:
    post = Post()
    town.put(Organisation(id=OTHER, name={"en": "Other\nBcc: x@y.example"}, email="a\nBcc: b@c.example"))
    town.put(town.agreement("ends", 20))
    assert send(town, post) == {"sent": 1, "refused": 1}
    assert [one["to"] for one in post.letters] == [OFFICE]


def test_the_worker_sends_by_itself_where_a_server_is_named(town: Town) -> None:
    town.put(town.held())
    assert [one.name for one in duties(town.gateway.settings) if one.name == "notices"] == []
    assert send_due_notices(town.gateway) == {}
    with mail_server(Mailbox()) as box:
        told = {"mail_host": LOOPBACK, "mail_port": box.port, "mail_security": "none", "mail_from": "o@node.example"}  # fmt: skip
        settings = town.gateway.settings.model_copy(update=told)
        chore = next(one for one in duties(settings) if one.name == "notices")
        assert chore.do(replace(town.gateway, settings=settings)) == {"sent": 1}
    assert [(sender, receiver) for sender, receiver, _ in box.taken] == [("o@node.example", OFFICE)]
    assert (
        box.messages[0]["subject"]
        == "Ogledalo: obvestila za Town (1): Prebivalci: zajem čaka na vašo odobritev"
    )
