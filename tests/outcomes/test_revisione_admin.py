"""The management area: opening periods, the board, the queue and the page of the review."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from fis_portal.accounts.models import User
from outcomes.models import Osservazione, Proroga, Rendicontazione
from tests.outcomes.factories import (
    EvidenzaFactory,
    OsservazioneFactory,
    PeriodoMonitoraggioFactory,
    QuadroImpattoFactory,
    RendicontazioneFactory,
    RilevazioneFactory,
)

pytestmark = pytest.mark.django_db
PERIODI = "/admin/outcomes/periodomonitoraggio"
RENDICONTAZIONI = "/admin/outcomes/rendicontazione"


@pytest.fixture
def staff(client: Client, responsabile: User) -> User:
    client.force_login(responsabile)
    return responsabile


def _agisci(client: Client, rendicontazione: Rendicontazione, **dati: object) -> object:
    dati = {"revisione": rendicontazione.revisione, **dati}
    return client.post(f"{RENDICONTAZIONI}/{rendicontazione.pk}/esame/", dati)


def test_staff_open_a_period_for_all_with_a_framework(client: Client, staff: User) -> None:
    periodo = PeriodoMonitoraggioFactory()
    quadro = QuadroImpattoFactory()
    QuadroImpattoFactory(bozza=True)
    url = f"{PERIODI}/{periodo.pk}/apri"

    assert client.get(f"{url}/", follow=True).status_code == 200
    scadenza = periodo.al + datetime.timedelta(days=30)
    risposta = client.post(f"{url}/", {"scadenza": f"{scadenza:%d/%m/%Y}"}, follow=True)

    assert Rendicontazione.objects.get().progetto == quadro.progetto
    assert "Periodo aperto per 1 progetto" in risposta.content.decode()


def test_the_due_date_is_checked_beside_its_field(client: Client, staff: User) -> None:
    periodo = PeriodoMonitoraggioFactory()
    QuadroImpattoFactory()

    risposta = client.post(f"{PERIODI}/{periodo.pk}/apri/", {"scadenza": f"{periodo.al:%d/%m/%Y}"})

    assert risposta.status_code == 422
    assert "la scadenza viene dopo" in risposta.content.decode()
    assert not Rendicontazione.objects.exists()


def test_staff_close_and_reopen_a_period(client: Client, staff: User) -> None:
    periodo = PeriodoMonitoraggioFactory(dal="2025-01-01", al="2025-06-30")
    RendicontazioneFactory(periodo=periodo)

    client.post(f"{PERIODI}/{periodo.pk}/chiudi/", {"dal": "01/09/2025"})
    periodo.refresh_from_db()
    assert periodo.chiuso_il == datetime.date(2025, 9, 1)

    client.post(f"{PERIODI}/{periodo.pk}/chiudi/", {"riapri": "1"})
    periodo.refresh_from_db()
    assert periodo.chiuso_il is None


def test_the_board_says_who_is_late_in_words(client: Client, staff: User) -> None:
    ieri = timezone.localdate() - datetime.timedelta(days=1)
    tardi = RendicontazioneFactory(scadenza=ieri, bozza=True)
    accettata = RendicontazioneFactory(accettata=True, periodo=tardi.periodo)

    tutto = client.get(f"{PERIODI}/tabellone/").content.decode()
    filtrato = client.get(f"{PERIODI}/tabellone/?stato=in_ritardo").content.decode()

    assert "in ritardo" in tutto
    assert "da un giorno" in tutto
    assert accettata.progetto.titolo in tutto
    assert tardi.progetto.titolo in filtrato
    assert accettata.progetto.titolo not in filtrato


def test_the_queue_counts_what_was_flagged(client: Client, staff: User) -> None:
    inviata = RendicontazioneFactory(inviata=True)
    OsservazioneFactory(rendicontazione=inviata)

    testo = client.get(f"{RENDICONTAZIONI}/?stato__exact=inviata").content.decode()

    assert f"/{inviata.pk}/esame/" in testo


def test_staff_remark_and_return(client: Client, staff: User) -> None:
    inviata = RendicontazioneFactory(inviata=True)
    rilevazione = RilevazioneFactory(rendicontazione=inviata, valore=7)
    EvidenzaFactory(rendicontazione=inviata, rilevazione=rilevazione)
    pagina = client.get(f"{RENDICONTAZIONI}/{inviata.pk}/esame/").content.decode()
    campo = f"indicatori/{rilevazione.indicatore.codice}/valore"
    assert f'value="{campo}"' in pagina

    _agisci(client, inviata, azione="osserva", campo=campo, testo="Da dove viene?")
    risposta = _agisci(client, inviata, azione="restituisci")

    assert risposta.status_code == 302
    inviata.refresh_from_db()
    assert inviata.stato == "restituita"
    assert Osservazione.objects.get().comunicata_il is not None
    dopo = client.get(f"{RENDICONTAZIONI}/{inviata.pk}/esame/").content.decode()
    assert "È in mano al Comune" in dopo
    assert "Da dove viene?" in dopo


def test_staff_accept(client: Client, staff: User) -> None:
    inviata = RendicontazioneFactory(inviata=True)

    assert _agisci(client, inviata, azione="accetta").status_code == 302
    inviata.refresh_from_db()
    assert inviata.stato == "accettata"


def test_deciding_on_an_older_revision_is_a_conflict_and_keeps_the_text(
    client: Client, staff: User
) -> None:
    inviata = RendicontazioneFactory(inviata=True)
    Rendicontazione.objects.update(revisione=2)

    for azione in ("osserva", "accetta", "restituisci"):
        risposta = _agisci(client, inviata, azione=azione, testo="Il mio testo")
        assert risposta.status_code == 409
        assert "Nel frattempo il Comune ha inviato la revisione 2" in risposta.content.decode()
        assert "Il mio testo" in risposta.content.decode()
    assert Rendicontazione.objects.get().stato == "inviata"


def test_many_at_once_from_the_queue(client: Client, staff: User) -> None:
    pulita, osservata = RendicontazioneFactory(inviata=True), RendicontazioneFactory(inviata=True)
    OsservazioneFactory(rendicontazione=osservata)

    risposta = client.post(
        f"{RENDICONTAZIONI}/",
        {
            "action": "accetta_senza_segnalazioni",
            "_selected_action": [pulita.pk, osservata.pk],
        },
        follow=True,
    )

    assert "1 rendicontazione accettata." in risposta.content.decode()
    pulita.refresh_from_db()
    osservata.refresh_from_db()
    assert (pulita.stato, osservata.stato) == ("accettata", "inviata")


def test_staff_grant_an_extension(client: Client, staff: User) -> None:
    bozza = RendicontazioneFactory(bozza=True)
    nuova = bozza.scadenza + datetime.timedelta(days=10)
    url = f"{RENDICONTAZIONI}/{bozza.pk}/proroga/"

    assert client.post(url, {"a": f"{nuova:%d/%m/%Y}"}).status_code == 422
    risposta = client.post(url, {"a": f"{nuova:%d/%m/%Y}", "motivo": "Elezioni"})

    assert risposta.status_code == 302
    assert Proroga.objects.get().a == nuova


def test_who_only_reads_decides_nothing(client: Client, lettura: User) -> None:
    inviata = RendicontazioneFactory(inviata=True)
    client.force_login(lettura)

    assert client.get(f"{RENDICONTAZIONI}/{inviata.pk}/esame/").status_code == 200
    assert _agisci(client, inviata, azione="accetta").status_code == 403
    assert client.get(f"{RENDICONTAZIONI}/{inviata.pk}/proroga/").status_code == 403


def test_evidence_is_reached_through_its_own_report_only(client: Client, staff: User) -> None:
    evidenza, altra = EvidenzaFactory(), EvidenzaFactory()
    pk = evidenza.rendicontazione_id

    assert client.get(f"{RENDICONTAZIONI}/{pk}/evidenze/{altra.pk}/").status_code == 404


def test_a_filter_no_text_can_match_leads_back_to_the_queue(client: Client, staff: User) -> None:
    risposta = client.get("/admin/outcomes/rendicontazione/", {"stato__exact": "\x00"})

    assert (risposta.status_code, risposta["Location"][-4:]) == (302, "?e=1")
