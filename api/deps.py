"""What routes are handed: gateway, session, subject, door and language.

They are coroutines: only what waits for the database goes to a thread. Each change of threads costs more than most of
them do; measured, a new question takes 0.5 ms less.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Annotated

from anyio import CancelScope
from fastapi import Depends, Request
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool

from api.circumstances import circumstances_of
from api.door import Door
from api.gateway import Gateway
from api.language import language_of
from api.machines.recognising import subject_of_bearer
from api.machines.scopes import require_scope
from api.people.csrf import csrf_token
from api.people.live import get_live_session
from api.people.models import PersonSession
from api.people.roles import departments
from api.people.sessions import COOKIE, subject_in
from catalogue.audit import recorded_in
from policies.decision import ANONYMOUS, Subject
from policies.roles import reaching_roles
from schemas.languages import Lang


def gateway_of(request: Request) -> Gateway:
    """Give the gateway that serves."""
    gateway: Gateway = request.app.state.gateway
    return gateway


async def get_gateway(request: Request) -> Gateway:
    """Give the gateway that serves, as a dependency."""
    return gateway_of(request)


GatewayDep = Annotated[Gateway, Depends(get_gateway)]


async def get_session(request: Request) -> AsyncIterator[Session]:
    """Give one unit of work: it commits before the answer is sent, or the answer is the failure.

    Only so many are at work at once as there are connections for them: who waits for a connection does so here, where it
    holds no thread that those who have one need.
    """
    async with request.app.state.at_work:
        session = Session(gateway_of(request).engine, expire_on_commit=False)
        try:
            yield session
            if session.in_transaction():
                await run_in_threadpool(session.commit)
            if recorded_in(session):
                await run_in_threadpool(_move_acts, gateway_of(request))
        finally:
            if session.in_transaction():
                with CancelScope(shield=True):
                    await run_in_threadpool(session.close)


def _move_acts(gateway: Gateway) -> None:
    gateway.audit.drain_or_tell(gateway.engine)


SessionDep = Annotated[Session, Depends(get_session, scope="function")]


async def get_subject(request: Request, session: SessionDep) -> Subject:
    """Give who asks: the holder of the credential in the Authorization header, who is signed in, or the world.

    A credential that is sent counts more than a session: it is sent on purpose, a cookie by whatever page asks.
    """
    subject = await _recognised(request, session)
    await request.app.state.limits.know(request, subject)
    require_scope(subject, request.method, request.url.path)
    return subject


async def _recognised(request: Request, session: Session) -> Subject:
    scheme, _, sent = request.headers.get("authorization", "").partition(" ")
    if scheme:
        token = sent.strip() if scheme.lower() == "bearer" else ""
        return await run_in_threadpool(_by_credential, session, gateway_of(request), token)
    row = await get_live_session(request) if COOKIE in request.cookies else None
    if row is None:
        return ANONYMOUS
    request.state.csrf = csrf_token(gateway_of(request), row)
    return await run_in_threadpool(_by_session, session, row)


def _by_credential(session: Session, gateway: Gateway, token: str) -> Subject:
    return _with_departments(session, subject_of_bearer(session, gateway, token, gateway.clock()))


def _by_session(session: Session, row: PersonSession) -> Subject:
    return _with_departments(session, subject_in(session, row) or ANONYMOUS)


def _with_departments(session: Session, subject: Subject) -> Subject:
    """Give a subject with its roles on what stands under the organisations that it has them on."""
    if not subject.roles:
        return subject
    return replace(subject, roles=reaching_roles(subject.roles, departments(session)))


SubjectDep = Annotated[Subject, Depends(get_subject)]


async def get_door(request: Request, session: SessionDep, subject: SubjectDep) -> Door:
    """Give the subject's door."""
    gateway = gateway_of(request)
    request_id = getattr(request.state, "request_id", "")
    told = getattr(request.state, "epochs", None)
    return Door(
        subject, session, gateway.audit, gateway.clock(), gateway.policies, request_id,
        circumstances_of(request, subject), None if told is None else dict(told),
    )  # fmt: skip


async def get_language(request: Request) -> Lang:
    """Give the language of a request's answer."""
    return language_of(request)


DoorDep = Annotated[Door, Depends(get_door)]
LangDep = Annotated[Lang, Depends(get_language)]
