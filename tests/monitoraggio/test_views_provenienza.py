"""Where a figure comes from, told by its page, its files, the API; published beside computed."""

import csv
import datetime
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader
from redis.exceptions import ConnectionError as ValkeySpento

from fis_portal.core.pdf import COMANDO_APT, pdf_disponibile
from fis_portal.seed.loaders.comunita import comunita_load
from fis_portal.seed.loaders.programma import programma_load
from monitoraggio.collect import report_collect, sha256_of
from monitoraggio.models import DatoPubblicato, ReportMonitoraggio
from monitoraggio.registro import REGISTRO
from monitoraggio.render.pdf import render_pdf
from tests.community.factories import EventoFactory, PartecipazioneFactory
from tests.core.factories import FonteFactory
from tests.monitoraggio.factories import DatoPubblicatoFactory
from tests.monitoraggio.test_registro_correzione import _invecchia as invecchia
from tests.progetti.factories import (
    FaseProgettoFactory,
    InterventoFactory,
    ProgettoFactory,
    TransizioneFaseFactory,
)
from tests.test_seed import territorio_del_programma

pytestmark = pytest.mark.django_db
INCLUSIONE = "inclusione sociale"
PROGETTI = "/monitoraggio/dati/progetti/"
MACROAREE = "/monitoraggio/dati/macroaree/"
RICONCILIAZIONE = "/monitoraggio/riconciliazione/"
NOTA = "73 + 23 + 5 = 101, un punto più di 100. I conteggi sono esatti: 16 + 5 + 1 = 22."


def _html(client: Client, percorso: str, **query: Any) -> str:
    risposta = client.get(percorso, query)
    assert risposta.status_code == 200, risposta.content.decode()[:2000]
    return str(risposta.content.decode())


def _testo(pdf: bytes) -> str:
    pagine = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(p.extract_text() for p in pagine).split())


# --- 22 assignments: 73, 23 and 5 on page, in PDF and API, each with its note ------------------
@pytest.mark.skipif(not pdf_disponibile(), reason=f"needs: {COMANDO_APT}")
def test_page_pdf_and_api_say_73_23_5_with_the_same_note(
    client: Client, assegnazioni_16_5_1: None, report: ReportMonitoraggio
) -> None:
    pagina = _html(client, MACROAREE, alla="2024-09-30")
    api = client.get("/api/v1/monitoraggio/figure/macroaree/", {"alla": "2024-09-30"}).json()
    dati = report_collect(report).as_dict()
    pdf = _testo(render_pdf(dati, versione=1, sha256=sha256_of(dati)))

    quote = [(voce["valore"], voce["quota"]) for voce in api["voci"]]
    assert quote == [(16, 73), (5, 23), (1, 5)]
    assert api["denominatore"] == 22
    for valore, quota in quote:
        assert f"<td>{valore} su 22</td>\n        <td>{quota}\xa0%</td>" in pagina
    for nome, valore, quota in (
        ("Inclusione sociale", 16, 73),
        ("Animazione culturale", 5, 23),
        ("Lotta alla dispersione scolastica", 1, 5),
    ):
        assert f"{nome} {valore} {quota} %" in pdf
    assert NOTA in api["nota_arrotondamento"]
    assert NOTA in pagina
    assert NOTA in pdf
    # The address beside the figure, the same in all three.
    assert "/monitoraggio/dati/macroaree/?alla=2024-09-30" in pdf.replace(" ", "")
    assert api["percorso"].endswith("/monitoraggio/dati/macroaree/?alla=2024-09-30")


# --- What is left out ----------------------------------------------------------------------------
def test_the_page_says_what_is_left_out_why_and_how_many(client: Client) -> None:
    ProgettoFactory(finanziato=True, macroaree=[INCLUSIONE])
    ProgettoFactory(finanziato=True)
    ProgettoFactory(finanziato=True, non_pubblico=True)
    TransizioneFaseFactory(
        fase=FaseProgettoFactory(), a="finanziata", data=datetime.date(2024, 5, 1)
    )
    uscita = FaseProgettoFactory()
    TransizioneFaseFactory(fase=uscita, a="ritirata", data=datetime.date(2023, 3, 1))
    ProgettoFactory(finanziato=True, dimostrativo=True)

    pagina = client.get(MACROAREE, {"alla": "2024-01-01"})
    api = client.get("/api/v1/monitoraggio/figure/macroaree/record/", {"alla": "2024-01-01"})

    attesi = {"non_pubblici": 1, "dopo": 1, "usciti": 1, "senza_dato": 1}
    assert {g["codice"]: g["quanti"] for g in api.json()["esclusi"]} == attesi
    html = pagina.content.decode()
    for gruppo in api.json()["esclusi"]:
        assert gruppo["motivo"] in html


