"""Rubbish at random, the same at every run: whatever is asked, never a fault, always JSON."""

import random
import re
from typing import Any

import pytest
from django.test import Client

from fis_portal.core.api.schema import schema_openapi
from tests.community.factories import EventoFactory
from tests.progetti.factories import ProgettoFactory

pytestmark = pytest.mark.django_db
RICHIESTE_PER_INDIRIZZO = 20
CHIAVI = ("II", "imbuto", "1", "046017", "16", "uno", "%00", "a%2Fb", "..", "%F0%9F%92%A5", "'")
VALORI = (
    *("", "0", "1", "-1", "9" * 30, "1.5", "NaN", "Infinity", "1e309", "٣", "null", "true"),
    *("à", "😀" * 100, "\x00", "a\x00b", "%", "%zz", "'", '"', "' OR 1=1 --", "\\", "<script>"),
    *("../..", "[]", "{}", "\u202e", "\ufffe", " ", "\r\nX: y", "a" * 5000, "(a|b)*", "a:*&|!"),
    *("2026-02-30", "0000-00-00", "2024-01-01", "9999-12-31", "toscana", "II", "-titolo"),
)


def _query(caso: random.Random, operazione: dict[str, Any]) -> dict[str, list[str]]:
    nomi = [p["name"] for p in operazione.get("parameters", []) if p["in"] == "query"]
    nomi += ["pippo", "format", "\x00"]
    scelti = caso.sample(nomi, caso.randint(0, min(3, len(nomi))))
    return {nome: caso.choices(VALORI, k=caso.choice([1, 1, 2])) for nome in scelti}


@pytest.mark.parametrize("percorso", list(schema_openapi()["paths"]))
def test_rubbish_is_answered_and_never_breaks(client: Client, percorso: str) -> None:
    ProgettoFactory(slug="uno", temi=["disabilità"], comune__codice_istat="046017")
    EventoFactory(slug="uno")
    caso = random.Random(percorso)
    operazione = schema_openapi()["paths"][percorso]["get"]

    for _ in range(RICHIESTE_PER_INDIRIZZO):
        indirizzo = re.sub(r"{\w+}", lambda _m: caso.choice(CHIAVI), percorso)
        query = _query(caso, operazione)
        risposta = client.get(indirizzo, query)

        assert risposta.status_code in (200, 400, 404), (indirizzo, query)
        if risposta.status_code != 200:
            assert set(risposta.json()) == {"code", "message", "fields"}, (indirizzo, query)
