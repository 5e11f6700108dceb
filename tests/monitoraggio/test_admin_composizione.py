from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from fis_portal.core.pdf import COMANDO_APT, pdf_disponibile
from fis_portal.core.posti import posti
from monitoraggio.admin.report import FILA_ANTEPRIME
from monitoraggio.enums import StatoReport
from monitoraggio.models import (
    DestinatarioReport,
    ModelloReport,
    PianificazioneReport,
    ReportMonitoraggio,
    SezioneReport,
)
from tests.accounts.factories import UserFactory
from tests.monitoraggio.factories import (
    ModelloReportFactory,
    PianificazioneReportFactory,
    ReportMonitoraggioFactory,
    SezioneReportFactory,
)
from tests.progetti.factories import FaseProgettoFactory, MacroareaFactory

pytestmark = pytest.mark.django_db
NOME = "admin:monitoraggio_reportmonitoraggio"


@pytest.fixture
def capo(client: Client) -> Client:
    """Staff who may ask for and publish reports, and look after templates."""
    user = UserFactory(is_staff=True)
    codici = [
        *(f"{azione}_reportmonitoraggio" for azione in ("view", "request", "publish")),
        *(
            f"{a}_{m}"
            for a in ("view", "add", "change")
            for m in ("modelloreport", "sezionemodello")
        ),
        *(f"{azione}_pianificazionereport" for azione in ("view", "change")),
        *(f"{azione}_destinatarioreport" for azione in ("view", "add", "change", "delete")),
    ]
    user.user_permissions.set(Permission.objects.filter(codename__in=codici))
    client.force_login(user)
    return client


@pytest.fixture
def lettore(client: Client) -> Client:
    user = UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_reportmonitoraggio"))
    client.force_login(user)
    return client


@pytest.fixture
def bozza() -> ReportMonitoraggio:
    """A draft with one commentary."""
    return SezioneReportFactory(genere="commento", testo="Prima frase.").report


def _url(azione: str, *args: Any) -> str:
    return reverse(f"{NOME}_{azione}", args=args)


def _sezioni(*righe: dict[str, Any], gia: int = 0) -> dict[str, Any]:
    """What the page of a draft sends."""
    inviato: dict[str, Any] = {
        "sezioni-TOTAL_FORMS": len(righe),
        "sezioni-INITIAL_FORMS": gia,
        "sezioni-MIN_NUM_FORMS": 0,
        "sezioni-MAX_NUM_FORMS": 1000,
    }
    for numero, riga in enumerate(righe):
        vuota = dict.fromkeys(
            ("figura", "taglio", "filtro", "filtro_valore", "titolo", "testo"), ""
        )
        for nome, valore in {**vuota, "ordine": numero, **riga}.items():
            inviato[f"sezioni-{numero}-{nome}"] = valore
    return inviato


# --- Composing ------------------------------------------------------------------------------------


def test_staff_begin_a_draft_from_a_template(capo: Client) -> None:
    FaseProgettoFactory(data="2024-01-10")
    modello = ModelloReportFactory()

    capo.post(
        _url("chiedi"),
        {"periodo": "trimestrale:2024-07-01", "modello": modello.pk, "_componi": "1"},
    )

    report = ReportMonitoraggio.objects.get()
    assert (report.stato, report.modello) == (StatoReport.BOZZA, modello)
    assert report.sezioni.exists()


def test_a_template_for_something_else_is_told_in_the_form(capo: Client) -> None:
    FaseProgettoFactory(data="2024-01-10")
    modello = ModelloReportFactory(di_un_comune=True)

    risposta = capo.post(
        _url("chiedi"), {"periodo": "trimestrale:2024-07-01", "modello": modello.pk}
    )

    assert risposta.status_code == 422
    assert "scegli quale" in risposta.content.decode()


def test_sections_of_a_draft_are_written_reordered_and_added(
    capo: Client, bozza: ReportMonitoraggio
) -> None:
    sua = bozza.sezioni.get()
    inviato = _sezioni(
        {"id": sua.pk, "report": bozza.pk, "genere": "commento", "testo": "Nuova.", "ordine": 2},
        {
            "report": bozza.pk,
            "genere": "figura",
            "figura": "temi",
            "taglio": "regione",
            "ordine": 1,
        },
        gia=1,
    )

    risposta = capo.post(_url("change", bozza.pk), inviato)

    assert risposta.status_code == 302
    scritte = [(s.genere, s.figura, s.taglio, s.testo) for s in bozza.sezioni.order_by("ordine")]
    assert scritte == [("figura", "temi", "regione", ""), ("commento", "", "", "Nuova.")]