def test_few_people_are_counted_among_what_is_not_shown_and_nobody_is_named(
    client: Client,
) -> None:
    evento = EventoFactory(intervento=InterventoFactory(codice="I"))
    for _n in range(3):
        PartecipazioneFactory(evento=evento, persona__cognome="Segretissimi")

    html = _html(client, "/monitoraggio/dati/persone/")

    assert "Contate e non mostrate: meno di 5 persone" in html
    assert "nessun dato personale è pubblico" in html
    assert "Segretissimi" not in html


@pytest.mark.parametrize("codice", REGISTRO)
def test_every_figure_tells_how_it_is_rounded_what_it_hides_and_its_sources(
    client: Client, codice: str
) -> None:
    definizione = REGISTRO[codice]

    pagina = client.get(f"/monitoraggio/dati/{codice}/").context

    assert definizione.fonti
    assert definizione.arrotondamento
    assert definizione.riservatezza
    for file in pagina["file"]:
        assert client.get(file["url"]).status_code == 200


# --- Records in pages ----------------------------------------------------------------------------
@pytest.mark.parametrize("codice", ["progetti", "macroaree", "imbuto", "incontri"])
def test_pages_of_the_api_give_each_record_once(client: Client, codice: str) -> None:
    for n in range(5):
        ProgettoFactory(finanziato=True, macroaree=[INCLUSIONE, f"altra {n}"])
        EventoFactory()
    EventoFactory(is_public=False, is_riservato=True)
    indirizzo: str | None = f"/api/v1/monitoraggio/figure/{codice}/record/"
    tutti = client.get(indirizzo, {"limite": 200}).json()

    presi, pagine, riservati = [], 0, 0
    prossima: str | None = f"{indirizzo}?limite=2"
    while prossima:
        dati = client.get(prossima).json()
        presi += dati["results"]
        riservati += dati["riservati"]
        pagine += 1
        prossima = dati["next"]

    assert pagine > 2
    assert sorted(map(str, presi)) == sorted(map(str, tutti["results"]))
    assert tutti["results"]
    assert riservati == tutti["riservati"] == (1 if codice == "incontri" else 0)


@pytest.mark.parametrize("quanti", [1, 10, 100])
def test_a_page_of_records_asks_three_questions_whatever_the_rows(
    client: Client, quanti: int, django_assert_num_queries: Any
) -> None:
    for _n in range(quanti):
        ProgettoFactory(finanziato=True, macroaree=[INCLUSIONE])

    with django_assert_num_queries(3):
        client.get("/api/v1/monitoraggio/figure/macroaree/record/?limite=5")


@pytest.mark.parametrize(
    "query", [{"dopo": "x"}, {"voce": "mai-vista"}, {"limite": "0"}, {"limite": "999"}]
)
def test_wrong_pages_are_told(client: Client, query: dict[str, str]) -> None:
    risposta = client.get("/api/v1/monitoraggio/figure/macroaree/record/", query)

    assert risposta.status_code == 400
    assert set(query) == set(risposta.json()["fields"])


def test_the_page_of_the_records_of_one_line(client: Client) -> None:
    ProgettoFactory(finanziato=True, titolo="Dentro", macroaree=[INCLUSIONE])
    ProgettoFactory(finanziato=True, titolo="Fuori", macroaree=["animazione culturale"])

    html = _html(client, MACROAREE, voce="inclusione-sociale")

    assert ">Dentro</a>" in html
    assert ">Fuori</a>" not in html
    risposta = client.get(MACROAREE, {"voce": "mai-vista", "dopo": "x"})
    assert risposta.status_code == 400
    assert "non ha la voce «mai-vista»" in risposta.content.decode()


# --- Files ---------------------------------------------------------------------------------------
def test_records_and_figure_are_files_at_an_address_with_the_day_in_it(client: Client) -> None:
    ProgettoFactory(finanziato=True, titolo="=CO-MIX", slug="co-mix")

    record = client.get(f"{PROGETTI}2024-01-01/record.csv")
    righe = list(csv.DictReader(io.StringIO(record.getvalue().decode(), newline="")))
    come_json = json.loads(client.get(f"{PROGETTI}2024-01-01/record.json").getvalue())
    figura = client.get(f"{PROGETTI}2024-01-01/figura.json").json()

    assert "record-progetti-2024-01-01.csv" in record["Content-Disposition"]
    assert righe[0]["etichetta"] == "'=CO-MIX"
    assert righe[0]["indirizzo"] == "https://portale.example/progetti/co-mix/"
    assert [r["etichetta"] for r in come_json["record"]] == ["=CO-MIX"]
    assert figura["voci"][0]["valore"] == 1
    assert figura["esclusi"] == []
    assert client.get(f"{PROGETTI}2022-01-01/record.csv").getvalue().count(b"\r\n") == 1


