"""Problems of asking for access, of agreements, networks and collections: type, status and what more each tells."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, TypeAlias

from policies.asking_errors import (
    AccessNotNeededError,
    AccessRequestNotFoundError,
    AccessRequestStateError,
    AgreementNotFoundError,
    AskingError,
    DutyUnknownError,
    OrganisationNeededError,
    SecondPersonError,
    TermsNotAcceptedError,
)
from policies.network_errors import (
    GroupCircleError,
    GroupExistsError,
    GroupNotFoundError,
    MembershipError,
    MembershipNotFoundError,
    MembershipTimeError,
)
from schemas.languages import Lang

Told: TypeAlias = Mapping[str, object]
More: TypeAlias = Callable[[Any, Lang], Told]  # the mapped class


def _fault(parameter: str, found: str, **more: object) -> Told:
    return {"errors": [{"parameter": parameter, "found": found, **more}]}


def _nothing(_error: Exception, _lang: Lang) -> Told:
    return {}


def _organisation(error: OrganisationNeededError, _lang: Lang) -> Told:
    return _fault("organisation", error.found, allowed=list(error.organisations))


def _not_needed(error: AccessNotNeededError, _lang: Lang) -> Told:
    return {"rule": error.rule}


def _terms(error: TermsNotAcceptedError, _lang: Lang) -> Told:
    return _fault("accept_terms", error.found, expected=error.expected)


def _state(error: AccessRequestStateError, _lang: Lang) -> Told:
    return _fault("state", error.found, allowed=list(error.expected))


def _duty(error: DutyUnknownError, _lang: Lang) -> Told:
    return _fault("action", error.found, allowed=list(error.known))


def _time(error: MembershipTimeError, _lang: Lang) -> Told:
    return _fault(error.name, error.found, expected=error.expected)


ASKING: Mapping[type[Exception], tuple[str, HTTPStatus, More]] = {
    AskingError: ("parameter", HTTPStatus.UNPROCESSABLE_ENTITY, _nothing),
    AccessRequestNotFoundError: ("not-found", HTTPStatus.NOT_FOUND, _nothing),
    AgreementNotFoundError: ("not-found", HTTPStatus.NOT_FOUND, _nothing),
    OrganisationNeededError: ("organisation-needed", HTTPStatus.FORBIDDEN, _organisation),
    AccessNotNeededError: ("access-not-needed", HTTPStatus.CONFLICT, _not_needed),
    TermsNotAcceptedError: ("terms-not-accepted", HTTPStatus.CONFLICT, _terms),
    AccessRequestStateError: ("access-request-state", HTTPStatus.CONFLICT, _state),
    SecondPersonError: ("second-person-needed", HTTPStatus.FORBIDDEN, _nothing),
    DutyUnknownError: ("parameter", HTTPStatus.UNPROCESSABLE_ENTITY, _duty),
    MembershipError: ("parameter", HTTPStatus.UNPROCESSABLE_ENTITY, _nothing),
    GroupNotFoundError: ("not-found", HTTPStatus.NOT_FOUND, _nothing),
    GroupExistsError: ("group-exists", HTTPStatus.CONFLICT, _nothing),
    GroupCircleError: ("group-circle", HTTPStatus.CONFLICT, _nothing),
    MembershipNotFoundError: ("not-found", HTTPStatus.NOT_FOUND, _nothing),
    MembershipTimeError: ("parameter", HTTPStatus.UNPROCESSABLE_ENTITY, _time),
}
"""What `api.problems` makes a problem of each class of."""
