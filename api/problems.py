"""Problems: each error class of ours mapped once to an RFC 9457 problem."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus

import simplejson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api.language import language_of
from api.oauth.metadata import challenge
from api.pages.problems import html_problem
from api.parameter_faults import MOST_SIGNS, faults_of, sentence
from api.problem_kinds import PROBLEMS, Problem
from schemas.errors import UnknownCodeError
from schemas.messages import say

MEDIA_TYPE = "application/problem+json; charset=utf-8"
TYPES = "https://ogledalo.eu/problems/"


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