@pytest.mark.parametrize(
    ("coda", "stato"),
    [
        ("ieri/record.csv", 404),
        ("2024-01-01/persone.csv", 404),
        ("2024-01-01/record.xlsx", 404),
        ("2999-01-01/record.csv", 400),
        ("2024-01-01/record.csv?colore=blu", 400),
    ],
)
def test_files_that_are_not_there(client: Client, coda: str, stato: int) -> None:
    assert client.get(f"{PROGETTI}{coda}").status_code == stato


# --- Through time --------------------------------------------------------------------------------
def test_the_trend_is_the_figure_at_the_ends_of_the_periods(client: Client) -> None:
    for anno in (2021, 2023):
        fase = FaseProgettoFactory(
            stato="finanziata", data=datetime.date(anno, 6, 1), intervento=InterventoFactory()
        )
        assert fase.progetto.is_public

    risposta = client.get(PROGETTI, {"alla": "2024-03-05"})

    righe = risposta.context["andamento"].righe
    assert [(r.giorno, r.valore) for r in righe] == [
        ("5 marzo 2024", "2"),
        ("31 dicembre 2023", "2"),
        ("31 dicembre 2022", "1"),
        ("31 dicembre 2021", "1"),
        ("31 dicembre 2020", "0"),
        ("31 dicembre 2019", "0"),
        ("31 dicembre 2018", "0"),
    ]
    trimestri = client.get(PROGETTI, {"alla": "2024-03-05", "ogni": "trimestrale"})
    assert trimestri.context["andamento"].righe[1].giorno == "31 dicembre 2023"
    assert trimestri.context["andamento"].righe[2].giorno == "30 settembre 2023"


def test_before_any_calendar_there_is_no_past(client: Client) -> None:
    risposta = client.get(PROGETTI, {"alla": "0001-01-01", "conosciuto_al": "0001-01-01"})

    assert [r.valore for r in risposta.context["andamento"].righe] == ["0"]
    assert client.get(f"{PROGETTI}0001-01-01/record.csv").status_code == 200
    for pagina in ("/monitoraggio/", "/monitoraggio/cruscotto/", "/monitoraggio/dati/qualita/"):
        assert client.get(pagina, {"alla": "0001-01-01"}).status_code == 200


