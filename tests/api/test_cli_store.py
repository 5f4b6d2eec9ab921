"""The object store, quality and links on the command line of a node whose objects are in a bucket of a real S3 service."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.cli import main
from api.gateway import object_store_of
from api.settings import Settings
from catalogue.object_store import ObjectStore
from tests.fakes.seaweedfs import KEY, SECRET, Seaweed, seaweed


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seaweed]:
    with seaweed(tmp_path_factory.mktemp("seaweed")) as running:
        yield running


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], service: Seaweed
) -> Run:
    monkeypatch.chdir(tmp_path)
    told = {"DATA_DIR": str(tmp_path / "node"), "OBJECT_STORE": service.address(tmp_path.name), "S3_KEY": KEY}
    for name, value in (told | {"S3_SECRET": SECRET}).items():
        monkeypatch.setenv(f"OGLEDALO_{name}", value)
    return Run(capsys)


class Run:
    """Runs commands and gives what they say."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str, status: int = 0) -> str:
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        assert (ended.value.code or 0) == status
        told = self._capsys.readouterr()
        return str(told.out + told.err)


def test_the_doctor_tries_the_bucket_and_says_what_is_wrong_without_a_secret(
    run: Run, monkeypatch: pytest.MonkeyPatch, service: Seaweed
) -> None:
    run("migrate")
    said = run("doctor")
    assert "all is well" in said
    assert f"at {service.endpoint}" in said
    monkeypatch.setenv("OGLEDALO_S3_SECRET", "hush-hush")
    refused = run("doctor", status=1)
    assert "refuses the key" in refused
    monkeypatch.setenv("OGLEDALO_OBJECT_STORE", "s3://key:hush-hush@bucket")
    assert "found a key in the address" in run("doctor", status=1)
    assert not any(
        secret in text for text in (said, refused, repr(Settings())) for secret in (SECRET, "hush-hush")
    )


def test_a_folder_moves_into_the_bucket_and_a_backup_holds_the_bucket(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = ObjectStore(tmp_path / "before")
    name = folder.put(b"65.831")
    bucket = object_store_of(Settings())
    address = Settings().object_store
    assert (
        run("store", "copy", str(folder.where), address)
        == "copied 1 objects (6 bytes); 0 stood there already\n"
    )
    assert (
        run("store", "copy", str(folder.where), address)
        == "copied 0 objects (0 bytes); 1 stood there already\n"
    )
    assert bucket.get(name) == b"65.831"
    run("migrate")
    assert run("backup", "whole.tar.gz").endswith(" 1 objects\n")
    assert f"the objects are not in it, they stay in {bucket.where}" in run(
        "backup", "--no-objects", "rows.tar.gz"
    )
    monkeypatch.setenv("OGLEDALO_DATA_DIR", str(tmp_path / "again"))
    monkeypatch.setenv("OGLEDALO_OBJECT_STORE", str(tmp_path / "again" / "objects"))
    assert " and 1 objects from whole.tar.gz" in run("restore", "whole.tar.gz")
    assert object_store_of(Settings()).get(name) == b"65.831"


def test_forgetting_rating_and_asking_links_say_what_they_did(run: Run) -> None:
    run("migrate")
    assert run("store", "forget", "--dry-run") == "0 snapshots (0 bytes) would be forgotten\n"
    assert run("store", "forget") == (
        "forgot 0 snapshots (0 bytes), to be deleted in 2 days; deleted 0, brought back 0 of those before\n"
    )
    assert run("links", "check") == "no address is due\n"
    assert run("quality") == "no datasets\n"
    assert run("quality", "--json") == "[]\n"
    assert run("quality", "nothing", status=1) == "error: no dataset 'nothing'\n"


def test_a_store_that_cannot_be_reached_is_one_line(run: Run, service: Seaweed) -> None:
    address = service.address(bucket="elsewhere")
    said = run("store", "copy", "none-here", address)
    assert said == "copied 0 objects (0 bytes); 0 stood there already\n"
    refused = run("store", "copy", address, "copy", status=1)
    assert refused.startswith(
        f"error: the object store s3://elsewhere at {service.endpoint} has no such bucket"
    )
    assert len(refused.splitlines()) == 1
