from datetime import date
from typing import Any

import pytest

from fis_portal.core.errors import DomainError
from monitoraggio.collect import canonical_json, report_collect
from monitoraggio.composizione import sezione_check
from monitoraggio.enums import StatoReport, TipoReport
from monitoraggio.models import ReportMonitoraggio, SezioneReport
from monitoraggio.registro import REGISTRO
from monitoraggio.services import (
    report_discard,
    report_queue,
    report_request,
    report_revise,
    report_touch,
)
from tests.community.factories import EventoFactory, PartecipazioneFactory
from tests.comuni.factories import ComuneFactory
from tests.monitoraggio.factories import (
    ModelloReportFactory,
    ReportMonitoraggioFactory,
    SezioneModelloFactory,
    SezioneReportFactory,
)
from tests.progetti.factories import ProgettoFactory

pytestmark = pytest.mark.django_db
TRIMESTRE = {"tipo": TipoReport.TRIMESTRALE, "periodo_inizio": date(2024, 7, 1), "by": None}


def _dati(report: ReportMonitoraggio) -> dict[str, Any]:
    return report_collect(report).as_dict()


# --- Sections -------------------------------------------------------------------------------------


def test_sections_choose_the_figures_and_their_order(report: ReportMonitoraggio) -> None:
    SezioneReportFactory(report=report, figura="temi", ordine=2)
    SezioneReportFactory(report=report, figura="macroaree", ordine=1)

    dati = _dati(report)

    assert [figura["codice"] for figura in dati["figure"]] == ["macroaree", "temi"]
    assert [s["figura"] for s in dati["sezioni"]] == ["macroaree", "temi"]
    assert dati["citazioni"] == dati["altri_pubblicati"] == []


def test_all_the_others_are_those_not_chosen_elsewhere(report: ReportMonitoraggio) -> None:
    SezioneReportFactory(report=report, figura="temi", ordine=1)
    SezioneReportFactory(report=report, genere="tutte", ordine=2)

    codici = [figura["codice"] for figura in _dati(report)["figure"]]

    assert codici == ["temi", *(codice for codice in REGISTRO if codice != "temi")]


def test_commentary_is_frozen_and_one_without_words_is_left_out(
    report: ReportMonitoraggio,
) -> None:
    SezioneReportFactory(report=report, genere="commento", titolo="Introduzione", ordine=1)
    SezioneReportFactory(report=report, genere="commento", testo="Un <b>anno</b>.", ordine=2)

    assert [s["testo"] for s in _dati(report)["sezioni"]] == ["Un <b>anno</b>."]


def test_a_figure_may_be_there_twice_whole_and_cut(
    programma: None, report: ReportMonitoraggio
) -> None:
    SezioneReportFactory(report=report, figura="macroaree", ordine=1)
    SezioneReportFactory(report=report, figura="macroaree", taglio="regione", ordine=2)

    intera, tagliata = _dati(report)["figure"]

    assert (intera["chiave"], tagliata["chiave"]) == ("macroaree", "macroaree-2")
    assert intera["voci"] == tagliata["voci"]
    assert tagliata["percorso"] == "/monitoraggio/dati/macroaree/?alla=2024-09-30&per=regione"
    assert tagliata["celle"]


def test_beside_a_part_of_the_programme_stands_nothing_published(
    programma: None, report: ReportMonitoraggio
) -> None:
    SezioneReportFactory(
        report=report, figura="macroaree", filtro="regione", filtro_valore="09", ordine=1
    )
    SezioneReportFactory(report=report, genere="pubblicati", ordine=2)

    dati = _dati(report)

    assert dati["figure"][0]["confronti"] == []
    assert dati["figure"][0]["filtri"][0]["etichetta"] == "Toscana"
    # Published on a figure that the report does not hold whole: not "on something else".
    assert [c["codice"] for c in dati["altri_pubblicati"]] == ["giornata"]