def test_without_the_cache_the_trend_is_the_same(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ProgettoFactory(finanziato=True)
    prima = client.get(PROGETTI, {"alla": "2024-03-05"}).context["andamento"].righe

    def spento(*args: Any, **kwargs: Any) -> None:
        raise ValkeySpento

    monkeypatch.setattr(type(cache._connections["default"]), "get_many", spento)
    monkeypatch.setattr(type(cache._connections["default"]), "set_many", spento)
    assert client.get(PROGETTI, {"alla": "2024-03-05"}).context["andamento"].righe == prima


def test_as_it_was_known_the_page_says_what_it_said_and_what_it_says_now(
    client: Client,
) -> None:
    ProgettoFactory(finanziato=True)
    ieri = timezone.localdate() - datetime.timedelta(days=1)

    risposta = client.get(PROGETTI, {"alla": "2024-01-01", "conosciuto_al": ieri.isoformat()})

    (differenza,) = risposta.context["differenze"]
    assert (differenza.prima, differenza.adesso) == ("0", "1")
    html = risposta.content.decode()
    assert "oggi il portale dice altro" in html
    assert 'href="?alla=2024-01-01"' in html
    oggi = client.get(PROGETTI, {"conosciuto_al": timezone.localdate().isoformat()})
    assert oggi.context["conosciuto"] is None


def test_a_past_day_that_was_corrected_says_what_it_said_what_it_says_and_since_when(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    progetto = ProgettoFactory(finanziato=True, macroaree=[INCLUSIONE])
    invecchia(20)
    progetto.in_macroaree.all().delete()
    giorno = timezone.localdate() - datetime.timedelta(days=10)

    risposta = client.get(MACROAREE, {"alla": giorno.isoformat()})

    correzione = risposta.context["correzione"]
    assert (correzione.giorno, correzione.quando) == (giorno, timezone.localdate())
    assert [(d.prima, d.adesso) for d in correzione.differenze] == [("1", "0")]
    html = risposta.content.decode()
    assert "Questa cifra è stata corretta" in html
    assert f'href="?alla={giorno}&amp;conosciuto_al={giorno}"' in html
    allora = _html(client, MACROAREE, alla=giorno.isoformat(), conosciuto_al=giorno.isoformat())
    assert "<td>1 su 1</td>" in allora
    with django_assert_max_num_queries(8):  # what asks the past many times is kept
        client.get(MACROAREE, {"alla": giorno.isoformat()})


def test_a_day_that_says_what_it_said_says_nothing_of_corrections(client: Client) -> None:
    ProgettoFactory(finanziato=True, macroaree=[INCLUSIONE])
    invecchia(20)
    giorno = timezone.localdate() - datetime.timedelta(days=10)

    assert "corretta" not in _html(client, MACROAREE, alla=giorno.isoformat())


# --- Published beside computed -------------------------------------------------------------------
def test_each_published_figure_stands_beside_the_one_computed_for_its_own_day(
    client: Client,
) -> None:
    FaseProgettoFactory(stato="finanziata", data=datetime.date(2023, 1, 10))
    FaseProgettoFactory(stato="finanziata", data=datetime.date(2024, 1, 10))
    comune = {"figura": "progetti", "voce": "finanziati", "fonte": FonteFactory(titolo="Scheda")}
    DatoPubblicatoFactory(
        codice="allora", valore=1, data_riferimento=datetime.date(2023, 6, 1), **comune
    )
    DatoPubblicatoFactory(codice="oggi", valore=5, spiegazione="Ne conta altri.", **comune)
    DatoPubblicatoFactory(codice="senza-motivo", valore=3, **comune)
    DatoPubblicatoFactory(codice="altro", valore=Decimal("16.5"), figura="")

    righe = {r.riga.confronto.codice: r.riga for r in client.get(RICONCILIAZIONE).context["righe"]}

    assert righe["allora"].esito == "coincide"
    assert righe["allora"].alla == datetime.date(2023, 6, 1)
    assert (righe["oggi"].confronto.differenza, righe["oggi"].perche) == (-3, "Ne conta altri.")
    assert righe["senza-motivo"].perche == "La differenza non è ancora spiegata."
    assert righe["altro"].esito == "non-calcolato"
    assert "non raccoglie i dati" in righe["altro"].perche


def test_reconciliation_is_filtered_and_taken_away(client: Client) -> None:
    DatoPubblicatoFactory(codice="uguale", valore=0, figura="progetti", voce="finanziati")
    DatoPubblicatoFactory(codice="diverso", valore=9, figura="progetti", voce="finanziati")

    def codici(**query: str) -> list[str]:
        righe = client.get(RICONCILIAZIONE, query).context["righe"]
        return [r.riga.confronto.codice for r in righe]

    assert codici(esito="coincide") == ["uguale"]
    assert codici(esito="differisce", figura="progetti") == ["diverso"]
    assert codici(figura="imbuto") == []
    risposta = client.get(RICONCILIAZIONE, {"formato": "csv", "esito": "differisce"})
    (riga,) = csv.DictReader(io.StringIO(risposta.content.decode(), newline=""))
    assert (riga["codice"], riga["pubblicato"], riga["calcolato"]) == ("diverso", "9", "0")
    assert (riga["differenza"], riga["esito"]) == ("-9", "differisce")
    assert client.get(RICONCILIAZIONE, {"esito": "forse"}).status_code == 400


def test_the_same_figure_and_day_is_computed_once(
    client: Client, django_assert_num_queries: Any
) -> None:
    for _n in range(10):
        DatoPubblicatoFactory(figura="progetti", voce="finanziati")
        DatoPubblicatoFactory(figura="temi", voce="casa")

    with django_assert_num_queries(3):
        client.get(RICONCILIAZIONE)


def test_of_the_real_programme_every_difference_is_explained(
    client: Client, tmp_path: Path
) -> None:
    territorio_del_programma(tmp_path)
    programma_load()
    comunita_load()

    righe = [r.riga for r in client.get(RICONCILIAZIONE).context["righe"]]

    per_codice = {riga.confronto.codice: riga for riga in righe}
    assert len(righe) == DatoPubblicato.objects.count() > 20
    assert per_codice["comuni-sperimentazione"].esito == "coincide"
    assert per_codice["comuni-candidati"].esito == "differisce"
    assert per_codice["quota-inclusione-sociale"].confronto.pubblicato == 73
    assert per_codice["progetti-giornata-scambio"].esito == "non-calcolato"
    assert {r.confronto.codice for r in righe if r.esito == "differisce" and not r.perche} == set()
    assert {r.perche for r in righe} & {"La differenza non è ancora spiegata."} == set()


def test_monitoring_and_each_figure_lead_to_the_reconciliation(client: Client) -> None:
    assert f'href="{RICONCILIAZIONE}"' in _html(client, "/monitoraggio/")
    assert f'href="{RICONCILIAZIONE}"' in _html(client, PROGETTI)