def test_a_new_section_without_a_number_comes_last(capo: Client, bozza: ReportMonitoraggio) -> None:
    sua = bozza.sezioni.get()
    inviato = _sezioni(
        {"id": sua.pk, "report": bozza.pk, "genere": "commento", "testo": "Prima.", "ordine": 7},
        {"report": bozza.pk, "genere": "cambiamenti", "ordine": ""},
        {"report": bozza.pk, "genere": "commento", "testo": "In testa.", "ordine": 0},
        {"report": bozza.pk, "genere": "allegati", "ordine": ""},
        gia=1,
    )

    capo.post(_url("change", bozza.pk), inviato)

    generi = [(s.genere, s.ordine) for s in bozza.sezioni.order_by("ordine")]
    assert generi == [("commento", 0), ("commento", 7), ("cambiamenti", 8), ("allegati", 9)]


def test_a_value_is_chosen_by_its_name_too(capo: Client, bozza: ReportMonitoraggio) -> None:
    MacroareaFactory(slug="inclusione-sociale", nome="Inclusione sociale")
    figura = {"genere": "figura", "figura": "progetti", "filtro": "macroarea"}
    riga = {"report": bozza.pk, **figura, "filtro_valore": "inclusione Sociale", "ordine": 2}

    risposta = capo.post(_url("change", bozza.pk), _sezioni(riga))

    assert risposta.status_code == 302
    assert bozza.sezioni.get(figura="progetti").filtro_valore == "inclusione-sociale"


def test_sections_are_called_by_what_they_tell(capo: Client, bozza: ReportMonitoraggio) -> None:
    SezioneReportFactory(report=bozza, genere="figura", figura="temi", taglio="regione")
    filtrata = {"filtro": "regione", "filtro_valore": "toscana"}
    SezioneReportFactory(report=bozza, genere="figura", figura="progetti", **filtrata)
    SezioneReportFactory(report=bozza, genere="figura", figura="uscite", titolo="Chi si è fermato")

    testo = capo.get(_url("change", bozza.pk)).content.decode()

    assert ">Progetti per tema, per Regione<" in testo
    assert ">Progetti finanziati, soltanto toscana<" in testo
    assert ">Chi si è fermato<" in testo


def test_page_of_a_draft_keeps_what_has_yet_to_happen_away(
    capo: Client, bozza: ReportMonitoraggio
) -> None:
    testo = capo.get(_url("change", bozza.pk)).content.decode()

    assert "Che cosa racconta" in testo
    assert "Perché è stato ritirato" not in testo


def test_page_of_a_report_tells_only_the_acts_so_far(capo: Client) -> None:
    pronto = ReportMonitoraggioFactory(stato=StatoReport.PRONTO, pubblicato=True)

    testo = capo.get(_url("change", pronto.pk)).content.decode()

    assert "Pubblicato da" in testo
    assert "Perché è stato ritirato" not in testo


def test_a_section_that_cannot_be_is_told_beside_its_field(
    capo: Client, bozza: ReportMonitoraggio
) -> None:
    inviato = _sezioni({"report": bozza.pk, "genere": "figura"})

    risposta = capo.post(_url("change", bozza.pk), inviato)

    assert "Scegli quale figura." in risposta.content.decode()
    assert SezioneReport.objects.count() == 1


def test_a_report_already_in_the_queue_is_composed_no_more(
    capo: Client, bozza: ReportMonitoraggio
) -> None:
    capo.post(_url("costruisci", bozza.pk))

    risposta = capo.post(_url("change", bozza.pk), _sezioni())

    bozza.refresh_from_db()
    assert bozza.stato == StatoReport.IN_CODA
    assert risposta.status_code == 403


def test_a_draft_is_thrown_away_after_asking(capo: Client, bozza: ReportMonitoraggio) -> None:
    assert "si perdono" in capo.get(_url("scarta", bozza.pk)).content.decode()
    risposta = capo.post(_url("scarta", bozza.pk))

    assert risposta.url == _url("changelist")
    assert not ReportMonitoraggio.objects.exists()


def test_next_version_begins_as_a_draft(capo: Client) -> None:
    report = ReportMonitoraggioFactory(pubblicato=True)

    risposta = capo.post(_url("nuova_versione", report.pk))

    nuova = ReportMonitoraggio.objects.get(versione=2)
    assert risposta.url == _url("change", nuova.pk)


# --- Preview --------------------------------------------------------------------------------------


def test_preview_shows_the_draft_marked_and_kept_by_nobody(
    lettore: Client, bozza: ReportMonitoraggio
) -> None:
    risposta = lettore.get(_url("anteprima", bozza.pk))

    testo = risposta.content.decode()
    assert "BOZZA." in testo
    assert "Prima frase." in testo
    assert "no-store" in risposta["Cache-Control"]
    assert ReportMonitoraggio.objects.get().stato == StatoReport.BOZZA


