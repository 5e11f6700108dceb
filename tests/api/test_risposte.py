"""What all answers have in common: caching, conditional reads, reading from other sites."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from fis_portal.accounts.models import User
from tests.api.conftest import Leggi
from tests.community.factories import EventoFactory, PartecipazioneFactory
from tests.comuni.factories import ComuneFactory
from tests.core.factories import FonteFactory
from tests.progetti.factories import (
    FaseProgettoFactory,
    FattoProgettoFactory,
    PartenariatoFactory,
    ProgettoFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def uno() -> None:
    ProgettoFactory(slug="uno")


@pytest.mark.parametrize(
    "percorso", ["", "progetti/", "progetti/uno/", "monitoraggio/figure/imbuto/", "schema/"]
)
def test_answer_may_be_kept_a_minute_and_is_asked_again_by_its_mark(
    client: Client, uno: None, percorso: str
) -> None:
    prima = client.get(f"/api/v1/{percorso}")
    dopo = client.get(f"/api/v1/{percorso}", headers={"if-none-match": prima.headers["ETag"]})

    assert prima.headers["Cache-Control"] == "public, max-age=60"
    assert (dopo.status_code, dopo.content) == (304, b"")
    assert dopo.headers["ETag"] == prima.headers["ETag"]
    assert dopo.headers["Access-Control-Allow-Origin"] == "*"


def test_mark_weakened_by_a_proxy_still_counts(client: Client, uno: None) -> None:
    etag = client.get("/api/v1/progetti/").headers["ETag"]

    assert (
        client.get("/api/v1/progetti/", headers={"if-none-match": f"W/{etag}"}).status_code == 304
    )


def test_mark_changes_with_the_data(client: Client, uno: None) -> None:
    etag = client.get("/api/v1/progetti/").headers["ETag"]
    ProgettoFactory()

    risposta = client.get("/api/v1/progetti/", headers={"if-none-match": etag})

    assert risposta.status_code == 200


def test_answer_does_not_depend_on_who_asks(client: Client, responsabile: User, uno: None) -> None:
    ProgettoFactory(slug="riservato", non_pubblico=True)
    anonima = client.get("/api/v1/progetti/")
    client.force_login(responsabile)

    personale = client.get("/api/v1/progetti/")

    assert personale.content == anonima.content
    assert "Cookie" not in personale.headers.get("Vary", "")
    assert not personale.cookies


def test_other_sites_may_read_and_never_with_credentials(client: Client, uno: None) -> None:
    risposta = client.get("/api/v1/progetti/", headers={"origin": "https://altro.example"})

    assert risposta.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in risposta.headers
    assert "ETag" in risposta.headers["Access-Control-Expose-Headers"]


def test_errors_can_be_read_by_other_sites_too(client: Client) -> None:
    for percorso in ("/api/v1/progetti/?pippo=1", "/api/v1/boh/"):
        assert client.get(percorso).headers["Access-Control-Allow-Origin"] == "*"


def test_preflight_allows_reading_only(client: Client) -> None:
    risposta = client.options(
        "/api/v1/progetti/",
        headers={
            "origin": "https://altro.example",
            "access-control-request-method": "GET",
            "access-control-request-headers": "if-none-match",
        },
    )

    assert risposta.status_code == 204
    assert risposta.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in risposta.headers["Access-Control-Allow-Headers"]


def test_pages_of_the_site_are_not_opened_to_others(client: Client) -> None:
    assert "Access-Control-Allow-Origin" not in client.get("/salute/").headers


def test_root_leads_to_every_list(client: Client, leggi: Leggi) -> None:
    for indirizzo in leggi("").values():
        assert client.get(indirizzo).status_code == 200, indirizzo


def test_pages_follow_one_another(client: Client) -> None:
    ComuneFactory.create_batch(5)
    indirizzo: str | None = "/api/v1/comuni/?page_size=2&ordine=codice_istat"
    codici: list[str] = []

    while indirizzo:
        pagina: dict[str, Any] = client.get(indirizzo).json()
        assert pagina["count"] == 5
        codici += [riga["codice_istat"] for riga in pagina["results"]]
        indirizzo = pagina["next"]

    assert len(codici) == 5
    assert codici == sorted(set(codici))


# --- Query budgets: the same for 1, 10 and 100 rows -----------------------------------------------


def _riempi(righe: int) -> None:
    fonte = FonteFactory()
    for _ in range(righe):
        progetto = ProgettoFactory(
            macroaree=["inclusione sociale"],
            temi=["disabilità", "occupazione"],
            partner=["Caritas"],
            fonti=[fonte],
        )
        FaseProgettoFactory(progetto=progetto, fonte_importo=fonte)
        FattoProgettoFactory(progetto=progetto)
        PartecipazioneFactory(evento=EventoFactory(progetti=[progetto], fonti=[fonte]))


def test_lists_cost_the_same_queries_for_1_10_and_100_rows(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    scritte = 0
    for righe in (1, 10, 100):
        _riempi(righe - scritte)
        scritte = righe
        # Projects that stand in one page are not counted apart.
        for elenco, quante in (("progetti", 1), ("comuni", 2), ("eventi", 2)):
            with django_assert_num_queries(quante):
                dati = client.get(f"/api/v1/{elenco}/", {"page_size": 200}).json()
            assert dati["count"] == len(dati["results"]) == righe
        with django_assert_num_queries(3):
            filtri = {"tema": "disabilita", "q": "progetto", "page_size": 200}
            dati = client.get("/api/v1/progetti/", filtri).json()
        assert dati["count"] == righe


def test_detail_and_figure_cost_one_query(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    progetto = ProgettoFactory(finanziato=True, temi=["disabilità"])
    PartenariatoFactory.create_batch(3, progetto=progetto)

    for percorso in (f"progetti/{progetto.slug}/", "monitoraggio/figure/macroaree/"):
        with django_assert_num_queries(1):
            assert client.get(f"/api/v1/{percorso}").status_code == 200
