from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

Leggi = Callable[..., dict[str, Any]]


@pytest.fixture
def leggi(client: Client) -> Leggi:
    """The JSON of an address of the API, which must answer 200."""

    def leggi(percorso: str, /, **parametri: Any) -> dict[str, Any]:
        risposta = client.get(f"/api/v1/{percorso}", parametri)
        assert risposta.status_code == 200, risposta.content
        dati: dict[str, Any] = risposta.json()
        return dati

    return leggi


@pytest.fixture
def errore(client: Client) -> Leggi:
    """The error of an address of the API, which must have the one shape and the status asked."""

    def errore(percorso: str, atteso: int, /, **parametri: Any) -> dict[str, Any]:
        risposta: HttpResponse = client.get(f"/api/v1/{percorso}", parametri)
        dati: dict[str, Any] = risposta.json()
        assert risposta.status_code == atteso, dati
        assert set(dati) == {"code", "message", "fields"}
        assert risposta.headers["Content-Type"] == "application/json; charset=utf-8"
        assert risposta.headers["Cache-Control"] == "no-store"
        return dati

    return errore
