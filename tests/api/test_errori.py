"""Rubbish in, a clear Italian answer out: never a 500, always the one shape."""

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from rest_framework import exceptions
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from fis_portal.core.errors import DomainError
from tests.api.conftest import Leggi
from tests.progetti.factories import ProgettoFactory

ELENCHI = (
    "comuni",
    "eventi",
    "interventi",
    "macroaree",
    "monitoraggio/dati-pubblicati",
    "monitoraggio/figure",
    "monitoraggio/report",
    "progetti",
    "regioni",
    "temi",
)


class _Scrittura(APIView):
    """An address that takes JSON: the public API has none, the error shape must hold anyway."""

    permission_classes = (AllowAny,)
    errore: Exception | None = None

    def post(self, request: Request) -> Response:
        if self.errore:
            raise self.errore
        return Response(request.data)


def _invia(corpo: bytes, tipo: str = "application/json", **opzioni: Any) -> tuple[int, Any]:
    richiesta = APIRequestFactory().generic("POST", "/api/v1/prova/", corpo, content_type=tipo)
    risposta = _Scrittura.as_view(**opzioni)(richiesta).render()
    return risposta.status_code, json.loads(risposta.content)


def test_malformed_json_is_told() -> None:
    stato, dati = _invia(b'{"aperta": ')

    assert (stato, dati["code"]) == (400, "parse_error")
    assert dati["message"] == "Il corpo della richiesta non è JSON valido."


