import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from monitoraggio.collect import canonical_json, report_collect, sha256_of
from monitoraggio.models import ReportMonitoraggio
from monitoraggio.registro import REGISTRO
from tests.monitoraggio.factories import DatoPubblicatoFactory, ReportMonitoraggioFactory
from tests.progetti.factories import ProgettoFactory

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).parent / "golden" / "report.json"
NUOVO = Path(settings.BASE_DIR) / ".dev" / "report_golden.json"


def test_report_holds_every_figure_of_the_registry_in_its_order(dati: dict[str, Any]) -> None:
    assert [figura["codice"] for figura in dati["figure"]] == list(REGISTRO)


def test_report_data_are_those_kept_on_file(dati: dict[str, Any]) -> None:
    """Change the file on purpose only: `render` must still read the data of old reports."""
    trovati = json.loads(canonical_json(dati))

    attesi = json.loads(GOLDEN.read_text(encoding="utf-8"))
    if trovati != attesi:  # what to copy over GOLDEN, if the change is wanted
        NUOVO.parent.mkdir(exist_ok=True)
        NUOVO.write_text(json.dumps(trovati, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    assert trovati == attesi


def test_same_day_gives_the_same_bytes(programma: None, report: ReportMonitoraggio) -> None:
    altro = ReportMonitoraggioFactory(versione=2)

    assert canonical_json(report_collect(report).as_dict()) == canonical_json(
        report_collect(altro).as_dict()
    )


def test_another_record_gives_another_hash(programma: None, report: ReportMonitoraggio) -> None:
    prima = sha256_of(report_collect(report).as_dict())
    ProgettoFactory(finanziato=True)

    assert sha256_of(report_collect(report).as_dict()) != prima


def test_data_come_back_from_the_database_as_the_same_bytes(dati: dict[str, Any]) -> None:
    report = ReportMonitoraggioFactory(pronto=True, versione=2, dati=dati, sha256=sha256_of(dati))

    salvato = ReportMonitoraggio.objects.get(pk=report.pk)

    assert sha256_of(salvato.dati) == salvato.sha256


def test_whole_report_asks_the_same_questions_for_1_10_and_40_projects(
    report: ReportMonitoraggio, django_assert_max_num_queries: Any
) -> None:
    contate = []
    for quanti in (1, 9, 30):
        for _n in range(quanti):
            ProgettoFactory(finanziato=True, macroaree=["inclusione sociale"], temi=["disabilità"])
            DatoPubblicatoFactory(figura="temi")
        with django_assert_max_num_queries(2 * len(REGISTRO) + 10) as domande:
            report_collect(report)
        contate.append(len(domande))

    assert len(set(contate)) == 1


def test_published_figures_and_their_sources_are_beside_the_computed_ones(
    dati: dict[str, Any],
) -> None:
    macroaree = next(f for f in dati["figure"] if f["codice"] == "macroaree")

    assert [
        (c["pubblicato"], c["calcolato"], c["differenza"], c["fonte"])
        for c in macroaree["confronti"]
    ] == [(73, 73, 0, "scheda"), (23, 23, 0, "scheda"), (5, 5, 0, "scheda")]
    assert [c["codice"] for c in dati["altri_pubblicati"]] == ["giornata"]
    assert [fonte["codice"] for fonte in dati["fonti"]] == ["scheda"]


def test_demonstrative_report_holds_no_real_record_and_no_quotation(programma: None) -> None:
    ProgettoFactory(dimostrativo=True, finanziato=True, slug="inventato")

    dati = report_collect(ReportMonitoraggioFactory(dimostrativo=True)).as_dict()

    temi = next(f for f in dati["figure"] if f["codice"] == "completezza")
    assert temi["denominatore"] == 1
    assert dati["altri_pubblicati"] == []
    assert all(figura["confronti"] == [] for figura in dati["figure"])
    assert all("&dimostrativi=1" in figura["percorso"] for figura in dati["figure"])


@pytest.mark.django_db(transaction=True)
def test_figures_of_a_report_see_one_state_of_the_data(report: ReportMonitoraggio) -> None:
    """Read-only and repeatable: a write in the middle is impossible here, and unseen elsewhere."""
    from django.db import InternalError, connection

    from monitoraggio.collect import _istantanea

    with _istantanea(), connection.cursor() as cursore:
        cursore.execute("SHOW transaction_isolation")
        livello = cursore.fetchone()
        with pytest.raises(InternalError, match="read-only"):
            cursore.execute("DELETE FROM monitoraggio_reportmonitoraggio")

    assert livello == ("repeatable read",)
    assert ReportMonitoraggio.objects.exists()
