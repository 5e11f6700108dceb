import json
import logging

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from fis_portal.core.logs import REQUEST_ID, JsonFormatter
from fis_portal.core.middleware import RequestIdMiddleware


def _passa(rf: RequestFactory, proposto: str | None) -> tuple[str, str, str]:
    """Id on the request, id in the logs during the request, id in the answer."""
    visti: list[str] = []

    def vista(request: HttpRequest) -> HttpResponse:
        visti.extend([request.request_id, REQUEST_ID.get()])  # type: ignore[attr-defined]
        return HttpResponse()

    testate = {} if proposto is None else {"X-Request-ID": proposto}
    risposta = RequestIdMiddleware(vista)(rf.get("/", headers=testate))
    return visti[0], visti[1], risposta["X-Request-ID"]


def test_id_of_the_proxy_is_kept_everywhere(rf: RequestFactory) -> None:
    assert set(_passa(rf, "proxy-0123.abc_X")) == {"proxy-0123.abc_X"}


@pytest.mark.parametrize(
    "proposto",
    [None, "", "corto", "a" * 65, "con spazio 1234", "riga\n12345678", "<script>alert()"],
)
def test_other_ids_are_replaced_by_our_own(rf: RequestFactory, proposto: str | None) -> None:
    (unico,) = set(_passa(rf, proposto))

    assert unico != proposto
    assert len(unico) == 32


def test_id_does_not_leak_into_the_next_request(rf: RequestFactory) -> None:
    _passa(rf, "proxy-0123")

    assert REQUEST_ID.get() == ""


def test_user_is_named_by_id_without_asking_the_database(rf: RequestFactory) -> None:
    righe: list[str] = []

    class Utente:
        pk = 12

    def vista(request: HttpRequest) -> HttpResponse:
        record = logging.LogRecord("x", logging.INFO, __file__, 1, "prima", (), None)
        righe.append(JsonFormatter().format(record))
        request._cached_user = Utente()  # type: ignore[attr-defined]
        righe.append(JsonFormatter().format(record))
        return HttpResponse()

    RequestIdMiddleware(vista)(rf.get("/"))

    assert [json.loads(riga)["user_id"] for riga in righe] == [None, 12]


def test_answers_logged_after_all_middleware_still_carry_the_id(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    client.post("/salute/", headers={"X-Request-ID": "proxy-0123"})

    righe = [json.loads(JsonFormatter().format(r)) for r in caplog.records]
    assert righe
    assert {riga["request_id"] for riga in righe} == {"proxy-0123"}
