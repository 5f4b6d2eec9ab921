"""A certificate for loopback, and a portal with the node that harvests it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import Engine

from catalogue.object_store import ObjectStore
from tests.connectors.city import City
from tests.connectors.outgoing import client_for
from tests.connectors.zagreb import PORTAL
from tests.fakes.ckan import FakeCkan, package
from tests.fakes.server import serving


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that only we trust, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=365 * 80))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "loopback.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return path


@pytest.fixture
def ckan() -> FakeCkan:
    """A CKAN of ten datasets; a test changes them."""
    return FakeCkan([package(f"set-{number}") for number in range(10)])


@pytest.fixture
def portal(engine: Engine, tmp_path: Path, now: datetime, ckan: FakeCkan) -> Iterator[City]:
    """A node that has the CKAN as its source `zagreb`."""
    with serving(ckan) as server, client_for(server.target) as client:
        node = City(engine, ObjectStore(tmp_path / "objects"), server, client, now, {})
        node.register(PORTAL)
        yield node
