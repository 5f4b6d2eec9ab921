"""Problems: each error class of ours mapped once to an RFC 9457 problem."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any

import simplejson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api.asking_faults import ASKING
from api.errors import (
    BackupError,
    DemoPortalsError,
    FormatError,
    LetterNotFoundError,
    ParameterError,
    PreferenceNotFoundError,
    PurposeError,
    RoleMissingError,
    RunNotFoundError,
    UnknownKeyError,
    UploadNotFoundError,
)
from api.language import language_of
from api.limits.errors import (
    BodyTooDeepError,
    BodyTooLargeError,
    BodyTooSlowError,
    LimitError,
    TooManyRequestsError,
)
from api.machines.errors import (
    KeyInAddressError,
    KeyLineFullError,
    KeyNotFoundError,
    SandboxError,
    ScopeMissingError,
)
from api.oauth.errors import JwksError, SigningKeyError
from api.oauth.metadata import challenge
from api.oidc.errors import (
    ExternalSignInError,
    ProviderEntryError,
    ProviderFaultError,
    ProviderUnavailableError,
    UnknownProviderError,
)
from api.pages.problems import html_problem
from api.parameter_faults import MOST_SIGNS, faults_of, sentence
from api.people.people_errors import (
    CredentialNotFoundError,
    CrossSiteError,
    InsecureAddressError,
    InvitationClosedError,
    InvitationNotFoundError,
    LastAdministratorError,
    LastCredentialError,
    LoginNameError,
    LoginNameTakenError,
    NotSignedInError,
    OrganisationExistsError,
    OrganisationRefusedError,
    SignInRefusedError,
    StaffNotFoundError,
    TooManyTriesError,
)
from api.policy_faults import eyes_fault, golden_fault, law_fault, lint_fault, state_fault, terms_fault
from api.representations.times import rfc3339
from catalogue.audit_errors import (
    AuditRecordNotFoundError,
    AuditSizeError,
    AuditUnavailableError,
)
from catalogue.database_errors import QuestionTooCostlyError
from catalogue.errors import (
    AccessRefusedError,
    CursorError,
    DatasetIdentityError,
    DatasetNotFoundError,
    FindingClosedError,
    FindingNotFoundError,
    ObservationNotFoundError,
    ReleaseNotFoundError,
    ReplyError,
    SnapshotDamagedError,
    SnapshotNotFoundError,
)
from catalogue.publishing_errors import (
    CitationBrokenError,
    CitationEmptyError,
    CitationNotFoundError,
    CitationWithdrawnError,
    FutureTimeError,
    MappingNotFoundError,
    ReleaseWithdrawnError,
    UnsettledTimeError,
    WithdrawnBeforeError,
)
from connectors.errors import ConnectorError
from connectors.workbook_errors import WorkbookError
from policies.audit.errors import AuditProofError
from policies.odrl.errors import PolicyDocumentError
from policies.publishing_errors import (
    FourEyesError,
    GoldenRequestsError,
    LegalConfirmationError,
    PolicyNotFoundError,
    PolicyRefusedError,
    PolicyStateError,
    PolicyTermsError,
    PublishingError,
    VersionNotFoundError,
)
from policies.quota_errors import QuotaError, QuotaTermsError, QuotaUsedUpError
from policies.rehearsal.errors import NothingToRehearseError, NotRehearsedError, RehearsalError
from schemas.comparability.errors import (
    NoPeriodsError,
    ProfileMismatchError,
    SourceTellsNothingError,
    TooFewPlacesError,
)
from schemas.errors import PeriodError, SchemaError, UnitError, UnknownCodeError
from schemas.findings import Finding
from schemas.languages import Lang
from schemas.lifting.errors import TooManyPlacesError
from schemas.messages import say
from schemas.nzc.errors import PlanError

MEDIA_TYPE = "application/problem+json; charset=utf-8"
TYPES = "https://ogledalo.eu/problems/"


@dataclass(frozen=True, slots=True)
class Problem:
    """An RFC 9457 problem type: its last path segment, status and what more it tells.

    Titles stand in the message tables under ``problem.TYPE``; docs/problems.md describes each.
    """

    type: str
    status: HTTPStatus
    more: Callable[[Any, Lang], Mapping[str, object]] = field(
        default=lambda _error, _lang: {}
    )  # the mapped class


def _refused(error: AccessRefusedError, lang: Lang) -> Mapping[str, object]:
    told = {"rule": error.rule, "reason": error.reason.in_(lang), "how_to_ask": error.how_to_ask.in_(lang)}
    return told | {"next_steps": [step.in_(lang) for step in error.next_steps]}


def _purpose(error: PurposeError, _lang: Lang) -> Mapping[str, object]:
    return {"errors": [{"header": "Ogledalo-Purpose", "found": error.found, "allowed": list(error.allowed)}]}


def _role(error: RoleMissingError, lang: Lang) -> Mapping[str, object]:
    return {"rule": error.rule, "reason": error.reason.in_(lang)}


def _code(error: UnknownCodeError, _lang: Lang) -> Mapping[str, object]:
    return {"errors": [{"codelist": error.codelist, "found": error.code, "nearest": list(error.candidates)}]}


def _parameter(error: ParameterError | JwksError | RehearsalError, _lang: Lang) -> Mapping[str, object]:
    return {"errors": [{"parameter": error.name, "found": error.found, "expected": error.expected}]}


def _plan(error: PlanError, _lang: Lang) -> Mapping[str, object]:
    return {
        "errors": [
            {"pointer": one.pointer, "found": one.found, "expected": one.expected} for one in error.faults
        ]
    }


def _provider_entry(error: ProviderEntryError, _lang: Lang) -> Mapping[str, object]:
    return {"errors": [{"parameter": error.name, "found": error.found, "expected": error.expected}]}


def _provider_fault(error: ProviderFaultError, lang: Lang) -> Mapping[str, object]:
    return {"issuer": error.issuer, "errors": [{"found": fault.in_(lang)} for fault in error.faults]}


def _external_sign_in(error: ExternalSignInError, lang: Lang) -> Mapping[str, object]:
    return {"rule": f"oidc/{error.rule}", "reason": error.reason.in_(lang)}


def _size(error: AuditSizeError, _lang: Lang) -> Mapping[str, object]:
    return {"errors": [{"parameter": error.name, "found": str(error.found), "expected": error.expected}]}


def _reply(error: ReplyError, _lang: Lang) -> Mapping[str, object]:
    return {"errors": [{"parameter": error.part, "found": error.found, "expected": error.expected}]}


def _letter(error: LetterNotFoundError, _lang: Lang) -> Mapping[str, object]:
    return {"errors": [{"parameter": "id", "found": error.found, "allowed": list(error.letters)}]}


def _policy(error: PolicyDocumentError, lang: Lang) -> Mapping[str, object]:
    told = {"found": error.found, "expected": error.expected.in_(lang), "mend": error.mend.in_(lang)}
    return {"errors": [{"pointer": error.written.pointer, "line": error.written.line or None, **told}]}


def _too_many(error: TooManyPlacesError, _lang: Lang) -> Mapping[str, object]:
    expected = f"at most {error.most}"
    return {"errors": [{"parameter": "place", "found": str(error.found), "expected": expected}]}


def _line(error: KeyLineFullError, _lang: Lang) -> Mapping[str, object]:
    return {"live": list(error.live)}


def _scope(error: ScopeMissingError, _lang: Lang) -> Mapping[str, object]:
    return {"needed": error.needed, "has": list(error.has)}


def _format(error: FormatError, _lang: Lang) -> Mapping[str, object]:
    return {"errors": [{"parameter": "format", "found": error.found, "allowed": list(error.allowed)}]}


def _connector(error: ConnectorError, lang: Lang) -> Mapping[str, object]:
    if isinstance(error, WorkbookError):
        return {"errors": [_cell(problem, lang) for problem in error.problems]}
    return {"errors": [{"where": error.where, "found": error.found, "expected": error.expected.in_(lang)}]}


def _cell(problem: Finding, lang: Lang) -> Mapping[str, object]:
    """Tell one of the things that are wrong with a workbook, at its own cell."""
    return {
        "where": problem.where.cell, "found": problem.found, "expected": problem.expected.in_(lang),
        "mend": problem.mend.in_(lang),
    }  # fmt: skip


def _withdrawn(error: ReleaseWithdrawnError, lang: Lang) -> Mapping[str, object]:
    return {
        "reason": error.reason.in_(lang), "withdrawn_at": rfc3339(error.withdrawn_at), "release": error.release,
        "successor": error.successor or None,
    }  # fmt: skip


def _cited_withdrawn(error: CitationWithdrawnError, lang: Lang) -> Mapping[str, object]:
    return {
        **_withdrawn(error.withdrawn[0], lang),
        "releases": [_withdrawn(one, lang) for one in error.withdrawn],
    }


def _as_of(error: FutureTimeError, _lang: Lang) -> Mapping[str, object]:
    expected = f"at most {rfc3339(error.latest)}"
    return {"errors": [{"parameter": "as_of", "found": rfc3339(error.asked), "expected": expected}]}


def _unsettled(error: UnsettledTimeError, _lang: Lang) -> Mapping[str, object]:
    expected = f"before {rfc3339(error.since)}"
    return {"errors": [{"parameter": "as_of", "found": rfc3339(error.asked), "expected": expected}]}


def _too_many_requests(error: TooManyRequestsError, lang: Lang) -> Mapping[str, object]:
    return {
        "reason": error.said.in_(lang),
        "limit": error.rate.name,
        "points": error.rate.points,
        "window_seconds": error.rate.seconds,
        "counted_by": error.counted_by.in_(lang),
        "cost": error.cost,
        "retry_after": error.after,
        "opens_at": rfc3339(error.opens_at),
    }


def _body(error: BodyTooLargeError | BodyTooSlowError | BodyTooDeepError, lang: Lang) -> Mapping[str, object]:
    return {"reason": error.said.in_(lang), "errors": [{"parameter": "body", "limit": error.limit}]}


def _costly(error: QuestionTooCostlyError, lang: Lang) -> Mapping[str, object]:
    return {"reason": say("limits.too_costly", lang, limit=f"{error.seconds:g}")}


def _quota_terms(error: QuotaTermsError, _lang: Lang) -> Mapping[str, object]:
    return {"errors": [{"rule": error.rule, "found": error.found, "expected": error.expected}]}


def _quota(error: QuotaUsedUpError, lang: Lang) -> Mapping[str, object]:
    opens = rfc3339(error.opens_at) if error.opens_at else None
    told = {"rule": error.rule, "reason": error.reason.in_(lang), "limit": error.limit}
    return told | {"counted_as": error.counted_as, "opens_at": opens}


def _login_name(error: LoginNameError, _lang: Lang) -> Mapping[str, object]:
    return {"errors": [{"parameter": "name", "found": error.found, "expected": error.expected}]}


def _organisation(error: OrganisationRefusedError, _lang: Lang) -> Mapping[str, object]:
    return {"errors": [{"parameter": error.part, "found": error.found, "expected": error.expected}]}


def _tries(error: TooManyTriesError, _lang: Lang) -> Mapping[str, object]:
    return {"until": rfc3339(error.until)}


def _cross_site(error: CrossSiteError, _lang: Lang) -> Mapping[str, object]:
    return {"errors": [{"found": error.found, "expected": error.expected}]}


PROBLEMS: dict[type[Exception], Problem] = {
    **{kind: Problem(*told) for kind, told in ASKING.items()},
    DatasetNotFoundError: Problem("not-found", HTTPStatus.NOT_FOUND),
    ObservationNotFoundError: Problem("not-found", HTTPStatus.NOT_FOUND),
    ReleaseNotFoundError: Problem("not-found", HTTPStatus.NOT_FOUND),
    FindingNotFoundError: Problem("not-found", HTTPStatus.NOT_FOUND),
    FindingClosedError: Problem("finding-closed", HTTPStatus.CONFLICT),
    ReplyError: Problem("parameter", HTTPStatus.UNPROCESSABLE_ENTITY, _reply),
    RunNotFoundError: Problem("not-found", HTTPStatus.NOT_FOUND),
    UploadNotFoundError: Problem("not-found", HTTPStatus.NOT_FOUND),
    PreferenceNotFoundError: Problem("not-found", HTTPStatus.NOT_FOUND),
    BackupError: Problem("backup", HTTPStatus.CONFLICT),
    DemoPortalsError: Problem("http", HTTPStatus.SERVICE_UNAVAILABLE),
    ReleaseWithdrawnError: Problem("withdrawn", HTTPStatus.GONE, _withdrawn),
    WithdrawnBeforeError: Problem("withdrawn-before", HTTPStatus.CONFLICT),
    FutureTimeError: Problem("parameter", HTTPStatus.UNPROCESSABLE_ENTITY, _as_of),
    UnsettledTimeError: Problem("not-settled", HTTPStatus.CONFLICT, _unsettled),
    CitationNotFoundError: Problem("not-found", HTTPStatus.NOT_FOUND),
    CitationEmptyError: Problem("nothing-to-cite", HTTPStatus.UNPROCESSABLE_ENTITY),
    CitationWithdrawnError: Problem("withdrawn", HTTPStatus.GONE, _cited_withdrawn),
    CitationBrokenError: Problem("citation-broken", HTTPStatus.CONFLICT),
    MappingNotFoundError: Problem("not-found", HTTPStatus.NOT_FOUND),
    SnapshotNotFoundError: Problem("snapshot-not-found", HTTPStatus.NOT_FOUND),
    SnapshotDamagedError: Problem("snapshot-damaged", HTTPStatus.CONFLICT),
    AccessRefusedError: Problem("access-refused", HTTPStatus.FORBIDDEN, _refused),
    RoleMissingError: Problem("role-missing", HTTPStatus.FORBIDDEN, _role),
    PurposeError: Problem("purpose-not-allowed", HTTPStatus.FORBIDDEN, _purpose),
    UnknownKeyError: Problem("unknown-key", HTTPStatus.UNAUTHORIZED),
    KeyInAddressError: Problem("key-in-address", HTTPStatus.BAD_REQUEST),
    KeyNotFoundError: Problem("not-found", HTTPStatus.NOT_FOUND),
    KeyLineFullError: Problem("key-line-full", HTTPStatus.CONFLICT, _line),
    ScopeMissingError: Problem("scope-missing", HTTPStatus.FORBIDDEN, _scope),
    SandboxError: Problem("sandbox", HTTPStatus.FORBIDDEN),
    JwksError: Problem("parameter", HTTPStatus.UNPROCESSABLE_ENTITY, _parameter),
    SigningKeyError: Problem("signing-key", HTTPStatus.SERVICE_UNAVAILABLE),
    UnknownProviderError: Problem("not-found", HTTPStatus.NOT_FOUND),
    ProviderEntryError: Problem("parameter", HTTPStatus.UNPROCESSABLE_ENTITY, _provider_entry),
    ProviderUnavailableError: Problem("provider-unavailable", HTTPStatus.SERVICE_UNAVAILABLE),
    ProviderFaultError: Problem("provider-fault", HTTPStatus.BAD_GATEWAY, _provider_fault),
    ExternalSignInError: Problem("external-sign-in", HTTPStatus.FORBIDDEN, _external_sign_in),
    UnknownCodeError: Problem("unknown-code", HTTPStatus.UNPROCESSABLE_ENTITY, _code),
    PeriodError: Problem("not-a-period", HTTPStatus.UNPROCESSABLE_ENTITY),
    UnitError: Problem("unit", HTTPStatus.UNPROCESSABLE_ENTITY),
    PlanError: Problem("plan", HTTPStatus.UNPROCESSABLE_ENTITY, _plan),
    SchemaError: Problem("schema", HTTPStatus.UNPROCESSABLE_ENTITY),
    LetterNotFoundError: Problem("not-found", HTTPStatus.NOT_FOUND, _letter),
    TooManyPlacesError: Problem("parameter", HTTPStatus.UNPROCESSABLE_ENTITY, _too_many),
    TooFewPlacesError: Problem("parameter", HTTPStatus.UNPROCESSABLE_ENTITY),
    NoPeriodsError: Problem("parameter", HTTPStatus.UNPROCESSABLE_ENTITY),
    ProfileMismatchError: Problem("profile", HTTPStatus.UNPROCESSABLE_ENTITY),
    SourceTellsNothingError: Problem("source-without-figures", HTTPStatus.UNPROCESSABLE_ENTITY),
    ParameterError: Problem("parameter", HTTPStatus.UNPROCESSABLE_ENTITY, _parameter),
    AuditUnavailableError: Problem("audit-unavailable", HTTPStatus.SERVICE_UNAVAILABLE),
    AuditRecordNotFoundError: Problem("not-found", HTTPStatus.NOT_FOUND),
    AuditSizeError: Problem("parameter", HTTPStatus.UNPROCESSABLE_ENTITY, _size),
    AuditProofError: Problem("audit-proof", HTTPStatus.UNPROCESSABLE_ENTITY),
    NotRehearsedError: Problem("not-found", HTTPStatus.NOT_FOUND),
    NothingToRehearseError: Problem("nothing-to-rehearse", HTTPStatus.CONFLICT),
    RehearsalError: Problem("parameter", HTTPStatus.UNPROCESSABLE_ENTITY, _parameter),
    PolicyDocumentError: Problem("policy-document", HTTPStatus.UNPROCESSABLE_ENTITY, _policy),
    LoginNameError: Problem("parameter", HTTPStatus.UNPROCESSABLE_ENTITY, _login_name),
    LoginNameTakenError: Problem("login-name-taken", HTTPStatus.CONFLICT),
    OrganisationExistsError: Problem("organisation-exists", HTTPStatus.CONFLICT),
    OrganisationRefusedError: Problem("parameter", HTTPStatus.UNPROCESSABLE_ENTITY, _organisation),
    LastAdministratorError: Problem("last-administrator", HTTPStatus.CONFLICT),
    LastCredentialError: Problem("last-credential", HTTPStatus.CONFLICT),
    StaffNotFoundError: Problem("not-found", HTTPStatus.NOT_FOUND),
    InvitationNotFoundError: Problem("not-found", HTTPStatus.NOT_FOUND),
    InvitationClosedError: Problem("invitation-closed", HTTPStatus.GONE),
    CredentialNotFoundError: Problem("not-found", HTTPStatus.NOT_FOUND),
    SignInRefusedError: Problem("sign-in-refused", HTTPStatus.UNAUTHORIZED),
    TooManyTriesError: Problem("too-many-tries", HTTPStatus.TOO_MANY_REQUESTS, _tries),
    InsecureAddressError: Problem("insecure-address", HTTPStatus.FORBIDDEN),
    NotSignedInError: Problem("not-signed-in", HTTPStatus.UNAUTHORIZED),
    CrossSiteError: Problem("cross-site", HTTPStatus.FORBIDDEN, _cross_site),
    CursorError: Problem("cursor", HTTPStatus.UNPROCESSABLE_ENTITY),
    DatasetIdentityError: Problem("dataset-identity", HTTPStatus.CONFLICT),
    FormatError: Problem("format", HTTPStatus.NOT_ACCEPTABLE, _format),
    ConnectorError: Problem("source", HTTPStatus.UNPROCESSABLE_ENTITY, _connector),
    LimitError: Problem("http", HTTPStatus.SERVICE_UNAVAILABLE),
    TooManyRequestsError: Problem("too-many-requests", HTTPStatus.TOO_MANY_REQUESTS, _too_many_requests),
    BodyTooLargeError: Problem("body-too-large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _body),
    BodyTooSlowError: Problem("body-too-slow", HTTPStatus.REQUEST_TIMEOUT, _body),
    BodyTooDeepError: Problem("body-too-deep", HTTPStatus.UNPROCESSABLE_ENTITY, _body),
    PublishingError: Problem("http", HTTPStatus.SERVICE_UNAVAILABLE),
    PolicyNotFoundError: Problem("not-found", HTTPStatus.NOT_FOUND),
    VersionNotFoundError: Problem("not-found", HTTPStatus.NOT_FOUND),
    PolicyTermsError: Problem("parameter", HTTPStatus.UNPROCESSABLE_ENTITY, terms_fault),
    PolicyStateError: Problem("policy-state", HTTPStatus.CONFLICT, state_fault),
    PolicyRefusedError: Problem("policy-refused", HTTPStatus.UNPROCESSABLE_ENTITY, lint_fault),
    LegalConfirmationError: Problem("legal-confirmation", HTTPStatus.UNPROCESSABLE_ENTITY, law_fault),
    FourEyesError: Problem("four-eyes", HTTPStatus.FORBIDDEN, eyes_fault),
    GoldenRequestsError: Problem("golden-requests", HTTPStatus.CONFLICT, golden_fault),
    QuotaError: Problem("http", HTTPStatus.SERVICE_UNAVAILABLE),
    QuotaTermsError: Problem("quota-terms", HTTPStatus.UNPROCESSABLE_ENTITY, _quota_terms),
    QuotaUsedUpError: Problem("quota-used-up", HTTPStatus.TOO_MANY_REQUESTS, _quota),
    QuestionTooCostlyError: Problem("too-costly", HTTPStatus.SERVICE_UNAVAILABLE, _costly),
}


def problem_of(error: Exception) -> Problem:
    """Give the problem of an error: that of its class, or of the nearest class above it."""
    return next(PROBLEMS[kind] for kind in type(error).__mro__ if kind in PROBLEMS)


def problem_body(problem: Problem, detail: str, request: Request, **more: object) -> dict[str, object]:
    """Give a problem's members in RFC 9457's order, with the request's id."""
    lang = language_of(request)
    return {
        "type": TYPES + problem.type,
        "title": say(f"problem.{problem.type}", lang),
        "status": int(problem.status),
        "detail": detail,
        "instance": request.url.path,
        "request_id": getattr(request.state, "request_id", ""),
        **more,
    }