@pytest.mark.parametrize(
    ("campi", "sbagliato"),
    [
        ({"figura": ""}, "figura"),
        ({"figura": "inventata"}, "figura"),
        ({"figura": "imbuto", "taglio": "inventata"}, "taglio"),
        ({"figura": "imbuto", "filtro": "inventata", "valore": "x"}, "filtro"),
        ({"figura": "imbuto", "filtro": "regione", "valore": "atlantide"}, "filtro_valore"),
    ],
)
def test_what_a_figure_cannot_be_asked_is_told_beside_its_field(
    campi: dict[str, str], sbagliato: str
) -> None:
    with pytest.raises(DomainError) as errore:
        sezione_check(**{"genere": "figura", "taglio": "", "filtro": "", "valore": "", **campi})

    assert list(errore.value.fields) == [sbagliato]


# --- Drafts ---------------------------------------------------------------------------------------


def test_a_draft_has_the_sections_of_its_template_with_all_figures_one_by_one() -> None:
    modello = ModelloReportFactory()
    SezioneModelloFactory(modello=modello, genere="commento", titolo="Introduzione", ordine=1)
    SezioneModelloFactory(modello=modello, genere="tutte", ordine=2)

    bozza = report_request(**TRIMESTRE, modello=modello, bozza=True)

    assert bozza.stato == StatoReport.BOZZA
    generi = list(bozza.sezioni.values_list("genere", flat=True))
    assert generi == ["commento", *["figura"] * len(REGISTRO)]


def test_a_report_asked_for_at_once_keeps_the_sections_of_its_template() -> None:
    modello = ModelloReportFactory()
    SezioneModelloFactory(modello=modello, figura="temi")

    report = report_request(**TRIMESTRE, modello=modello)

    assert report.stato == StatoReport.IN_CODA
    assert [s["figura"] for s in _dati(report)["sezioni"]] == ["temi"]


@pytest.mark.parametrize(
    ("modello", "con_comune"),
    [
        ({"tipo": "mensile"}, False),
        ({"di_un_comune": True}, False),
        ({"di_un_comune": False}, True),
    ],
)
def test_a_template_made_for_something_else_is_refused(
    modello: dict[str, Any], con_comune: bool
) -> None:
    comune = ComuneFactory() if con_comune else None

    with pytest.raises(DomainError) as errore:
        report_request(**TRIMESTRE, modello=ModelloReportFactory(**modello), comune=comune)

    assert errore.value.code == "modello_non_adatto"
    assert not ReportMonitoraggio.objects.exists()


def test_a_composed_draft_goes_to_the_queue_and_is_composed_no_more() -> None:
    bozza = SezioneReportFactory().report

    report_queue(report=bozza, by=None)

    assert ReportMonitoraggio.objects.get().stato == StatoReport.IN_CODA
    for atto in (report_queue, report_touch, report_discard):
        with pytest.raises(DomainError, match="non è più da comporre"):
            atto(report=bozza, by=None)


def test_a_draft_without_sections_is_not_built() -> None:
    bozza = ReportMonitoraggioFactory(stato=StatoReport.BOZZA)

    with pytest.raises(DomainError, match="non ha sezioni"):
        report_queue(report=bozza, by=None)


def test_a_draft_thrown_away_leaves_its_number_to_the_next() -> None:
    bozza = SezioneReportFactory().report

    report_discard(report=bozza, by=None)

    assert not SezioneReport.objects.exists()
    assert report_request(**TRIMESTRE).versione == 1


def test_the_next_version_begins_from_the_sections_of_this_one() -> None:
    report = ReportMonitoraggioFactory(pubblicato=True)
    SezioneReportFactory(report=report, figura="temi", testo="Com'era.")

    nuova = report_revise(report=report, by=None)

    assert (nuova.versione, nuova.stato) == (2, StatoReport.BOZZA)
    assert [(s.figura, s.testo) for s in nuova.sezioni.all()] == [("temi", "Com'era.")]


# --- Of a single Comune ---------------------------------------------------------------------------


