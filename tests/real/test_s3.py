"""The object store on a real S3 service for longer: large objects, many names, and a service that goes away and comes back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from catalogue.errors import SnapshotNotFoundError
from catalogue.object_store import ObjectStore, sha256_of
from catalogue.object_stores.copying import Copied, copy_store
from catalogue.object_stores.errors import StoreUnreachableError
from catalogue.object_stores.opening import bucket_of
from catalogue.object_stores.s3 import S3Shelf
from tests.fakes.seaweedfs import KEY, SECRET, Seaweed, seaweed

pytestmark = pytest.mark.real
MANY = 2500
"""More names than a page of a bucket's list has."""


def impatient(service: Seaweed, prefix: str) -> ObjectStore:
    """A store that gives up at once."""
    bucket = bucket_of(service.address(prefix), key=KEY, secret=SECRET)
    return ObjectStore(S3Shelf(type(bucket)(**{**vars(bucket), "timeout": 5.0, "retries": 0})))


def test_large_objects_come_back_whole_and_in_parts(tmp_path: Path) -> None:
    with seaweed(tmp_path) as service:
        store = impatient(service, "large")
        content = os.urandom(64 * 1024 * 1024)
        name = store.put(content)
        assert (name, store.size(name), store.get(name) == content) == (
            sha256_of(content),
            len(content),
            True,
        )
        assert store.get_range(name, 30_000_000, 70_000) == content[30_000_000:30_070_000]


def test_a_store_of_many_objects_is_listed_copied_and_emptied(tmp_path: Path) -> None:
    with seaweed(tmp_path) as service:
        store, folder = impatient(service, "many"), ObjectStore(tmp_path / "back")
        names = {store.put(str(number).encode()) for number in range(MANY)}
        assert set(store.names()) == names
        assert copy_store(store, folder).copied == MANY
        assert copy_store(store, folder) == Copied(0, MANY, 0)
        for name in names:
            store.remove(name)
        assert list(store.names()) == []


def test_a_service_that_goes_away_loses_nothing_of_what_was_kept(tmp_path: Path) -> None:
    with seaweed(tmp_path) as service:
        store = impatient(service, "kept")
        name = store.put(b"65.831")
        service.stop()
        with pytest.raises(StoreUnreachableError):
            store.put(b"65.832")
        with pytest.raises(StoreUnreachableError):
            store.get(name)
        assert not store.answers()
    with seaweed(tmp_path) as service:
        again = impatient(service, "kept")
        assert again.get(name) == b"65.831"
        with pytest.raises(SnapshotNotFoundError):
            again.get(sha256_of(b"65.832"))
        assert again.put(b"65.832") == sha256_of(b"65.832")