def test_body_that_is_not_json_is_told() -> None:
    stato, dati = _invia(b"a=1", "application/x-www-form-urlencoded")

    assert (stato, dati["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    ("errore", "stato", "codice"),
    [
        (exceptions.NotAuthenticated(), 403, "not_authenticated"),
        (exceptions.AuthenticationFailed(), 403, "authentication_failed"),
        (exceptions.PermissionDenied(), 403, "permission_denied"),
        (PermissionDenied(), 403, "permission_denied"),
        (DomainError("stato_errato", "Il progetto è già concluso."), 409, "stato_errato"),
        (DomainError("incompleto", "Manca il titolo.", {"titolo": ["Manca."]}), 400, "incompleto"),
    ],
)
def test_every_refusal_has_the_same_shape(errore: Exception, stato: int, codice: str) -> None:
    risposta, dati = _invia(b"{}", errore=errore)

    assert (risposta, dati["code"]) == (stato, codice)
    assert set(dati) == {"code", "message", "fields"}
    assert dati["message"]


def test_nested_messages_are_told_by_path() -> None:
    dettaglio = {"righe": [{}, {"importo": ["Troppo."]}], "non_field_errors": ["Non torna."]}

    _stato, dati = _invia(b"{}", errore=exceptions.ValidationError(dettaglio))

    assert dati["fields"] == {"righe.1.importo": ["Troppo."], "generale": ["Non torna."]}


@pytest.mark.django_db
@pytest.mark.parametrize("elenco", ELENCHI)
@pytest.mark.parametrize(
    ("parametri", "colpevole"),
    [
        ({"pippo": "1"}, "pippo"),
        ({"page": "abc"}, "page"),
        ({"page": "0"}, "page"),
        ({"page": "-1"}, "page"),
        ({"page": "1.5"}, "page"),
        ({"page": "١"}, "page"),
        ({"page": "9" * 30}, "page"),
        ({"page": "\x00"}, "page"),
        ({"page": ["1", "2"]}, "page"),
        ({"page_size": "0"}, "page_size"),
        ({"page_size": "201"}, "page_size"),
        ({"page_size": "molte"}, "page_size"),
        ({"\x00": "1"}, "�"),
    ],
)
def test_wrong_parameters_are_named(
    errore: Leggi, elenco: str, parametri: dict[str, Any], colpevole: str
) -> None:
    dati = errore(f"{elenco}/", 400, **parametri)

    assert dati["code"] == "invalid"
    assert list(dati["fields"]) == [colpevole]


@pytest.mark.django_db
@pytest.mark.parametrize("elenco", ELENCHI)
def test_page_beyond_the_last_does_not_exist(errore: Leggi, elenco: str) -> None:
    dati = errore(f"{elenco}/", 404, page="999999999999")

    assert dati["message"] == "La pagina 999999999999 non esiste: l'ultima è la 1."


@pytest.mark.django_db
def test_unknown_parameter_lists_those_there_are(errore: Leggi) -> None:
    dati = errore("temi/", 400, colore="blu")

    assert dati["fields"]["colore"] == [
        "Parametro sconosciuto. Quelli ammessi sono: ordine, page, page_size."
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("percorso", "parametri", "colpevole"),
    [
        ("progetti/", {"tema": "inesistente"}, "tema"),
        ("progetti/", {"tema": "\x00"}, "tema"),
        ("progetti/", {"q": "a\x00b"}, "q"),
        ("progetti/", {"q": ["a", "b"]}, "q"),
        ("progetti/", {"q": "a" * 201}, "q"),
        ("progetti/", {"comune": "abc"}, "comune"),
        ("progetti/", {"stato": "boh"}, "stato"),
        ("progetti/", {"dimostrativi": "forse"}, "dimostrativi"),
        ("progetti/", {"ordine": "pk"}, "ordine"),
        ("progetti/", {"ordine": "comune__nome"}, "ordine"),
        ("progetti/", {"ordine": "--titolo"}, "ordine"),
        ("comuni/", {"provincia": "XX"}, "provincia"),
        ("comuni/", {"capoluogo": "2"}, "capoluogo"),
        ("eventi/", {"anno": "duemila"}, "anno"),
        ("eventi/", {"anno": "NaN"}, "anno"),
        ("eventi/", {"anno": "9" * 40}, "anno"),
        ("monitoraggio/report/", {"anno": "99999"}, "anno"),
        ("monitoraggio/report/", {"tipo": "boh"}, "tipo"),
        ("monitoraggio/dati-pubblicati/", {"figura": "boh"}, "figura"),
        ("monitoraggio/figure/imbuto/", {"dimostrativi": "x"}, "dimostrativi"),
        ("monitoraggio/figure/imbuto/", {"alla": ["2024-01-01", "2025-01-01"]}, "alla"),
        ("monitoraggio/figure/imbuto/", {"pippo": "1"}, "pippo"),
    ],
)
def test_wrong_filters_are_named(
    errore: Leggi, percorso: str, parametri: dict[str, Any], colpevole: str
) -> None:
    dati = errore(percorso, 400, **parametri)

    assert list(dati["fields"]) == [colpevole]
    assert "\x00" not in dati["message"]


@pytest.mark.django_db
def test_details_take_no_parameters(errore: Leggi) -> None:
    ProgettoFactory(slug="uno")

    dati = errore("progetti/uno/", 400, dimostrativi="1")

    assert dati["fields"] == {"dimostrativi": ["Questo indirizzo non ha parametri."]}


@pytest.mark.django_db
def test_marks_of_social_networks_are_let_through(leggi: Leggi) -> None:
    assert leggi("temi/", utm_source="x", fbclid="y")["count"] == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "percorso",
    [
        "boh/",
        "progetti/inesistente/",
        "progetti/a%00b/",
        "progetti/../../etc/passwd",
        "comuni/12/",
        "comuni/999999/",
        "interventi/IX/",
        "monitoraggio/report/0/",
        "monitoraggio/report/999999999999999999/",
        "monitoraggio/report/99999999999999999999999/",
        "monitoraggio/figure/boh/",
    ],
)
def test_what_is_not_there_is_a_404_of_the_one_shape(errore: Leggi, percorso: str) -> None:
    assert errore(percorso, 404)["code"] == "not_found"


def test_unknown_addresses_of_the_api_answer_json(client: Client) -> None:
    risposta = client.get("/api/v2/progetti/")

    assert risposta.status_code == 404
    assert set(risposta.json()) == {"code", "message", "fields"}


@pytest.mark.parametrize("metodo", ["post", "put", "patch", "delete", "options", "trace"])
@pytest.mark.parametrize("percorso", ["progetti/", "progetti/uno/", "monitoraggio/figure/imbuto/"])
def test_the_api_only_reads(client: Client, metodo: str, percorso: str) -> None:
    risposta = getattr(client, metodo)(f"/api/v1/{percorso}")

    assert risposta.status_code == 405
    assert risposta.headers["Allow"] == "GET, HEAD"
    assert risposta.json()["code"] == "method_not_allowed"


@pytest.mark.django_db
def test_other_formats_are_refused_politely(client: Client) -> None:
    risposta = client.get("/api/v1/temi/", headers={"accept": "application/xml"})

    assert risposta.status_code == 406
    assert "application/json" in risposta.json()["message"]


@pytest.mark.django_db
def test_a_slash_forgotten_is_added(client: Client) -> None:
    risposta = client.get("/api/v1/temi?page=1")

    assert (risposta.status_code, risposta.headers["Location"]) == (301, "/api/v1/temi/?page=1")