def test_report_of_a_comune_counts_its_projects_alone(assegnazioni_16_5_1: None) -> None:
    altro = ProgettoFactory(
        slug="di-un-altro-comune", finanziato=True, macroaree=["inclusione sociale"]
    )
    report = ReportMonitoraggioFactory(comune=altro.comune)

    dati = _dati(report)

    imbuto = next(f for f in dati["figure"] if f["codice"] == "imbuto")
    assert imbuto["voci"][0]["valore"] == 1
    assert dati["comune"]["slug"] == altro.comune.slug
    assert all(f["filtri"][0]["codice"] == altro.comune.codice_istat for f in dati["figure"])
    assert f"comune={altro.comune.codice_istat}" in imbuto["percorso"]


def test_report_of_a_comune_names_the_figures_it_cannot_have() -> None:
    dati = _dati(ReportMonitoraggioFactory(comune=ComuneFactory()))

    senza = {str(d.titolo) for d in REGISTRO.values() if "comune" not in d.filtrabili}
    assert set(dati["omesse"]) == senza
    assert len(dati["figure"]) == len(REGISTRO) - len(senza)


def test_few_people_of_a_comune_are_never_counted_aloud() -> None:
    comune = ProgettoFactory(finanziato=True).comune
    evento = EventoFactory(data_inizio=date(2024, 5, 6))
    for _n in range(3):
        PartecipazioneFactory(evento=evento, comune=comune)

    dati = _dati(ReportMonitoraggioFactory(comune=comune))

    assert dati["figure"]
    assert 3 not in [voce["valore"] for figura in dati["figure"] for voce in figura["voci"]]


def test_reports_of_two_comuni_and_of_the_programme_count_their_versions_apart() -> None:
    uno, due = ComuneFactory(), ComuneFactory()

    chiesti = [report_request(**TRIMESTRE, comune=c) for c in (None, uno, due, uno)]

    assert [report.versione for report in chiesti] == [1, 1, 1, 2]


# --- What changed ---------------------------------------------------------------------------------


def test_report_says_what_changed_since_the_one_published_before(
    programma: None,
) -> None:
    prima = ReportMonitoraggioFactory(
        periodo_inizio=date(2024, 4, 1),
        periodo_fine=date(2024, 6, 30),
        data_riferimento=date(2024, 6, 30),
    )
    dati = _dati(prima)
    dati["figure"][0]["voci"][0]["valore"] -= 2
    ReportMonitoraggio.objects.filter(pk=prima.pk).delete()
    ReportMonitoraggioFactory(
        pubblicato=True,
        dati=dati,
        periodo_inizio=date(2024, 4, 1),
        periodo_fine=date(2024, 6, 30),
        data_riferimento=date(2024, 6, 30),
    )

    cambiamenti = _dati(ReportMonitoraggioFactory())["cambiamenti"]

    assert cambiamenti["prima"]["alla"] == "2024-06-30"
    assert [(r["differenza"], r["stato"]) for r in cambiamenti["figure"][0]["righe"]] == [
        (2, "cambiata")
    ]


def test_neither_withdrawn_nor_other_kinds_are_compared_with() -> None:
    ieri = {"periodo_inizio": date(2024, 4, 1), "periodo_fine": date(2024, 6, 30)}
    ReportMonitoraggioFactory(ritirato=True, **ieri)
    ReportMonitoraggioFactory(pronto=True, versione=2, **ieri)
    ReportMonitoraggioFactory(pubblicato=True, dimostrativo=True, **ieri)
    ReportMonitoraggioFactory(pubblicato=True, comune=ComuneFactory(), **ieri)
    ReportMonitoraggioFactory(pubblicato=True, versione=2)

    assert _dati(ReportMonitoraggioFactory(versione=3))["cambiamenti"] is None


def test_composed_report_built_twice_is_the_same_bytes(programma: None) -> None:
    report = ReportMonitoraggioFactory()
    SezioneReportFactory(report=report, figura="temi", taglio="regione", testo="Un commento.")

    assert canonical_json(_dati(report)) == canonical_json(_dati(report))
