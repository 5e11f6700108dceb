"""Logs of the portal in production: one JSON line per event, with an id, without people (A1 40)."""

import json
import uuid

import pytest

from tests.sicurezza.prepara import EMAIL, PASSWORD
from tests.sicurezza.produzione import Produzione

INDIRIZZO = "198.51.100.251"


def _riga(produzione: Produzione, request_id: str) -> dict[str, object]:
    (riga,) = produzione.righe_log(request_id)
    letta: dict[str, object] = json.loads(riga)
    return letta


def _id() -> str:
    return f"prova-{uuid.uuid4().hex[:16]}"


def test_every_line_is_a_json_object_also_of_the_web_server(produzione: Produzione) -> None:
    produzione.chiedi("/non-esiste/")

    righe = [json.loads(riga) for riga in produzione.log.read_text().splitlines()]

    assert {"gunicorn.error", "django.request"} <= {riga["logger"] for riga in righe}
    assert all({"time", "level", "message", "request_id"} <= set(riga) for riga in righe)


@pytest.mark.parametrize(
    ("percorso", "stato"), [("/non-esiste/", 404), ("/api/v1/progetti/?boh=1", 400)]
)
def test_a_refusal_is_logged_with_the_id_of_its_request(
    produzione: Produzione, percorso: str, stato: int
) -> None:
    request_id = _id()

    risposta = produzione.chiedi(percorso, X_Request_ID=request_id, X_Forwarded_For=INDIRIZZO)

    assert (risposta.stato, risposta.testate["X-Request-ID"]) == (stato, request_id)
    assert _riga(produzione, request_id)["status_code"] == stato


def test_who_enters_is_logged_by_number(produzione: Produzione) -> None:
    request_id = _id()

    produzione.accedi(EMAIL, PASSWORD, X_Request_ID=request_id)

    righe = [json.loads(riga) for riga in produzione.righe_log(request_id)]
    assert [(riga["evento"], riga["esito"]) for riga in righe] == [
        ("secondo_fattore", "recovery_codes"),
        ("accesso", "riuscito"),
    ]
    assert all(riga["oggetto_id"] for riga in righe)


def test_who_fails_to_enter_is_logged_without_name_and_address(produzione: Produzione) -> None:
    request_id, email = _id(), f"{uuid.uuid4().hex}@example.org"

    produzione.accedi(email, "sbagliata", X_Request_ID=request_id, X_Forwarded_For=INDIRIZZO)

    riga = _riga(produzione, request_id)
    assert (riga["evento"], riga["esito"]) == ("accesso", "fallito")


def test_a_fault_is_logged_with_its_place_and_without_the_row(produzione: Produzione) -> None:
    request_id = _id()

    with produzione.senza_tabella("progetti_progetto"):
        produzione.chiedi("/progetti/?q=segretissimo", X_Request_ID=request_id)

    riga = _riga(produzione, request_id)
    assert riga["level"] == "ERROR"
    assert riga["exception"]["type"] == "ProgrammingError"  # type: ignore[index]


@pytest.mark.parametrize(
    "percorso",
    [
        "/non-esiste%0d%0a%7b%22level%22:%22falso%22%7d/",
        "/progetti/x%0aseconda/",
        "/comuni/%E2%80%A8riga/",
        "/api/v1/temi/%0a/",
    ],
)
def test_a_line_end_in_an_address_makes_no_second_line(
    produzione: Produzione, percorso: str
) -> None:
    request_id = _id()

    produzione.chiedi(percorso, X_Request_ID=request_id)

    assert _riga(produzione, request_id)["status_code"] == 404


def test_an_id_with_a_line_end_is_replaced(produzione: Produzione) -> None:
    risposta = produzione.chiedi("/non-esiste/", X_Request_ID="prova-0123456789 falso")

    assert len(risposta.testate["X-Request-ID"]) == 32


def test_no_personal_data_reaches_the_logs(produzione: Produzione) -> None:
    # Search words, addresses of people and machines, passwords, cookies.
    risposta = produzione.accedi(EMAIL, PASSWORD, X_Forwarded_For=INDIRIZZO)
    produzione.chiedi("/progetti/?q=mario.rossi@example.org", X_Forwarded_For=INDIRIZZO)
    produzione.chiedi("/mario.rossi@example.org/", X_Forwarded_For=INDIRIZZO)
    produzione.chiedi("/non-esiste/?q=RSSMRA80A01H501U", User_Agent="Browser di Mario")

    registro = produzione.log.read_text()

    cookie = (risposta.testate["Set-Cookie"] or "").partition("=")[2].partition(";")[0]
    for dato in (EMAIL, PASSWORD, INDIRIZZO, "mario.rossi", "RSSMRA80A01H501U", "Mario", cookie):
        assert dato not in registro
