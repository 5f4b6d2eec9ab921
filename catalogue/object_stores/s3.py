"""A bucket of an S3 service as a shelf, through obstore, which is loaded only where a node uses one."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from catalogue.object_stores.errors import (
    ObjectStoreError,
    StoreBucketError,
    StoreDeniedError,
    StoreUnreachableError,
)

if TYPE_CHECKING:
    from obstore.store import S3Config, S3Store

HASTE = 3.0
"""Seconds that the question whether it can be reached takes at most."""

_CODE = re.compile(r"<Code>(\w+)</Code>")
_STATUS = re.compile(r"status code: (\d{3}[^:]*):|(HTTP error: [^\n]*)|(Error after [^\n]*)")
_NO_BUCKET = ("NoSuchBucket", "InvalidBucketName")
_DENIED = ("AccessDenied", "SignatureDoesNotMatch", "InvalidAccessKeyId", "403 Forbidden", "401 Unauthorized")


@dataclass(frozen=True)
class Bucket:
    """How a bucket is reached.

    Args:
        name: e.g. ``snapshots``.
        prefix: what all keys begin with, without slashes around it; may be empty.
        endpoint: address of the service, e.g. ``http://127.0.0.1:8333``; empty for Amazon's.
        region: e.g. ``eu-central-1``; services of one's own take any.
        key: the key's id; empty to ask without one.
        secret: the key's secret.
        timeout: seconds for one request.
        retries: how often a request is sent again when the service fails.
    """

    name: str
    prefix: str = ""
    endpoint: str = ""
    region: str = "us-east-1"
    key: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)
    timeout: float = 30.0
    retries: int = 4

    @property
    def address(self) -> str:
        """Give its address as it may be shown."""
        at = f" at {self.endpoint}" if self.endpoint else ""
        return f"s3://{'/'.join(filter(None, (self.name, self.prefix)))}{at}"


class S3Shelf:
    """A bucket, or what stands under a prefix of it."""

    def __init__(self, bucket: Bucket) -> None:
        self.bucket = bucket

    @property
    def where(self) -> str:
        """Give the bucket's address as it may be shown."""
        return self.bucket.address

    def answers(self) -> bool:
        """Say whether the bucket can be reached now; a question that others wait for is asked once, and not for long."""
        hasty = S3Shelf(replace(self.bucket, timeout=HASTE, retries=0))
        try:
            hasty.size("probe/none")
        except ObjectStoreError:
            return False
        return True

    def size(self, key: str) -> int | None:
        """Give how many bytes stand there; None where none do."""
        import obstore

        with self._told():
            try:
                return int(obstore.head(self._store, key)["size"])
            except FileNotFoundError as error:
                self._require_bucket(error)
                return None

    def read(self, key: str) -> bytes | None:
        """Give the bytes that stand there; None where none do."""
        import obstore

        with self._told():
            try:
                return obstore.get(self._store, key).bytes().to_bytes()
            except FileNotFoundError as error:
                self._require_bucket(error)
                return None

    def read_range(self, key: str, start: int, length: int) -> bytes | None:
        """Give at most so many bytes from a position on."""
        import obstore

        size = self.size(key)
        if size is None:
            return None
        end = min(start + length, size)
        if start >= end:
            return b""
        with self._told():
            try:
                return obstore.get_range(self._store, key, start=start, end=end).to_bytes()
            except FileNotFoundError as error:
                self._require_bucket(error)
                return None

    def write(self, key: str, content: bytes) -> None:
        """Put bytes there in one request: S3 shows them whole or not at all."""
        import obstore

        with self._told():
            obstore.put(self._store, key, content, use_multipart=False)

    def move(self, key: str, to: str) -> None:
        """Put what stands there elsewhere: a copy within the service, then the deletion."""
        import obstore

        with self._told():
            try:
                obstore.copy(self._store, key, to)
            except FileNotFoundError as error:
                self._require_bucket(error)
                return
            obstore.delete(self._store, key)

    def remove(self, key: str) -> None:
        """Delete what stands there, if anything does."""
        import obstore

        with self._told():
            try:
                obstore.delete(self._store, key)
            except FileNotFoundError as error:
                self._require_bucket(error)

    def listing(self, under: str = "") -> Iterator[tuple[str, int]]:
        """Give the keys that begin with some parts, page by page."""
        import obstore

        pages = iter(obstore.list(self._store, prefix=under or None, chunk_size=1000))
        while True:
            with self._told():
                page = next(pages, None)
            if page is None:
                return
            yield from ((str(one["path"]), int(one["size"])) for one in page)

    @cached_property
    def _store(self) -> "S3Store":
        from obstore.store import S3Store

        bucket = self.bucket
        seconds = timedelta(seconds=bucket.timeout)
        config: S3Config = {"region": bucket.region}
        if bucket.endpoint:
            config["endpoint"] = bucket.endpoint
        if bucket.key:
            config |= {"access_key_id": bucket.key, "secret_access_key": bucket.secret}
        else:
            config["skip_signature"] = True
        return S3Store(
            bucket.name,
            prefix=bucket.prefix or None,
            config=config,
            client_options={
                "timeout": seconds,
                "connect_timeout": min(seconds, timedelta(seconds=5)),
                "allow_http": bucket.endpoint.startswith("http://"),
            },
            retry_config={"max_retries": bucket.retries, "retry_timeout": seconds * 2},
        )

    def _require_bucket(self, error: Exception) -> None:
        """Say that it is the bucket that is not there, where the service says so.

        Raises:
            StoreBucketError: it says so.
        """
        if any(word in str(error) for word in _NO_BUCKET):
            raise StoreBucketError(self.where, _said(error)) from None

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say an error of the library's in our words: its own hold the request, headers and all."""
        from obstore.exceptions import BaseError

        try:
            yield
        except ObjectStoreError:
            raise
        except (BaseError, OSError, ValueError) as error:
            raise self._error(error) from None

    def _error(self, error: Exception) -> ObjectStoreError:
        text = str(error)
        if any(word in text for word in _NO_BUCKET):
            return StoreBucketError(self.where, _said(error))
        refused = type(error).__name__ in ("PermissionDeniedError", "UnauthenticatedError", "PermissionError")
        if refused or any(word in text for word in _DENIED):
            return StoreDeniedError(self.where, _said(error))
        return StoreUnreachableError(self.where, _said(error))


def _said(error: Exception) -> str:
    """Give what the service said: its code, else the status, else the kind of error."""
    text = str(error).partition("\n\nDebug source")[0]
    code = _CODE.search(text)
    if code:
        return code[1]
    status = _STATUS.search(text)
    return next((group for group in status.groups() if group), "").strip() if status else type(error).__name__
