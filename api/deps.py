"""What routes are handed: gateway, session, subject, door and language."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session

from api.door import Door
from api.gateway import Gateway
from api.keys import subject_of_key
from api.language import language_of
from policies.decision import ANONYMOUS, Subject
from schemas.languages import Lang


def get_gateway(request: Request) -> Gateway:
    """Give the gateway that serves."""
    gateway: Gateway = request.app.state.gateway
    return gateway


GatewayDep = Annotated[Gateway, Depends(get_gateway)]


def get_session(gateway: GatewayDep) -> Iterator[Session]:
    """Give one unit of work: it commits before the answer is sent, or the answer is the failure."""
    with Session(gateway.engine, expire_on_commit=False) as session:
        yield session
        session.commit()


SessionDep = Annotated[Session, Depends(get_session, scope="function")]


def get_subject(request: Request, gateway: GatewayDep, session: SessionDep) -> Subject:
    """Give who asks: the holder of the key in the Authorization header, or the world."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if not scheme:
        return ANONYMOUS
    return subject_of_key(
        session, gateway.pepper, key.strip() if scheme.lower() == "bearer" else "", gateway.clock()
    )


SubjectDep = Annotated[Subject, Depends(get_subject)]


def get_door(request: Request, gateway: GatewayDep, session: SessionDep, subject: SubjectDep) -> Door:
    """Give the subject's door."""
    request_id = getattr(request.state, "request_id", "")
    return Door(subject, session, gateway.audit, gateway.clock(), request_id)


DoorDep = Annotated[Door, Depends(get_door)]
LangDep = Annotated[Lang, Depends(language_of)]
