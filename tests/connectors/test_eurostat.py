"""Eurostat is asked by table and key, and its ways of not answering are told apart."""

import json

import pytest

from connectors.errors import (
    ConnectorError,
    DelayedAnswerError,
    EmptyFileError,
    EurostatKeyError,
    EurostatRefusalError,
    JsonStatError,
    NotFoundError,
    NotJsonError,
    OverloadedError,
    RequestRefusedError,
    ServerFailureError,
    TransientError,
)
from connectors.eurostat import EurostatQuestion, data_request, fetch_table
from connectors.fetching import Request, sending
from connectors.raw_table import RawTable
from tests.connectors.outgoing import portal
from tests.fakes.server import Reply, always

GASES = EurostatQuestion("env_air_gge", {"unit": ["THS_T"], "geo": ["SI", "HR"]}, since="2010")


def answer(reply: Reply) -> RawTable:
    with portal(always(reply)) as (server, client):
        return fetch_table(sending(client.outgoing.fetch), server.url, GASES)


def test_a_question_is_asked_by_table_key_and_period() -> None:
    question = EurostatQuestion(
        "demo_pjan", {"geo": ["SI", "EU27_2020"]}, since="2010", until="2024", lang="fr"
    )

    assert data_request("https://ec.europa.eu/eurostat/api/dissemination/", question) == Request(
        "GET",
        "https://ec.europa.eu/eurostat/api/dissemination/statistics/1.0/data/demo_pjan"
        "?format=JSON&lang=fr&geo=SI&geo=EU27_2020&sinceTimePeriod=2010&untilTimePeriod=2024",
        (("Accept", "application/json"),),
    )


@pytest.mark.parametrize(
    "question",
    [
        EurostatQuestion(""),
        EurostatQuestion("../../secret"),
        EurostatQuestion("a?b=c"),
        EurostatQuestion("env_air_gge", {"geo": []}),
        EurostatQuestion("env_air_gge", {"geo&x": ["SI"]}),
        EurostatQuestion("env_air_gge", {"format": ["TSV"]}),
        EurostatQuestion("env_air_gge", {"geo": ["SI"], "geoLevel": ["country"]}),
        EurostatQuestion("env_air_gge", {"lastTimePeriod": ["1"]}, since="2010"),
        EurostatQuestion("env_air_gge", {"time": ["2018"]}, since="2010"),
    ],
)
def test_what_eurostat_would_refuse_is_not_asked(question: EurostatQuestion) -> None:
    with pytest.raises(EurostatKeyError):
        data_request("https://ec.example", question)


def test_codes_cannot_break_out_of_the_address() -> None:
    request = data_request("https://ec.example", EurostatQuestion("t", {"geo": ["SI&format=TSV#"]}))

    assert (
        request.url == "https://ec.example/statistics/1.0/data/t?format=JSON&lang=en&geo=SI%26format%3DTSV%23"
    )


def test_the_answers_table_is_read() -> None:
    document = {
        "version": "2.0",
        "class": "dataset",
        "id": ["geo"],
        "size": [2],
        "dimension": {"geo": {"category": {"index": {"SI": 0, "HR": 1}}}},
        "value": {"0": 17744.9},
        "status": {"1": ":"},
    }

    table = answer(Reply(json.dumps(document).encode()))

    assert [[cell.text for cell in row] for row in table.rows] == [["SI", "17744.9", ""], ["HR", "", ":"]]


WARNING = (
    b'{"warning": {"status": 413, "label": "ASYNCHRONOUS_RESPONSE. Your request will be treated later."}}'
)
PAGE = b"<!DOCTYPE html><html><title>Eurostat</title>"


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(WARNING), DelayedAnswerError),
        (Reply(b'{"warning": [{"status": "413"}]}'), DelayedAnswerError),
        (Reply(b'{"error": [{"status": 413, "id": 413}]}', 413), DelayedAnswerError),
        (Reply(PAGE, 200, media_type="text/html"), OverloadedError),
        (Reply(PAGE, 404, media_type="text/html"), NotFoundError),
        (Reply(PAGE, 500, media_type="text/html"), ServerFailureError),
        (
            Reply(b'{"error": [{"status": 404, "id": 100, "label": "No data set"}]}', 404),
            EurostatRefusalError,
        ),
        (
            Reply(b'{"error": [{"status": 400, "id": 150, "label": "Bad dimension"}]}', 400),
            EurostatRefusalError,
        ),
        (Reply(b'{"error": {"status": 400, "id": 150, "label": "Bad"}}'), EurostatRefusalError),
        (Reply(b'{"error": "text"}'), EurostatRefusalError),
        (Reply(b"{}", 400), RequestRefusedError),
        (Reply(b"{}"), JsonStatError),
        (Reply(b""), EmptyFileError),
        (Reply(b"freq,unit,geo\tTIME"), NotJsonError),
    ],
)
def test_each_way_of_not_answering_is_told_apart(reply: Reply, kind: type[ConnectorError]) -> None:
    with pytest.raises(kind) as error:
        answer(reply)

    assert error.type is kind
    assert "/statistics/1.0/data/env_air_gge?" in error.value.url
    assert error.value.sentence("sl")


def test_an_answer_that_will_come_as_a_file_is_tried_again_later() -> None:
    with pytest.raises(TransientError) as error:
        answer(Reply(WARNING))

    assert "name more dimensions in select.key, or a later select.since" in str(error.value)


def test_eurostats_own_words_are_quoted() -> None:
    with pytest.raises(EurostatRefusalError) as error:
        answer(Reply(b'{"error": [{"status": 404, "id": 100, "label": "No data set"}]}', 404))

    assert error.value.found == "100: No data set"
