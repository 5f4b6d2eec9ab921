"""What routes are handed: gateway, session, subject, door and language.

They are coroutines: only what waits for the database goes to a thread. Each change of threads costs more than most of
them do; measured, a new question takes 0.5 ms less.
"""

from collections.abc import AsyncIterator
from typing import Annotated

from anyio import CancelScope
from fastapi import Depends, Request
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool

from api.door import Door
from api.gateway import Gateway
from api.keys import subject_of_key
from api.language import language_of
from catalogue.audit import recorded_in
from policies.decision import ANONYMOUS, Subject
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
    """Give one unit of work: it commits before the answer is sent, or the answer is the failure."""
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
    """Give who asks: the holder of the key in the Authorization header, or the world."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if not scheme:
        return ANONYMOUS
    gateway = gateway_of(request)
    sent = key.strip() if scheme.lower() == "bearer" else ""
    return await run_in_threadpool(subject_of_key, session, gateway.pepper, sent, gateway.clock())


SubjectDep = Annotated[Subject, Depends(get_subject)]


async def get_door(request: Request, session: SessionDep, subject: SubjectDep) -> Door:
    """Give the subject's door."""
    gateway = gateway_of(request)
    request_id = getattr(request.state, "request_id", "")
    return Door(subject, session, gateway.audit, gateway.clock(), request_id)


async def get_language(request: Request) -> Lang:
    """Give the language of a request's answer."""
    return language_of(request)


DoorDep = Annotated[Door, Depends(get_door)]
LangDep = Annotated[Lang, Depends(get_language)]
