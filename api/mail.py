"""Mail: the only module that sends any. What a mail server says becomes an outcome, never an error of the sweep."""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Literal

from api.settings import Settings

TIMEOUT = 20.0
"""Seconds that a mail server may take for each of its answers."""

Security = Literal["starttls", "tls", "none"]
Outcome = Literal["sent", "later", "refused"]
OWN_MACHINE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a message.

    Args:
        outcome: sent; to be tried later; or refused for good by the receiver's side.
        told: what the server said, or what went wrong.
        reachable: whether the server was spoken to; if not, the next message would go no better.
    """

    outcome: Outcome
    told: str = ""
    reachable: bool = True


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server that takes our messages.

    Args:
        security: TLS after STARTTLS, TLS from the start, or none.
        user, password: empty where it asks for none; never sent over a line without TLS, but on this machine.
        tls: makes what its certificate is held against; the machine's authorities unless told.
    """

    host: str
    port: int
    security: Security = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = TIMEOUT
    tls: Callable[[], ssl.SSLContext] = ssl.create_default_context

    @classmethod
    def of(cls, settings: Settings) -> "MailServer | None":
        """Give the server that the settings name; None where mail is off."""
        if not settings.mail_host:
            return None
        return cls(
            settings.mail_host, settings.mail_port, settings.mail_security, settings.mail_user,
            settings.mail_password.get_secret_value(),
        )  # fmt: skip

    def send(self, message: EmailMessage, sender: str, receiver: str) -> Delivery:
        """Send a message to one receiver."""
        try:
            server = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            return Delivery("later", _said(error), reachable=False)
        try:
            server.send_message(message, from_addr=sender, to_addrs=[receiver])
        except (smtplib.SMTPException, OSError, ValueError) as error:
            return _outcome(error)
        finally:
            _leave(server)
        return Delivery("sent")

    def _connect(self) -> smtplib.SMTP:
        if self.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=self.timeout, context=self.tls()
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
        try:
            self._introduce(server)
        except BaseException:  # however it ended, the line is closed
            server.close()
            raise
        return server

    def _introduce(self, server: smtplib.SMTP) -> None:
        """Make the line safe, then say who we are.

        Raises:
            SMTPException: the server offers no TLS, does not know us, or would get a password over an open line.
        """
        if self.security == "starttls":
            server.starttls(context=self.tls())
        if not self.user:
            return
        if self.security == "none" and self.host not in OWN_MACHINE:
            raise smtplib.SMTPException("no password is sent without TLS: set OGLEDALO_MAIL_SECURITY")
        server.login(self.user, self.password)


def _leave(server: smtplib.SMTP) -> None:
    """Say goodbye; what the server does then is of no interest: it has answered for the message."""
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()


def _outcome(error: Exception) -> Delivery:
    """Say what an error of sending means: only what the receiver's side refuses for good is refused."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, told = next(iter(error.recipients.values()))
        return Delivery("refused" if _for_good(code) else "later", f"{code} {_text(told)}")
    if isinstance(error, smtplib.SMTPDataError):
        refused = _for_good(error.smtp_code)
        return Delivery("refused" if refused else "later", _said(error))
    if isinstance(error, smtplib.SMTPNotSupportedError | ValueError):
        return Delivery("refused", _said(error))  # an address that this server, or nobody, can write to
    answered = isinstance(error, smtplib.SMTPResponseException)
    return Delivery("later", _said(error), reachable=answered)


def _for_good(code: int) -> bool:
    return 500 <= code < 600


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return f"{type(error).__name__}: {error}"


def _text(told: bytes | str) -> str:
    return told.decode("utf-8", "replace") if isinstance(told, bytes) else told
