"""What comes back from a source is told with its hash, and its status by a class."""

import hashlib

import pytest

from connectors.errors import (
    AccessRefusedError,
    AnswerError,
    NotFoundError,
    RequestRefusedError,
    ServerFailureError,
    TransientError,
)
from connectors.fetching import Answer, Fetched, Request, require_success, sending


def fetched(status: int) -> Fetched:
    return Fetched(b"x", status, "https://opsi.example/a", "text/csv", "")


def test_an_answer_becomes_bytes_with_their_hash() -> None:
    answer = Answer(200, {"content-type": "Text/CSV; charset=utf-8"}, b"a;b\n", "https://opsi.example/a", 0.1)

    assert sending(lambda _request: answer)(Request("GET", "https://opsi.example/a")) == Fetched(
        b"a;b\n", 200, "https://opsi.example/a", "text/csv", hashlib.sha256(b"a;b\n").hexdigest()
    )


def test_an_answer_without_a_media_type_has_none() -> None:
    assert Fetched.of(Answer(200, {}, b"", "https://opsi.example/a", 0.1)).media_type == ""


@pytest.mark.parametrize("status", [200, 201, 204])
def test_a_success_is_given_back(status: int) -> None:
    assert require_success(fetched(status)) == fetched(status)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (304, RequestRefusedError),
        (400, RequestRefusedError),
        (401, AccessRefusedError),
        (403, AccessRefusedError),
        (404, NotFoundError),
        (410, NotFoundError),
        (500, ServerFailureError),
    ],
)
def test_another_status_is_an_error_of_its_class(
    status: int, kind: type[AnswerError | TransientError]
) -> None:
    with pytest.raises(kind) as error:
        require_success(fetched(status))

    assert (error.value.found, error.value.url) == (f"HTTP {status}: x", "https://opsi.example/a")


def test_a_page_for_people_is_not_quoted() -> None:
    page = Fetched(b"<html>Not here", 404, "https://opsi.example/a", "text/html", "")

    with pytest.raises(NotFoundError) as error:
        require_success(page)

    assert error.value.found == "HTTP 404"
