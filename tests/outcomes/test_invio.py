"""Sending: once, whole, by who may; its content, number and receipt."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from fis_portal.core.models import Messaggio
from fis_portal.core.pdf import pdf_disponibile
from outcomes.models import Invio, PassaggioRendicontazione, Rendicontazione
from outcomes.selectors.contenuto import canonico, contenuti_compare, contenuto, sha256_di
from outcomes.services.bozza import riga_save
from outcomes.services.invio import rendicontazione_send
from outcomes.tasks import ricevute_sweep
from tests.comuni.factories import ReferenteFactory
from tests.outcomes.modulo import modulo_nuovo, officer, pronta, token_di

pytestmark = pytest.mark.django_db


def _invia(rendicontazione: Rendicontazione, by: User, **altro: Any) -> Invio:
    token = altro.pop("token", None) or token_di(rendicontazione)
    return rendicontazione_send(rendicontazione=rendicontazione, by=by, modulo_token=token, **altro)


def _rifiuto(rendicontazione: Rendicontazione, by: User, **altro: Any) -> DomainError:
    with pytest.raises(DomainError) as preso:
        _invia(rendicontazione, by, **altro)
    assert not Invio.objects.exists()
    return preso.value


# --- Content -------------------------------------------------------------------------------------
def test_content_is_the_same_bytes_from_the_report_and_from_the_row_that_keeps_it() -> None:
    rendicontazione, by = pronta()

    invio = _invia(rendicontazione, by)

    tenuto = Invio.objects.get(pk=invio.pk).contenuto
    assert sha256_di(tenuto) == invio.sha256 == sha256_di(contenuto(rendicontazione))
    assert canonico(tenuto).decode() == json.dumps(
        tenuto, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )


def test_content_has_every_row_with_its_value_as_a_program_reads_it() -> None:
    rendicontazione, _by = pronta()

    dati = contenuto(rendicontazione)

    campi = {c["indirizzo"]: c for riga in dati["righe"] for c in riga["campi"]}
    spesa = next(c for i, c in campi.items() if i.endswith("/importo_eur"))
    assert (spesa["valore"], spesa["testo"], spesa["unita"]) == ("1234.5", "1.234,5", "€")
    assert campi["indicatori/I1/stato_valore"]["testo"] == "misurato"
    assert campi["testi/difficolta/testo"]["valore"] == ""


def test_float_has_no_canonical_form() -> None:
    with pytest.raises(TypeError):
        canonico({"righe": [{"valore": 0.1}]})


def test_compare_tells_each_field_that_changed_by_its_address() -> None:
    rendicontazione, by = pronta()
    prima = contenuto(rendicontazione)
    riga_save(
        rendicontazione=rendicontazione,
        sezione="indicatori",
        chiave="I1",
        campi={"valore": "15"},
        versione=None,
        by=by,
    )

    (differenza,) = contenuti_compare(prima, contenuto(rendicontazione))

    assert differenza.indirizzo == "indicatori/I1/valore"
    assert (differenza.prima, differenza.dopo) == ("12", "15")


# --- Who, when -----------------------------------------------------------------------------------
def test_sending_freezes_numbers_and_tells_every_officer() -> None:
    rendicontazione, by = pronta()
    collega = officer(rendicontazione)
    ReferenteFactory()  # of another Comune

    invio = _invia(rendicontazione, by, nota=" Tutto a posto. ")

    rendicontazione.refresh_from_db()
    assert (rendicontazione.stato, rendicontazione.revisione) == ("inviata", 1)
    assert invio.protocollo.startswith("FIS-20")
    assert len(invio.protocollo.rpartition("-")[2]) == 6
    assert invio.nota == "Tutto a posto."
    assert set(Messaggio.objects.values_list("a", flat=True)) == {by.email, collega.email}
    assert PassaggioRendicontazione.objects.filter(a="inviata", revisione=1, by=by).count() == 1


def test_who_is_not_responsabile_is_told_whom_to_ask() -> None:
    rendicontazione, by = pronta()

    errore = _rifiuto(rendicontazione, officer(rendicontazione))

    assert errore.code == "solo_responsabile"
    assert str(by) in errore.message


def test_what_is_missing_is_told_by_address() -> None:
    rendicontazione = modulo_nuovo(indicatore={"evidenza_richiesta": True})
    by = officer(rendicontazione, responsabile=True)
    riga_save(
        rendicontazione=rendicontazione,
        sezione="indicatori",
        chiave="I1",
        campi={"valore": "12"},
        versione=None,
        by=by,
    )

    errore = _rifiuto(rendicontazione, by)

    assert errore.code == "incompleta"
    assert {"indicatori/I1/evidenze", "testi/narrativa/testo"} <= set(errore.fields)


def test_closed_period_takes_nothing_more() -> None:
    rendicontazione, by = pronta(periodo__chiuso_il="2020-12-31")

    assert _rifiuto(rendicontazione, by).code == "periodo_chiuso"


def test_report_that_changed_since_it_was_shown_is_not_sent() -> None:
    rendicontazione, by = pronta()
    token = token_di(rendicontazione)
    riga_save(
        rendicontazione=rendicontazione,
        sezione="testi",
        chiave="difficolta",
        campi={"testo": "Il server era fermo."},
        versione=None,
        by=officer(rendicontazione),
    )

    assert _rifiuto(rendicontazione, by, token=token).code == "modulo_scaduto"


@pytest.mark.parametrize("token", ["", "1-", "1-abc", "x", "2-" + "0" * 32, "9" * 60])
def test_invented_token_sends_nothing(token: str) -> None:
    rendicontazione, by = pronta()

    assert _rifiuto(rendicontazione, by, token=token or "-").code == "modulo_scaduto"


def test_same_page_sent_again_gives_the_same_number() -> None:
    rendicontazione, by = pronta()
    token = token_di(rendicontazione)

    primo = _invia(rendicontazione, by, token=token)
    secondo = _invia(rendicontazione, by, token=token)

    assert primo == secondo
    assert Invio.objects.count() == 1


def test_returned_and_sent_again_is_the_second_revision_and_keeps_the_first() -> None:
    rendicontazione, by = pronta()
    primo = _invia(rendicontazione, by)
    Rendicontazione.objects.update(stato="restituita")

    secondo = _invia(rendicontazione, by)

    assert (secondo.revisione, primo.revisione) == (2, 1)
    assert secondo.protocollo != primo.protocollo
    assert Invio.objects.get(pk=primo.pk).contenuto == primo.contenuto


# --- Pages ---------------------------------------------------------------------------------------
def _url(nome: str, rendicontazione: Rendicontazione, *altro: int) -> str:
    return reverse(f"area_comuni:{nome}", args=[rendicontazione.pk, *altro])


def test_pages_lead_from_the_check_list_to_the_receipt(client: Client) -> None:
    rendicontazione, by = pronta()
    client.force_login(by)
    token = client.get(_url("invia", rendicontazione)).context["token"]

    risposta = client.post(
        _url("invia", rendicontazione), {"modulo_token": token, "conferma": "on"}, follow=True
    )

    invio = Invio.objects.get()
    testo = risposta.content.decode()
    assert risposta.redirect_chain == [(_url("ricevuta", rendicontazione, 1), 302)]
    assert invio.protocollo in testo
    assert invio.sha256 in testo
    assert "In preparazione" in testo


def test_without_confirmation_nothing_is_sent(client: Client) -> None:
    rendicontazione, by = pronta()
    client.force_login(by)

    risposta = client.post(
        _url("invia", rendicontazione), {"modulo_token": token_di(rendicontazione), "nota": "Nota"}
    )

    assert risposta.status_code == 400
    assert "Nota</textarea>" in risposta.content.decode()
    assert not Invio.objects.exists()


def test_refused_sending_says_why_and_keeps_the_note(client: Client) -> None:
    rendicontazione, _by = pronta()
    client.force_login(officer(rendicontazione))

    risposta = client.post(
        _url("invia", rendicontazione),
        {"modulo_token": token_di(rendicontazione), "conferma": "on"},
    )

    assert risposta.status_code == 403
    assert "Può inviare soltanto chi è responsabile" in risposta.content.decode()


def test_after_sending_the_screen_shows_what_was_sent(client: Client) -> None:
    rendicontazione, by = pronta()
    invio = _invia(rendicontazione, by)
    client.force_login(by)

    testo = client.get(_url("rendicontazione", rendicontazione)).content.decode()

    assert "La rendicontazione è inviata." in testo
    assert invio.protocollo in testo
    assert "Abbiamo aperto lo sportello." in testo
    assert "<textarea" not in testo


def test_preview_tells_progress_and_hides_what_counts_few_people(client: Client) -> None:
    rendicontazione, by = pronta(
        indicatori=2,
        indicatore={
            "base_stato": "misurata",
            "base_valore": 0,
            "target_finale": 24,
            "riservatezza": "persone",
        },
    )
    riga_save(
        rendicontazione=rendicontazione,
        sezione="indicatori",
        chiave="I2",
        campi={"valore": "3"},
        versione=None,
        by=by,
    )
    client.force_login(by)

    testo = client.get(_url("anteprima", rendicontazione)).content.decode()

    assert "progresso verso il valore atteso: 50\xa0%" in testo
    assert testo.count("Il numero non si mostrerà") == 1


# --- Receipt -------------------------------------------------------------------------------------
@pytest.mark.skipif(not pdf_disponibile(), reason="no PDF libraries here")
def test_receipt_is_made_once_and_downloaded_by_the_comune_alone(client: Client) -> None:
    rendicontazione, by = pronta()
    invio = _invia(rendicontazione, by)

    ricevute_sweep()
    invio.refresh_from_db()
    prima = invio.ricevuta_id
    ricevute_sweep()
    invio.refresh_from_db()

    client.force_login(by)
    risposta = client.get(_url("ricevuta_pdf", rendicontazione, 1))
    client.force_login(ReferenteFactory().user)
    altrui = client.get(_url("ricevuta_pdf", rendicontazione, 1))
    assert invio.ricevuta_id == prima
    assert risposta.getvalue().startswith(b"%PDF-")
    assert risposta["Content-Disposition"].startswith("attachment")
    assert altrui.status_code == 404