@pytest.mark.skipif(not pdf_disponibile(), reason=f"needs: {COMANDO_APT}")
def test_preview_in_pdf_is_a_file_that_says_it_is_a_draft(
    lettore: Client, bozza: ReportMonitoraggio
) -> None:
    risposta = lettore.get(_url("anteprima_pdf", bozza.pk))

    assert risposta.content.startswith(b"%PDF")
    assert "bozza-report-fis-2024-t3-v1.pdf" in risposta["Content-Disposition"]


@pytest.mark.skipif(not pdf_disponibile(), reason=f"needs: {COMANDO_APT}")
def test_previews_in_pdf_are_drawn_one_at_a_time(
    lettore: Client, bozza: ReportMonitoraggio
) -> None:
    altrui = posti(settings.REDIS_URL, FILA_ANTEPRIME).prendi("altri", per_cliente=1, in_tutto=1)
    assert altrui is not None

    occupata = lettore.get(_url("anteprima_pdf", bozza.pk), follow=True)
    altrui.close()
    libera = [lettore.get(_url("anteprima_pdf", bozza.pk)) for _volta in range(2)]

    assert "Riprova fra qualche secondo" in occupata.content.decode()
    assert all(risposta.content.startswith(b"%PDF") for risposta in libera)


@pytest.mark.parametrize("pagina", ["anteprima", "anteprima_pdf"])
def test_nobody_from_outside_sees_a_preview(
    client: Client, bozza: ReportMonitoraggio, pagina: str
) -> None:
    assert client.get(_url(pagina, bozza.pk)).status_code == 302


# --- Withdrawing ----------------------------------------------------------------------------------


def test_withdrawing_wants_a_reason(capo: Client) -> None:
    report = ReportMonitoraggioFactory(pubblicato=True)

    senza = capo.post(_url("ritira", report.pk), {"motivo": "no"})
    capo.post(_url("ritira", report.pk), {"motivo": "Contava due volte un progetto."})

    report.refresh_from_db()
    assert senza.status_code == 422
    assert report.motivo_ritiro == "Contava due volte un progetto."


@pytest.mark.parametrize(
    ("stato", "atti"),
    [
        ({"stato": "bozza"}, {"costruisci", "scarta"}),
        ({"pronto": True}, {"pubblica", "nuova_versione"}),
        ({"pubblicato": True}, {"nuova_versione", "ritira"}),
        ({"ritirato": True}, {"nuova_versione"}),
        ({"fallito": True}, {"riprova", "nuova_versione"}),
        ({}, set()),
    ],
)
def test_page_offers_only_the_acts_that_make_sense(
    capo: Client, stato: dict[str, Any], atti: set[str]
) -> None:
    report = ReportMonitoraggioFactory(**stato)

    testo = capo.get(_url("change", report.pk)).content.decode()

    tutti = ("costruisci", "pubblica", "riprova", "nuova_versione", "ritira", "scarta")
    assert {atto for atto in tutti if f'href="{_url(atto, report.pk)}"' in testo} == atti


# --- Templates, schedule, recipients --------------------------------------------------------------


def test_templates_are_written_with_their_sections(capo: Client) -> None:
    capo.post(
        reverse("admin:monitoraggio_modelloreport_add"),
        {
            "nome": "Per la stampa",
            "tipo": "trimestrale",
            "attivo": "on",
            **_sezioni({"genere": "figura", "figura": "imbuto"}),
        },
    )

    modello = ModelloReport.objects.get(nome="Per la stampa")
    assert [s.figura for s in modello.sezioni.all()] == ["imbuto"]


def test_schedule_is_switched_in_our_own_page(capo: Client) -> None:
    riga = PianificazioneReportFactory(tipo="annuale")
    PianificazioneReport.objects.filter(pk=riga.pk).update(attiva=False)
    modello = ModelloReportFactory(tipo="annuale")

    capo.post(
        reverse("admin:monitoraggio_pianificazionereport_change", args=[riga.pk]),
        {"attiva": "on", "modello": modello.pk},
    )

    riga.refresh_from_db()
    assert (riga.attiva, riga.modello) == (True, modello)
    assert riga.attiva_dal is not None


def test_schedule_refuses_a_template_of_another_kind_in_words(capo: Client) -> None:
    riga = PianificazioneReportFactory(tipo="annuale")

    risposta = capo.post(
        reverse("admin:monitoraggio_pianificazionereport_change", args=[riga.pk]),
        {"attiva": "on", "modello": ModelloReportFactory(tipo="mensile").pk},
    )

    assert "per questo tipo di periodo" in risposta.content.decode()


def test_recipients_are_managed_and_never_doubled(capo: Client) -> None:
    for _volta in range(2):
        risposta = capo.post(
            reverse("admin:monitoraggio_destinatarioreport_add"),
            {"email": "lettore@esempio.it", "tipo": "", "comune": "", "attivo": "on"},
        )

    assert DestinatarioReport.objects.count() == 1
    assert "riceve già questi report" in risposta.content.decode()
