"""Indicators, values and periods in the public API."""

import datetime
import random
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from outcomes.models import Indicatore
from outcomes.selectors.tipi import Quantita, Serie
from tests.outcomes.attaccante import DIMENSIONI, a_caso, attacca
from tests.outcomes.factories import (
    DimensioneFactory,
    EsitoFactory,
    IndicatoreFactory,
    ParteRilevazioneFactory,
    PeriodoMonitoraggioFactory,
    QuadroImpattoFactory,
    RendicontazioneFactory,
    RilevazioneFactory,
    TargetPeriodoFactory,
)
from tests.progetti.factories import ProgettoFactory

pytestmark = pytest.mark.django_db


def leggi(client: Client, percorso: str, **parametri: Any) -> Any:
    risposta = client.get(f"/api/v1/{percorso}", parametri)
    assert risposta.status_code == 200, risposta.content
    return risposta.json()


def indicatore(slug: str = "case", **campi: Any) -> Indicatore:
    quadro = QuadroImpattoFactory(progetto=ProgettoFactory(slug=slug))
    return IndicatoreFactory(esito=EsitoFactory(quadro=quadro), **campi)


def accettata(indicatore: Indicatore, valore: Any, **campi: Any) -> Any:
    rendicontazione = RendicontazioneFactory(quadro=indicatore.quadro, accettata=True)
    return RilevazioneFactory(
        rendicontazione=rendicontazione, indicatore=indicatore, valore=valore, **campi
    )


def verificata(esito: str) -> dict[str, Any]:
    return {
        "verifica": esito,
        "verifica_metodo": "Registro",
        "verifica_nota": "Contati due volte.",
        "verificata_il": timezone.now(),
    }


def test_an_indicator_comes_with_its_sheet_its_value_and_its_progress(client: Client) -> None:
    uno = indicatore(
        base_stato="misurata", base_valore=10, target_finale=50, sdg=["11"], unita="alloggi"
    )
    DimensioneFactory(indicatore=uno)
    TargetPeriodoFactory(indicatore=uno, valore=20)
    accettata(uno, 20)

    (riga,) = leggi(client, "indicatori/")["results"]

    assert riga == leggi(client, f"indicatori/{uno.pk}/")
    assert riga["progetto"]["slug"] == "case"
    assert riga["base"] == {"stato": "misurata", "valore": "10", "data": None, "motivo": None}
    assert [t["valore"] for t in riga["target"]] == ["20"]
    assert riga["dimensioni"] == [{"nome": "genere", "voci": ["donne", "uomini"]}]
    assert (riga["attuale"]["valore"], riga["attuale"]["attendibilita"]) == ("20", "accettato")
    assert (riga["validato"]["stato"], riga["validato"]["valore"]) == ("non_ancora", None)
    assert riga["progresso"] == {"quota": "0.25", "percento": 25, "motivo": None}


def test_each_value_says_who_vouches_for_it(client: Client) -> None:
    uno = indicatore()
    accettata(uno, 0)
    accettata(uno, 12, **verificata("validata"))
    accettata(uno, 99, **verificata("contestata"))
    inviata = RendicontazioneFactory(quadro=uno.quadro, inviata=True)
    RilevazioneFactory(rendicontazione=inviata, indicatore=uno, valore=77)

    righe = leggi(client, "rilevazioni/", ordine="periodo")["results"]

    assert [(r["valore"], r["attendibilita"]) for r in righe] == [
        ("0", "accettato"),
        ("12", "validato"),
        ("99", "contestato"),
    ]
    assert leggi(client, "indicatori/")["results"][0]["attuale"]["valore"] == "12"
    filtrate = leggi(client, "rilevazioni/", attendibilita="validato")["results"]
    assert [r["valore"] for r in filtrate] == ["12"]