def problem_response(body: Mapping[str, object]) -> Response:
    """Write a problem."""
    content = simplejson.dumps(body, use_decimal=True, ensure_ascii=False)
    return Response(content, status_code=int(str(body["status"])), media_type=MEDIA_TYPE)


def _written(request: Request, body: Mapping[str, object]) -> Response:
    """Write a problem as a page for a browser, else as RFC 9457 has it; who lacks a token is told where to get one."""
    answer = html_problem(request, body) or problem_response(body)
    kind, base_url = str(body["type"]).removeprefix(TYPES), request.app.state.gateway.settings.base_url
    if kind == "scope-missing":
        answer.headers["www-authenticate"] = challenge(base_url, "insufficient_scope", str(body["needed"]))
    elif body["status"] == HTTPStatus.UNAUTHORIZED:
        error = "invalid_token" if kind == "unknown-key" else ""
        answer.headers["www-authenticate"] = challenge(base_url, error)
    return answer


def _answer(request: Request, error: Exception) -> Response:
    problem = problem_of(error)
    if isinstance(error, UnknownCodeError) and error.code in request.path_params.values():
        problem = replace(problem, status=HTTPStatus.NOT_FOUND)
    more = problem.more(error, language_of(request))
    return _written(request, problem_body(problem, str(error), request, **more))


