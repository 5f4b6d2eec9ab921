"""Mail goes to a real server on loopback: over TLS that is held against an authority, and each answer has its outcome."""

from __future__ import annotations

import smtplib
import socket
import ssl
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from api.mail import Delivery, MailServer
from api.settings import Settings
from tests.fakes.smtp import LOOPBACK, Mailbox, mail_server, own_certificate

SENDER, RECEIVER = "ogledalo@node.example", "data@city.example"


def message() -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = SENDER, RECEIVER, "Občina"
    made.set_content("Čaka na vas.\n.\n")
    return made


def plain(box: Mailbox) -> MailServer:
    return MailServer(LOOPBACK, box.port, "none", timeout=5)


def test_a_message_reaches_the_server_whole() -> None:
    with mail_server(Mailbox()) as box:
        assert plain(box).send(message(), SENDER, RECEIVER) == Delivery("sent")
    assert [(sender, receiver) for sender, receiver, _ in box.taken] == [(SENDER, RECEIVER)]
    told = box.messages[0].get_content().replace("\r\n", "\n")
    assert (box.messages[0]["subject"], told) == ("Občina", "Čaka na vas.\n.\n")


def test_starttls_takes_only_a_certificate_that_is_vouched_for(tmp_path: Path) -> None:
    certificate = own_certificate(tmp_path)
    with mail_server(Mailbox(certificate=certificate, password="gate:secret")) as box:
        server = MailServer(LOOPBACK, box.port, user="gate", password="secret", timeout=5)
        unknown = server.send(message(), SENDER, RECEIVER)
        assert (unknown.outcome, unknown.reachable, "CERTIFICATE_VERIFY_FAILED" in unknown.told) == (
            "later",
            False,
            True,
        )
        vouched = replace(server, tls=lambda: ssl.create_default_context(cafile=certificate))
        assert vouched.send(message(), SENDER, RECEIVER) == Delivery("sent")
    assert len(box.taken) == 1


def test_a_server_without_starttls_gets_neither_mail_nor_password() -> None:
    with mail_server(Mailbox(password="gate:secret")) as box:
        server = MailServer(LOOPBACK, box.port, timeout=5, user="gate", password="secret")
        told = server.send(message(), SENDER, RECEIVER)
    assert (told.outcome, told.reachable) == ("later", False)
    assert [line for line in box.said if line.startswith(("AUTH", "MAIL"))] == []


def test_no_password_goes_to_another_machine_over_an_open_line() -> None:
    server = MailServer("mail.example", 25, "none", user="gate", password="secret")

    class Line(smtplib.SMTP):
        def login(self, *_told: object, **_more: object) -> tuple[int, bytes]:
            raise AssertionError("the password was sent")

    with pytest.raises(smtplib.SMTPException, match="OGLEDALO_MAIL_SECURITY"):
        server._introduce(Line())


@pytest.mark.parametrize(
    ("command", "answer", "delivery"),
    [
        ("RCPT", "550 no such box", Delivery("refused", "550 no such box")),
        ("RCPT", "450 try later", Delivery("later", "450 try later")),
        ("DATA", "554 not wanted", Delivery("refused", "554 not wanted")),
        ("MAIL", "451 busy", Delivery("later", "451 busy")),
        ("MAIL", "553 not your name", Delivery("later", "553 not your name")),
    ],
)
def test_only_what_the_receivers_side_refuses_for_good_is_refused(
    command: str, answer: str, delivery: Delivery
) -> None:
    with mail_server(Mailbox(answers={command: answer})) as box:
        assert plain(box).send(message(), SENDER, RECEIVER) == delivery
    assert box.taken == []


def test_a_server_that_is_not_there_is_tried_later() -> None:
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        server = MailServer(LOOPBACK, taken.getsockname()[1], "none", timeout=5)
        told = server.send(message(), SENDER, RECEIVER)
    assert (told.outcome, told.reachable) == ("later", False)


def test_mail_is_off_until_a_host_is_named(tmp_path: Path) -> None:
    assert MailServer.of(Settings(data_dir=tmp_path)) is None
    server = MailServer.of(Settings(data_dir=tmp_path, mail_host="mail.city.example"))
    assert server == MailServer("mail.city.example", 587, "starttls", "", "")
