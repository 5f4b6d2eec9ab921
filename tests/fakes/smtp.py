"""A small mail server on loopback (RFC 5321): keeps what it takes, offers STARTTLS and PLAIN, and refuses as it is told."""

from __future__ import annotations

import base64
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

LOOPBACK = "127.0.0.1"


@dataclass
class Mailbox:
    """What a server does and what it has taken.

    Args:
        answers: by command (``RCPT``, ``DATA``, ``MAIL``), the answer instead of the usual one.
        password: what ``AUTH PLAIN`` must bring, as ``user:password``; empty for none.
        certificate: a file with key and certificate; with it STARTTLS is offered.
    """

    port: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    password: str = ""
    certificate: Path | None = None
    taken: list[tuple[str, str, bytes]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    @property
    def messages(self) -> list[EmailMessage]:
        """The messages that were taken."""
        return [_read(content) for _, _, content in self.taken]


def _read(content: bytes) -> EmailMessage:
    found = message_from_bytes(content, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


@contextmanager
def mail_server(box: Mailbox) -> Iterator[Mailbox]:
    """Run a server until the block ends."""

    class Handler(_Handler):
        mailbox = box

    with socketserver.ThreadingTCPServer((LOOPBACK, 0), Handler) as server:
        server.daemon_threads = True
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()


class _Handler(socketserver.StreamRequestHandler):
    mailbox: Mailbox

    def handle(self) -> None:
        self.sender, self.receiver, self.safe, self.known = "", "", False, not self.mailbox.password
        try:
            self._answer("220 loopback")
            while line := self.rfile.readline().decode("latin-1").strip():
                self.mailbox.said.append(line)
                if not self._obey(line):
                    return
        except (ConnectionError, ssl.SSLError):
            return

    def finish(self) -> None:
        super().finish()
        self.connection.close()  # the one over TLS has taken the first one's place

    def _answer(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode("latin-1"))

    def _obey(self, line: str) -> bool:
        word = line.split(" ", 1)[0].upper()
        if word in self.mailbox.answers:
            self._answer(self.mailbox.answers[word])
            return True
        do = getattr(self, f"_{word.lower()}", None)
        if do is None:
            self._answer("250 OK")
            return True
        do(line)
        return word != "QUIT"

    def _ehlo(self, _line: str) -> None:
        offered = ["loopback", "8BITMIME"]
        offered += ["STARTTLS"] if self.mailbox.certificate and not self.safe else []
        offered += ["AUTH PLAIN"] if self.mailbox.password else []
        for one in offered[:-1]:
            self._answer(f"250-{one}")
        self._answer(f"250 {offered[-1]}")

    def _starttls(self, _line: str) -> None:
        self._answer("220 go on")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(str(self.mailbox.certificate))
        self.rfile.close()
        self.connection = context.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)
        self.safe = True

    def _auth(self, line: str) -> None:
        told = base64.b64decode(line.split(" ")[2]).decode().split("\0")
        self.known = f"{told[1]}:{told[2]}" == self.mailbox.password
        self._answer("235 welcome" if self.known else "535 who are you")

    def _mail(self, line: str) -> None:
        self.sender = line.partition("<")[2].partition(">")[0]
        self._answer("250 OK" if self.known else "530 sign in first")

    def _rcpt(self, line: str) -> None:
        self.receiver = line.partition("<")[2].partition(">")[0]
        self._answer("250 OK")

    def _data(self, _line: str) -> None:
        self._answer("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b"..") else line)
        self.mailbox.taken.append((self.sender, self.receiver, b"".join(lines)))
        self._answer("250 taken")

    def _quit(self, _line: str) -> None:
        self._answer("221 bye")


def own_certificate(folder: Path) -> Path:
    """Write a key with a certificate for loopback that no authority signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, LOOPBACK)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(LOOPBACK))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "mail.pem"
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file