def problem_answer(request: Request, error: Exception) -> Response:
    """Write an error of ours as its problem, for layers in front of the routes."""
    return _answer(request, error)


def _invalid(request: Request, error: Exception) -> Response:
    details = error.errors() if isinstance(error, RequestValidationError) else []
    faults, lang = faults_of(details, request), language_of(request)
    problem = Problem("parameter", HTTPStatus.UNPROCESSABLE_ENTITY)
    errors = [one.told(lang) for one in faults]
    return _written(request, problem_body(problem, sentence(faults, lang), request, errors=errors))


def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    kind = "not-found" if status == HTTPStatus.NOT_FOUND else "http"
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    detail = _http_detail(request, error, headers.get("Allow", ""))
    answer = _written(request, problem_body(Problem(kind, HTTPStatus(status)), detail, request))
    answer.headers.update(headers)
    return answer


def _http_detail(request: Request, error: Exception, allowed: str) -> str:
    """Say what the framework says in two words: which address there is not, which method is not served."""
    said = str(error.detail) if isinstance(error, HTTPException) else ""
    if said == HTTPStatus.NOT_FOUND.phrase:
        return say("http.no_address", language_of(request), path=request.url.path[:MOST_SIGNS])
    if said == HTTPStatus.METHOD_NOT_ALLOWED.phrase and allowed:
        return say("http.no_method", language_of(request), method=request.method, allowed=allowed)
    return said


def _broken(request: Request, error: Exception) -> Response:
    """Say that the fault is ours; what happened is in the log under the request's id, not in the answer."""
    return _written(request, problem_body(Problem("internal", HTTPStatus.INTERNAL_SERVER_ERROR), "", request))


def install_problems(app: FastAPI) -> None:
    """Answer every error class of ours, and FastAPI's own, with its problem."""
    for kind in PROBLEMS:
        app.add_exception_handler(kind, _answer)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _broken)
