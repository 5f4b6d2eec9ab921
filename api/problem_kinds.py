"""Which problem each error is: its type, its status, and what more it tells; one table for the whole gateway."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from api.asking_faults import ASKING
from api.changing_faults import CHANGING
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
from api.oidc.errors import (
    ExternalSignInError,
    ProviderEntryError,
    ProviderFaultError,
    ProviderUnavailableError,
    UnknownProviderError,
)
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
from api.storing_faults import STORING
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
from catalogue.notices_errors import AddressError, AddressNotFoundError, FeedNotFoundError, NoticesError
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
from connectors.errors import ConnectorError, RunBusyError
from connectors.run_errors import RunNotHeldError, RunTakenError
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


def _parameter(
    error: ParameterError | JwksError | RehearsalError | AddressError, _lang: Lang
) -> Mapping[str, object]:
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
    **{kind: Problem(*told) for kind, told in {**ASKING, **CHANGING, **STORING}.items()},
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
    RunBusyError: Problem("run-state", HTTPStatus.CONFLICT, _connector),
    RunTakenError: Problem("run-state", HTTPStatus.CONFLICT, _connector),
    RunNotHeldError: Problem("run-state", HTTPStatus.CONFLICT, _connector),
    ConnectorError: Problem("source", HTTPStatus.UNPROCESSABLE_ENTITY, _connector),
    LimitError: Problem("http", HTTPStatus.SERVICE_UNAVAILABLE),
    TooManyRequestsError: Problem("too-many-requests", HTTPStatus.TOO_MANY_REQUESTS, _too_many_requests),
    BodyTooLargeError: Problem("body-too-large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _body),
    BodyTooSlowError: Problem("body-too-slow", HTTPStatus.REQUEST_TIMEOUT, _body),
    BodyTooDeepError: Problem("body-too-deep", HTTPStatus.UNPROCESSABLE_ENTITY, _body),
    PublishingError: Problem("http", HTTPStatus.SERVICE_UNAVAILABLE),
    AddressError: Problem("parameter", HTTPStatus.UNPROCESSABLE_ENTITY, _parameter),
    AddressNotFoundError: Problem("not-found", HTTPStatus.NOT_FOUND),
    FeedNotFoundError: Problem("not-found", HTTPStatus.NOT_FOUND),
    NoticesError: Problem("http", HTTPStatus.SERVICE_UNAVAILABLE),
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
