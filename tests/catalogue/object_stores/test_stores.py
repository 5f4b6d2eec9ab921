"""The object store in a folder and in a bucket: what both do, and what each says when it cannot."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogue.object_store import ObjectStore
from catalogue.object_stores.errors import (
    StoreAddressError,
    StoreBucketError,
    StoreDeniedError,
    StoreUnreachableError,
)
from catalogue.object_stores.opening import bucket_of, open_store, shown_address
from catalogue.object_stores.s3 import Bucket, S3Shelf
from tests.catalogue.object_stores.contract import StoreContract
from tests.fakes.seaweedfs import KEY, SECRET, Seaweed, seaweed

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seaweed]:
    with seaweed(tmp_path_factory.mktemp("seaweed")) as running:
        yield running


class TestFolder(StoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> ObjectStore:
        return open_store(str(tmp_path / "objects"))

    def test_what_a_writer_left_half_written_is_not_listed(self, store: ObjectStore) -> None:
        name = store.put(b"65.831")
        store.path(name).with_name(f"{name}.77-ab.part").write_bytes(b"65")
        assert list(store.names()) == [name]


class TestBucket(StoreContract):
    @pytest.fixture
    def store(self, service: Seaweed) -> ObjectStore:
        return open_store(service.address(f"deep/{next(_numbers)}"), key=KEY, secret=SECRET)

    def test_a_store_without_prefix_has_the_whole_bucket(self, service: Seaweed) -> None:
        store = open_store(service.address(), key=KEY, secret=SECRET)
        name = store.put(b"at the top")
        assert (store.get(name), name in set(store.names())) == (b"at the top", True)
        store.remove(name)

    def test_a_bucket_has_no_paths_on_disk(self, store: ObjectStore) -> None:
        with pytest.raises(LookupError, match="s3://snapshots/deep/"):
            store.path("0" * 64)

    def test_a_wrong_secret_is_said_without_showing_it(self, service: Seaweed) -> None:
        store = open_store(service.address(), key=KEY, secret="wrong-secret")
        for ask in (lambda: store.put(b"a"), lambda: store.get("0" * 64), lambda: list(store.names())):
            with pytest.raises(StoreDeniedError) as told:
                ask()
            assert "refuses the key: " in told.value.told
            assert "OGLEDALO_S3_SECRET" in told.value.told
            assert "wrong-secret" not in told.value.told
            assert "127.0.0.1" not in str(told.value)
        assert not store.answers()

    def test_a_bucket_that_does_not_exist_is_said_so(self, service: Seaweed) -> None:
        store = open_store(service.address(bucket="elsewhere"), key=KEY, secret=SECRET)
        for ask in (lambda: store.put(b"a"), lambda: store.probe(b"a"), lambda: list(store.names())):
            with pytest.raises(StoreBucketError) as told:
                ask()
            assert told.value.told.startswith(
                f"the object store s3://elsewhere at {service.endpoint} has no such bucket"
            )


def test_a_service_that_does_not_run_is_said_not_to_answer() -> None:
    shelf = S3Shelf(Bucket("snapshots", endpoint="http://127.0.0.1:9", key=KEY, secret=SECRET, retries=0))
    with pytest.raises(StoreUnreachableError) as told:
        ObjectStore(shelf).put(b"a")
    assert told.value.told.startswith("the object store s3://snapshots at http://127.0.0.1:9 does not answer")
    assert not ObjectStore(shelf).answers()


def test_an_address_names_bucket_prefix_endpoint_and_region() -> None:
    told = bucket_of("s3://snapshots/a/b/?endpoint=https://s3.example:9000/&region=eu-1", key="k", secret="s")
    assert told == Bucket("snapshots", "a/b", "https://s3.example:9000", "eu-1", "k", "s")
    assert bucket_of("s3://snapshots") == Bucket("snapshots")
    assert "'k'" not in repr(told)
    assert "'s'" not in repr(told)


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("s3://", "no bucket"),
        ("s3:///prefix", "no bucket"),
        ("s3://key:hush@bucket", "a key in the address"),
        ("s3://bucket?secret=hush", "the option 'secret'"),
        ("s3://bucket?endpoint=ftp://hush", "an endpoint of another form"),
        ("s3://bucket?endpoint=http://key:hush@host", "an endpoint of another form"),
        ("s3://bucket?endpoint=http://host:hush", "an endpoint of another form"),
        ("s3://bucket?hush", "an address that cannot be read"),
        ("s3://bucket#hush", "a fragment"),
        ("s3://bucket/a/../hush", "'..' in the prefix"),
        ("gs://hush", "an address of the kind gs://"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_without_showing_it(address: str, found: str) -> None:
    with pytest.raises(StoreAddressError) as told:
        open_store(address)
    assert found in str(told.value)
    assert "hush" not in str(told.value) + shown_address(address)


def test_half_a_key_is_refused() -> None:
    with pytest.raises(StoreAddressError, match="both, or none of them"):
        open_store("s3://bucket", key="k")
