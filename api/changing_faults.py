"""Problems of datasets that changed: type, status, and what is told of one that is gone or cannot be merged."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus

from api.asking_faults import More, Told
from api.representations.times import rfc3339
from catalogue.identity_errors import (
    DatasetGoneError,
    MergeError,
    MergeRefusedError,
    ProposalNotFoundError,
)
from schemas.languages import Lang
from schemas.messages import say


def _gone(error: DatasetGoneError, lang: Lang) -> Told:
    since, missing = rfc3339(error.since), error.missing_since
    key = "changes.merged" if error.merged_into else "changes.gone-at-source"
    return {
        "reason": say(key, lang, since=since, dataset=error.merged_into),
        "gone_since": since,
        "missing_since": rfc3339(datetime.fromisoformat(missing)) if missing else None,
        "merged_into": error.merged_into or None,
    }


def _refused(error: MergeRefusedError, _lang: Lang) -> Told:
    return {"errors": [{"parameter": error.other, "found": error.found, "expected": error.expected}]}


def _nothing(_error: Exception, _lang: Lang) -> Told:
    return {}


CHANGING: Mapping[type[Exception], tuple[str, HTTPStatus, More]] = {
    DatasetGoneError: ("gone", HTTPStatus.GONE, _gone),
    ProposalNotFoundError: ("not-found", HTTPStatus.NOT_FOUND, _nothing),
    MergeRefusedError: ("merge-refused", HTTPStatus.CONFLICT, _refused),
    MergeError: ("merge-refused", HTTPStatus.CONFLICT, _nothing),
}
