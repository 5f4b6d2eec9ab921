"""What every object store does, whatever it keeps its bytes in: one class, run on a folder and on a real S3 service."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from catalogue.errors import SnapshotDamagedError, SnapshotNotFoundError
from catalogue.object_store import ObjectStore, sha256_of
from catalogue.object_stores.copying import Copied, copy_store
from catalogue.object_stores.errors import StoreCopyError

DAY = date(2026, 11, 24)


class StoreContract:
    """Holds for the fixture `store`, which is empty when a test begins."""

    def test_bytes_come_back_under_the_name_of_their_hash(self, store: ObjectStore) -> None:
        for content in (b"", b"65.831", bytes(range(256)) * 5000):
            name = store.put(content)
            assert (name, store.get(name), store.size(name), name in store) == (
                sha256_of(content), content, len(content), True,
            )  # fmt: skip

    def test_the_same_bytes_are_kept_once(self, store: ObjectStore) -> None:
        assert {store.put(b"a"), store.put(b"a"), store.put(b"a")} == {sha256_of(b"a")}
        assert list(store.names()) == [sha256_of(b"a")]

    def test_many_who_keep_the_same_bytes_at_once_keep_them_whole(self, store: ObjectStore) -> None:
        content = b"0123456789" * 100_000
        with ThreadPoolExecutor(8) as pool:
            names = set(pool.map(store.put, [content] * 24))
        assert (names, store.get(sha256_of(content))) == ({sha256_of(content)}, content)
        assert list(store.names()) == [sha256_of(content)]

    def test_what_is_not_stored_is_said_not_to_be(self, store: ObjectStore) -> None:
        absent = "0" * 64
        assert (absent in store, store.size(absent), list(store.names())) == (False, None, [])
        for ask in (store.get, lambda name: store.get_range(name, 0, 1)):
            with pytest.raises(SnapshotNotFoundError, match=absent):
                ask(absent)
        store.remove(absent)
        store.set_aside(absent, DAY)
        store.bring_back(absent, DAY)
        assert list(store.names()) == []

    def test_bytes_that_were_changed_are_refused_and_put_right_by_the_next_who_keeps_them(
        self, store: ObjectStore
    ) -> None:
        name = store.put(b"65.831")
        store.shelf.write(f"{name[:2]}/{name}", b"65.8")
        with pytest.raises(SnapshotDamagedError, match=sha256_of(b"65.8")):
            store.get(name)
        store.put(b"65.831")
        assert store.get(name) == b"65.831"

    @pytest.mark.parametrize(
        ("start", "length", "part"),
        [(0, 4, b"abcd"), (2, 3, b"cde"), (4, 100, b"ef"), (6, 1, b""), (600, 1, b""), (0, 0, b"")],
    )
    def test_a_part_of_the_bytes_is_read_alone(
        self, store: ObjectStore, start: int, length: int, part: bytes
    ) -> None:
        name = store.put(b"abcdef")
        assert store.get_range(name, start, length) == part
        store.set_aside(name, DAY)
        assert store.get_range(name, start, length) == part

    def test_a_part_from_before_the_beginning_is_no_part(self, store: ObjectStore) -> None:
        with pytest.raises(ValueError, match="no range"):
            store.get_range(store.put(b"abcdef"), -1, 2)

    def test_what_is_removed_is_gone(self, store: ObjectStore) -> None:
        kept, gone = store.put(b"kept"), store.put(b"gone")
        store.set_aside(store.put(b"both"), DAY)
        both = store.put(b"both")
        store.remove(gone)
        store.remove(both)
        assert list(store.names()) == [kept]
        with pytest.raises(SnapshotNotFoundError):
            store.get(gone)

    def test_what_is_set_aside_is_still_read_until_it_is_dropped(self, store: ObjectStore) -> None:
        name = store.put(b"65.831")
        store.set_aside(name, DAY)
        assert list(store.set_aside_since()) == [(name, DAY, 6)]
        assert (store.get(name), name in store, store.size(name), list(store.names())) == (
            b"65.831", True, 6, [name],
        )  # fmt: skip
        store.drop(name, DAY)
        assert (name in store, list(store.names())) == (False, [])

    def test_what_is_kept_again_stays_when_what_was_set_aside_is_dropped(self, store: ObjectStore) -> None:
        name = store.put(b"65.831")
        store.set_aside(name, DAY)
        store.put(b"65.831")
        assert list(store.names()) == [name]
        store.drop(name, DAY)
        assert store.get(name) == b"65.831"

    def test_what_is_brought_back_is_kept(self, store: ObjectStore) -> None:
        name = store.put(b"65.831")
        store.set_aside(name, DAY)
        store.bring_back(name, DAY)
        assert (list(store.set_aside_since()), store.get(name)) == ([], b"65.831")

    def test_all_names_are_listed(self, store: ObjectStore) -> None:
        names = {store.put(str(number).encode()) for number in range(40)}
        assert set(store.names()) == names

    def test_what_is_none_of_ours_is_not_listed(self, store: ObjectStore) -> None:
        name = store.put(b"ours")
        for key in ("README", "ab/notes.txt", f"other/{'1' * 64}", f"set-aside/2026-99-01/{'2' * 64}"):
            store.shelf.write(key, b"theirs")
        assert (list(store.names()), list(store.set_aside_since())) == ([name], [])

    def test_a_probe_leaves_nothing_behind(self, store: ObjectStore) -> None:
        store.probe(b"drawn by lot")
        assert (list(store.shelf.listing()), store.answers()) == ([], True)

    def test_a_copy_that_was_stopped_goes_on(self, store: ObjectStore, tmp_path: Path) -> None:
        source = ObjectStore(tmp_path / "from")
        names = sorted(source.put(content) for content in (b"one", b"three", b"seven"))
        store.put(b"three")
        told: list[str] = []
        assert copy_store(source, store, told.append) == Copied(copied=2, there=1, size=8)
        assert sorted(told) == sorted({*names} - {sha256_of(b"three")})
        assert copy_store(source, store) == Copied(copied=0, there=3, size=0)
        assert copy_store(store, ObjectStore(tmp_path / "back")) == Copied(copied=3, there=0, size=13)
        assert [store.get(name) for name in names] == [source.get(name) for name in names]

    def test_a_copy_names_what_was_damaged_where_it_stood_and_copies_the_rest(
        self, store: ObjectStore, tmp_path: Path
    ) -> None:
        source = ObjectStore(tmp_path / "from")
        good, bad = source.put(b"good"), source.put(b"bad")
        source.path(bad).write_bytes(b"changed")
        with pytest.raises(StoreCopyError) as told:
            copy_store(source, store)
        assert f"1 objects were not copied, for they were changed where they stood: {bad}" in told.value.told
        assert list(store.names()) == [good]
