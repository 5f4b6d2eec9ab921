"""Keys: shown once, kept as a keyed hash, worthless once revoked; unknown, expired and revoked are not told apart."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.errors import UnknownKeyError
from api.keys import issue_key, revoke_key, subject_of_key
from api.models import ApiKey, Staff
from policies.decision import Role

PEPPER = b"pepper"


@pytest.fixture
def key(engine: Engine, now: datetime) -> str:
    with Session(engine) as session:
        session.add(Staff(name="ana", organisation="kranj", role="editor"))
        shown = issue_key(session, PEPPER, staff="ana", organisation="kranj", now=now)
        session.commit()
    return shown


def test_a_key_names_its_holder_with_organisation_and_roles(engine: Engine, key: str, now: datetime) -> None:
    with Session(engine) as session:
        subject = subject_of_key(session, PEPPER, key, now)
    assert (subject.id, subject.organisations, subject.roles) == (
        "ana", frozenset({"kranj"}), frozenset({("kranj", Role.EDITOR)}),
    )  # fmt: skip


def test_the_secret_is_not_stored(engine: Engine, key: str) -> None:
    with Session(engine) as session:
        row = session.exec(select(ApiKey)).one()
    assert key.startswith(f"ogk_live_{row.prefix}_")
    assert key.rpartition("_")[2] not in repr(row)


@pytest.mark.parametrize("change", ["", "ogk_", "ogk_000000000000_secret", "x", "ogk_0_", "ogk"])
def test_what_is_no_key_is_refused(engine: Engine, key: str, now: datetime, change: str) -> None:
    with Session(engine) as session, pytest.raises(UnknownKeyError):
        subject_of_key(session, PEPPER, change, now)


def test_another_pepper_or_another_secret_is_refused(engine: Engine, key: str, now: datetime) -> None:
    with Session(engine) as session:
        for pepper, sent in ((b"other", key), (PEPPER, key + "x")):
            with pytest.raises(UnknownKeyError):
                subject_of_key(session, pepper, sent, now)


def test_a_revoked_and_an_expired_key_are_refused_alike(engine: Engine, key: str, now: datetime) -> None:
    prefix = key.split("_")[2]
    with Session(engine) as session:
        row = session.get(ApiKey, prefix)
        assert row is not None
        row.expires_at = now + timedelta(days=1)
        session.commit()
        assert subject_of_key(session, PEPPER, key, now).id == "ana"
        with pytest.raises(UnknownKeyError) as expired:
            subject_of_key(session, PEPPER, key, now + timedelta(days=1))
        revoke_key(session, prefix, now)
        session.commit()
        with pytest.raises(UnknownKeyError) as revoked:
            subject_of_key(session, PEPPER, key, now)
    assert str(expired.value) == str(revoked.value)
