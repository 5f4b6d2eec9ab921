"""Certificates of a portal on loopback: a good one, one that expired, one that nobody trusts, one of another host."""

from datetime import UTC, datetime
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

FAR = datetime(2099, 1, 1, tzinfo=UTC)
PAST = datetime(2021, 1, 1, tzinfo=UTC)


class Certificates:
    """Certificates with their keys, made when they are first asked for.

    Args:
        folder: where they are written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def good(self) -> Path:
        return self._made("good", FAR, "127.0.0.1")

    @cached_property
    def expired(self) -> Path:
        return self._made("expired", PAST, "127.0.0.1")

    @cached_property
    def another(self) -> Path:
        return self._made("another", FAR, "127.0.0.9")

    @cached_property
    def untrusted(self) -> Path:
        return self._made("untrusted", FAR, "127.0.0.1")

    @cached_property
    def trusted(self) -> Path:
        """All but the untrusted one, as an authority's."""
        path = self._folder / "trusted.pem"
        known = (self.good, self.expired, self.another)
        path.write_bytes(b"".join(_without_key(one.read_bytes()) for one in known))
        return path

    def _made(self, name: str, until: datetime, address: str) -> Path:
        key = ec.generate_private_key(ec.SECP256R1())
        called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        alternative = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
        made = (
            x509.CertificateBuilder()
            .subject_name(called)
            .issuer_name(called)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
            .not_valid_after(until)
            .add_extension(alternative, critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        path = self._folder / f"{name}.pem"
        form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + key.private_bytes(*form))
        return path


def _without_key(text: bytes) -> bytes:
    return text.partition(b"-----BEGIN PRIVATE KEY")[0]