def test_small_cells_are_null_with_the_reason(client: Client) -> None:
    uno = indicatore(riservatezza="persone")
    genere = DimensioneFactory(indicatore=uno)
    piccola = accettata(uno, 4)
    ParteRilevazioneFactory(rilevazione=piccola, dimensione=genere, voce="donne", valore=4)

    riga = leggi(client, f"rilevazioni/{piccola.pk}/")
    (scheda,) = leggi(client, "indicatori/")["results"]

    assert (riga["valore"], riga["motivo"]) == (None, "riservatezza")
    assert [(p["valore"], p["motivo"]) for p in riga["parti"]] == [(None, "riservatezza")]
    attuale = scheda["attuale"]
    assert (attuale["stato"], attuale["valore"], attuale["motivo"]) == (
        "riservato",
        None,
        "riservatezza",
    )
    assert scheda["progresso"]["quota"] is None


@pytest.mark.parametrize("seme", range(4))
def test_nothing_small_can_be_subtracted_from_what_the_api_shows(client: Client, seme: int) -> None:
    """The attacker of test_riservatezza_attacco reads the API, and the page beside it."""
    tipo = ("conteggio", "percentuale")[seme % 2]
    vera = a_caso(random.Random(f"api {seme}"), tipo, ("cumulativo", "per_periodo")[seme // 2])
    uno = indicatore(tipo=tipo, cumulo=vera.indicatore.cumulo, riservatezza="persone")
    dimensioni = {
        nome: DimensioneFactory(indicatore=uno, nome=nome, voci=list(voci))
        for nome, voci in DIMENSIONI.items()
    }
    periodi = {}
    for punto in vera.punti:
        assert punto.pubblico_dal is not None
        rendicontazione = RendicontazioneFactory(
            quadro=uno.quadro, accettata=True, accettata_il=punto.pubblico_dal
        )
        periodi[rendicontazione.periodo.codice] = punto.periodo.codice
        rilevazione = RilevazioneFactory(
            rendicontazione=rendicontazione,
            indicatore=uno,
            stato_valore="misurato",
            **_campi(punto.quantita),
        )
        for parte in punto.parti:
            ParteRilevazioneFactory(
                rilevazione=rilevazione,
                dimensione=dimensioni[parte.dimensione],
                voce=parte.voce,
                **_campi(parte.quantita),
            )

    righe = leggi(client, "rilevazioni/")["results"]
    for riga in righe:
        riga["periodo"]["codice"] = periodi[riga["periodo"]["codice"]]
    scheda = leggi(client, f"indicatori/{uno.pk}/")

    assert len(righe) == 3
    assert attacca(vera, _mostrata(vera, righe)) == []
    # The sheet adds nothing: its value is one of those shown, or their sum.
    if vera.indicatore.cumulo == "cumulativo":
        mostrati = {r["valore"] for r in righe}
        assert scheda["attuale"]["valore"] in mostrati
    elif any(r["valore"] is None and r["motivo"] == "riservatezza" for r in righe):
        assert scheda["attuale"]["valore"] is None


def _campi(quantita: Quantita) -> dict[str, Any]:
    if quantita.denominatore is None:
        return {"valore": quantita.valore}
    return {
        "valore": None,
        "numeratore": quantita.numeratore,
        "denominatore": quantita.denominatore,
    }


def _mostrata(vera: Serie, righe: list[Any]) -> Serie:
    """The series with the numbers of the API in place of the true ones."""

    def quantita(riga: Any) -> Quantita:
        numeri = {n: riga[n] for n in ("valore", "numeratore", "denominatore")}
        return Quantita(**{n: None if v is None else Decimal(v) for n, v in numeri.items()})

    per_periodo = {r["periodo"]["codice"]: r for r in righe}
    punti = []
    for punto in vera.punti:
        riga = per_periodo[punto.periodo.codice]
        parti = {(p["dimensione"], p["voce"]): p for p in riga["parti"]}
        punti.append(
            replace(
                punto,
                quantita=quantita(riga),
                parti=tuple(replace(p, quantita=quantita(parti[p.chiave])) for p in punto.parti),
            )
        )
    return replace(vera, punti=tuple(punti))


def test_what_is_not_public_is_not_there(client: Client) -> None:
    interno = indicatore("uno", is_public=False)
    accettata(interno, 5)
    nascosto = IndicatoreFactory(
        esito__quadro__progetto=ProgettoFactory(slug="due", non_pubblico=True)
    )
    accettata(nascosto, 5)
    IndicatoreFactory(esito__quadro__bozza=True)

    for elenco in ("indicatori", "rilevazioni"):
        assert leggi(client, f"{elenco}/")["count"] == 0
    assert client.get(f"/api/v1/indicatori/{interno.pk}/").status_code == 404


def test_demonstrative_ones_come_only_when_asked(client: Client) -> None:
    finto = IndicatoreFactory(
        esito__quadro__progetto=ProgettoFactory(slug="finto", dimostrativo=True)
    )
    accettata(finto, 30)
    PeriodoMonitoraggioFactory(is_demo=True)

    for elenco in ("indicatori", "rilevazioni"):
        assert leggi(client, f"{elenco}/")["count"] == 0
        (riga,) = leggi(client, f"{elenco}/", dimostrativi=1)["results"]
        assert riga["dimostrativo"] is True
    reali = leggi(client, "periodi/")["count"]
    assert leggi(client, "periodi/", dimostrativi=1)["count"] == reali + 1


def test_filters_choose_by_project_type_goal_and_period(client: Client) -> None:
    uno = indicatore("uno", sdg=["11", "1"])
    due = indicatore("due", tipo="euro")
    prima, dopo = accettata(uno, 10), accettata(due, 20)

    def codici(percorso: str, **parametri: Any) -> list[int]:
        return [riga["id"] for riga in leggi(client, percorso, **parametri)["results"]]

    assert codici("indicatori/", progetto="uno") == [uno.pk]
    assert codici("indicatori/", tipo="euro") == [due.pk]
    assert codici("indicatori/", sdg="11") == [uno.pk]
    assert codici("rilevazioni/", progetto="due") == [dopo.pk]
    assert codici("rilevazioni/", indicatore=str(uno.serie)) == [prima.pk]
    assert codici("rilevazioni/", periodo=dopo.rendicontazione.periodo.codice) == [dopo.pk]


@pytest.mark.parametrize(
    "percorso",
    [
        "indicatori/?progetto=mai-esistito",
        "indicatori/?sdg=18",
        "indicatori/?tipo=boh",
        "rilevazioni/?indicatore=boh",
        "rilevazioni/?attendibilita=dichiarato",
        "rilevazioni/?pippo=1",
        "periodi/?pippo=1",
    ],
)
def test_wrong_filters_are_told(client: Client, percorso: str) -> None:
    risposta = client.get(f"/api/v1/{percorso}")

    assert risposta.status_code == 400
    assert set(risposta.json()) == {"code", "message", "fields"}


def test_lists_cost_the_same_queries_for_any_number_of_rows(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    uno = indicatore()
    for quanti in (1, 9):
        for altro in IndicatoreFactory.create_batch(quanti, esito=uno.esito):
            accettata(altro, 10)
        for elenco in ("indicatori", "rilevazioni", "periodi"):
            with django_assert_num_queries(2):
                leggi(client, f"{elenco}/", page_size=200)
        for elenco in ("indicatori", "rilevazioni"):
            with django_assert_num_queries(3):
                leggi(client, f"{elenco}/", progetto="case")
        with django_assert_num_queries(1):
            leggi(client, f"indicatori/{uno.pk}/")


def test_an_unchanged_answer_is_not_sent_again(client: Client) -> None:
    accettata(indicatore(), 10)
    prima = client.get("/api/v1/rilevazioni/")

    dopo = client.get("/api/v1/rilevazioni/", headers={"if-none-match": prima.headers["ETag"]})

    assert (dopo.status_code, dopo.content) == (304, b"")


def test_percentages_come_with_their_terms(client: Client) -> None:
    uno = indicatore(tipo="percentuale", base_data=datetime.date(2024, 1, 1))
    accettata(uno, None, stato_valore="misurato", numeratore=1, denominatore=3)

    (riga,) = leggi(client, "rilevazioni/")["results"]

    assert (riga["valore"], riga["numeratore"], riga["denominatore"]) == ("33.3333", "1", "3")
