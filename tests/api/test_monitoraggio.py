import datetime
import hashlib
from typing import Any

import pytest
from django.utils import timezone

from monitoraggio.models import DatoPubblicato, FileReport, ReportMonitoraggio
from monitoraggio.registro import REGISTRO, Ambito, figura
from progetti.enums import StatoFase
from tests.api.conftest import Leggi
from tests.core.factories import FonteFactory
from tests.progetti.factories import FaseProgettoFactory, ProgettoFactory

pytestmark = pytest.mark.django_db
IMPRONTA = hashlib.sha256(b"dati").hexdigest()


def _report(**campi: Any) -> ReportMonitoraggio:
    report = ReportMonitoraggio.objects.create(
        **{
            "tipo": "trimestrale",
            "origine": "richiesto",
            "periodo_inizio": datetime.date(2026, 7, 1),
            "periodo_fine": datetime.date(2026, 9, 30),
            "data_riferimento": datetime.date(2026, 9, 30),
            "stato": "pronto",
            "dati": {"figure": []},
            "sha256": IMPRONTA,
            "pubblicato_at": timezone.now(),
            **campi,
        }
    )
    FileReport.objects.create(
        report=report, formato="pdf", nome="a/b.pdf", sha256=IMPRONTA, byte=1234
    )
    return report


def test_every_figure_answers_what_the_registry_computes(leggi: Leggi) -> None:
    ProgettoFactory(finanziato=True, macroaree=["inclusione sociale"], temi=["disabilità"])
    giorno = datetime.date(2024, 6, 30)

    for codice in REGISTRO:
        dati = leggi(f"monitoraggio/figure/{codice}/", alla="2024-06-30")

        pagina, record = dati.pop("percorso"), dati.pop("record")
        assert dati.pop("conosciuto_al") is None
        assert dati == figura(codice, Ambito(alla=giorno)).as_dict()
        assert pagina == f"http://testserver/monitoraggio/dati/{codice}/?alla=2024-06-30"
        assert record.startswith(f"http://testserver/api/v1/monitoraggio/figure/{codice}/record/")


def test_figures_are_listed_with_their_meaning(leggi: Leggi) -> None:
    dati = leggi("monitoraggio/figure/")

    assert [riga["codice"] for riga in dati["results"]] == list(REGISTRO)
    for riga in dati["results"]:
        assert riga["definizione"]
        assert riga["api"] == f"http://testserver/api/v1/monitoraggio/figure/{riga['codice']}/"


def test_figure_is_told_as_of_the_day_asked(leggi: Leggi) -> None:
    progetto = ProgettoFactory(macroaree=["inclusione sociale"])
    FaseProgettoFactory(
        progetto=progetto, stato=StatoFase.FINANZIATA, data=datetime.date(2022, 7, 31)
    )

    def denominatore(**parametri: str) -> int | None:
        valore: int | None = leggi("monitoraggio/figure/macroaree/", **parametri)["denominatore"]
        return valore

    assert denominatore(alla="2022-07-30") == 0
    assert denominatore(alla="2022-07-31") == 1
    assert denominatore() == 1


def test_figure_leaves_demonstrative_data_out_unless_asked(leggi: Leggi) -> None:
    ProgettoFactory(finanziato=True, dimostrativo=True, macroaree=["inclusione sociale"])

    senza = leggi("monitoraggio/figure/macroaree/")
    con = leggi("monitoraggio/figure/macroaree/", dimostrativi="1")

    assert (senza["denominatore"], senza["dimostrativi"]) == (0, False)
    assert (con["denominatore"], con["dimostrativi"]) == (1, True)


@pytest.mark.parametrize(
    "alla", ["2026-02-30", "31/12/2025", "ieri", "", "2025-01-01T00:00", "9999-12-31", "\x00"]
)
def test_wrong_or_future_days_are_refused(errore: Leggi, alla: str) -> None:
    dati = errore("monitoraggio/figure/imbuto/", 400, alla=alla)

    assert list(dati["fields"]) == ["alla"]


def test_unknown_figure_says_which_there_are(errore: Leggi) -> None:
    dati = errore("monitoraggio/figure/boh/", 404)

    assert "imbuto" in dati["message"]


def test_published_figures_are_quoted_with_their_source(leggi: Leggi) -> None:
    fonte = FonteFactory(codice="formez")
    comuni = {"unita": "Comuni", "fonte": fonte}
    DatoPubblicato.objects.create(
        codice="candidati", etichetta="Candidati", valore=34, figura="imbuto", **comuni
    )
    DatoPubblicato.objects.create(codice="altro", etichetta="Altro", valore=5, **comuni)

    (riga,) = leggi("monitoraggio/dati-pubblicati/", figura="imbuto")["results"]

    assert (riga["codice"], riga["valore"]) == ("candidati", "34.00")
    assert [fonte["codice"] for fonte in riga["fonti"]] == ["formez"]
    altro = leggi("monitoraggio/dati-pubblicati/altro/")
    assert (altro["figura"], altro["url"]) == (None, "http://testserver/monitoraggio/")


def test_only_published_reports_are_listed_with_files_and_hashes(leggi: Leggi) -> None:
    report = _report()
    _report(versione=2, pubblicato_at=None)

    (riga,) = leggi("monitoraggio/report/")["results"]

    assert riga["id"] == report.pk
    assert riga["periodo"] == "3° trimestre 2026"
    assert riga["sha256"] == IMPRONTA
    assert riga["url"] == "http://testserver/monitoraggio/report/2026/t3/?versione=1"
    assert riga["file"] == [
        {
            "formato": "pdf",
            "byte": 1234,
            "sha256": IMPRONTA,
            "url": "http://testserver/monitoraggio/report/2026/t3/1/pdf",
        }
    ]


def test_report_not_published_does_not_exist(errore: Leggi) -> None:
    report = _report(pubblicato_at=None)

    errore(f"monitoraggio/report/{report.pk}/", 404)


def test_demonstrative_report_says_so_in_its_addresses(leggi: Leggi) -> None:
    _report(is_demo=True)

    assert leggi("monitoraggio/report/")["count"] == 0
    (riga,) = leggi("monitoraggio/report/", dimostrativi="1", tipo="trimestrale", anno="2026")[
        "results"
    ]
    assert riga["url"].endswith("?versione=1&dimostrativi=1")
    assert riga["file"][0]["url"].endswith("/pdf?dimostrativi=1")
