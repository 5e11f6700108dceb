import json
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
from django.conf import settings
from django.db.models import Model

from community.enums import TipoEvento
from fis_portal.core.istantanea import istantanea
from monitoraggio import collect
from monitoraggio.collect import canonical_json, report_collect, sha256_of
from monitoraggio.models import ReportMonitoraggio
from monitoraggio.registro import REGISTRO, Ambito, figura, record, record_primi
from tests.community.factories import EventoFactory
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
        attese = sum(d.domande for d in REGISTRO.values()) + len(REGISTRO) + 20
        with django_assert_max_num_queries(attese) as domande:
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

    with istantanea(), connection.cursor() as cursore:
        cursore.execute("SHOW transaction_isolation")
        livello = cursore.fetchone()
        with pytest.raises(InternalError, match="read-only"):
            cursore.execute("DELETE FROM monitoraggio_reportmonitoraggio")

    assert livello == ("repeatable read",)
    assert ReportMonitoraggio.objects.exists()


# --- However many records the figures count -------------------------------------------------------


@pytest.fixture
def tre_al_massimo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collect, "MASSIMO_RECORD", 3)


@pytest.mark.usefixtures("programma", "tre_al_massimo")
def test_a_report_holds_the_first_records_of_each_figure_and_how_many_they_are(
    report: ReportMonitoraggio,
) -> None:
    ambito = Ambito(report.data_riferimento)

    figure = report_collect(report).as_dict()["figure"]

    for dati in figure:
        tutti = [r.as_dict() for r in record(dati["codice"], ambito)]
        assert dati["record"] == tutti[:3], dati["codice"]
        assert dati.get("record_in_tutto", len(dati["record"])) == len(tutti), dati["codice"]
    assert {f["codice"] for f in figure if "record_in_tutto" in f} > {"imbuto", "completezza"}


@pytest.mark.usefixtures("programma")
def test_a_figure_of_just_as_many_records_is_whole_and_says_nothing_of_it(
    report: ReportMonitoraggio, monkeypatch: pytest.MonkeyPatch
) -> None:
    quanti = len(record("progetti", Ambito(report.data_riferimento)))

    for massimo, detto in ((quanti, None), (quanti - 1, quanti)):
        monkeypatch.setattr(collect, "MASSIMO_RECORD", massimo)
        figure = {f["codice"]: f for f in report_collect(report).as_dict()["figure"]}
        assert len(figure["progetti"]["record"]) == massimo
        assert figure["progetti"].get("record_in_tutto") == detto


@pytest.mark.usefixtures("programma")
@pytest.mark.parametrize("codice", list(REGISTRO))
def test_first_records_are_those_of_the_whole_list_wherever_it_is_cut(
    codice: str, report: ReportMonitoraggio
) -> None:
    EventoFactory(tipo=TipoEvento.WEBINAR, is_public=False, data_inizio=date(2024, 5, 7))
    ambito = Ambito(report.data_riferimento)
    tutti, contata = record(codice, ambito), figura(codice, ambito)

    for quanti in range(len(tutti) + 2):
        attesi = tutti[:quanti], len(tutti)
        assert record_primi(codice, ambito, quanti) == attesi, quanti
        assert record_primi(codice, ambito, quanti, contata=contata) == attesi, quanti


@pytest.mark.usefixtures("tre_al_massimo")
def test_rows_read_for_a_report_are_no_more_for_40_projects_than_for_10(
    report: ReportMonitoraggio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bounded memory: of the rows counted, only those of the records told become objects."""
    letti = [0]
    da_db = Model.from_db.__func__  # type: ignore[attr-defined]

    def conta(cls: type[Model], *argomenti: Any) -> Model:
        letti[-1] += 1
        return cast(Model, da_db(cls, *argomenti))

    monkeypatch.setattr(Model, "from_db", classmethod(conta))
    for quanti in (10, 30):
        for _n in range(quanti):
            ProgettoFactory(finanziato=True, macroaree=["inclusione sociale"], temi=["disabilità"])
        letti.append(0)
        report_collect(report)
        letti.append(0)

    assert letti[1] == letti[3] > 0
