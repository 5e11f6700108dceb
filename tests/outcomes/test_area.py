"""The area of the Comuni as its officers use it."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fis_portal.accounts.models import User
from outcomes.models import Rendicontazione, Rilevazione
from outcomes.selectors.modulo import modulo
from outcomes.selectors.schermata import impronta_riga
from outcomes.services.bozza import riga_save
from tests.comuni.factories import ReferenteFactory
from tests.outcomes.factories import OsservazioneFactory, RendicontazioneFactory
from tests.outcomes.modulo import modulo_nuovo, officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def rendicontazione() -> Rendicontazione:
    return modulo_nuovo()


@pytest.fixture
def chi(rendicontazione: Rendicontazione, client: Client) -> User:
    user = officer(rendicontazione)
    client.force_login(user)
    return user


def _pagina(nome: str, rendicontazione: Rendicontazione) -> str:
    return reverse(f"area_comuni:{nome}", args=[rendicontazione.pk])


def _modulo(rendicontazione: Rendicontazione, **scritti: str) -> dict[str, str]:
    """What a browser sends of the row of the first indicator, with some fields typed in."""
    riga = modulo(rendicontazione).sezioni["indicatori"][0]
    base = f"indicatori/{riga.chiave}"
    campi = {f"{base}/{nome}": valore for nome, valore in riga.valori.items()}
    campi |= {f"{base}/{nome}": valore for nome, valore in scritti.items()}
    return {
        "sezione": "indicatori",
        f"versione:{base}": str(riga.versione),
        f"impronta:{base}": impronta_riga(riga, riga.valori),
        **campi,
    }


# --- What must I do, by when ---------------------------------------------------------------------
def test_inbox_says_what_is_due_in_words(client: Client, chi: User) -> None:
    Rendicontazione.objects.update(scadenza=timezone.localdate() - datetime.timedelta(days=3))

    testo = client.get(reverse("area_comuni:inbox")).content.decode()

    assert "In ritardo di 3 giorni" in testo
    assert "Comincia" in testo


def test_inbox_shows_every_comune_one_acts_for_and_no_other(
    client: Client, chi: User, rendicontazione: Rendicontazione
) -> None:
    altra, estranea = RendicontazioneFactory(), RendicontazioneFactory()
    ReferenteFactory(user=chi, comune=altra.progetto.comune)

    testo = client.get(reverse("area_comuni:inbox")).content.decode()

    assert _pagina("rendicontazione", rendicontazione) in testo
    assert _pagina("rendicontazione", altra) in testo
    assert _pagina("rendicontazione", estranea) not in testo


def test_inbox_counts_the_remarks_of_what_was_returned(
    client: Client, chi: User, rendicontazione: Rendicontazione
) -> None:
    Rendicontazione.objects.update(stato="restituita", revisione=1)
    OsservazioneFactory.create_batch(2, rendicontazione=rendicontazione)
    OsservazioneFactory(rendicontazione=rendicontazione, comunicata_il=None)

    testo = client.get(reverse("area_comuni:inbox")).content.decode()

    assert "con 2 osservazioni" in testo


def test_empty_inbox_says_why(client: Client, referente: User) -> None:
    client.force_login(referente)

    testo = client.get(reverse("area_comuni:inbox")).content.decode()

    assert "Per ora non c’è niente da rendicontare" in testo


# --- Without script: a section is a form ----------------------------------------------------------
def test_section_saves_what_was_typed_and_says_so(
    client: Client, chi: User, rendicontazione: Rendicontazione
) -> None:
    dati = _modulo(rendicontazione, valore="1.234", stato_valore="misurato")

    risposta = client.post(_pagina("salva", rendicontazione), dati, follow=True)

    assert Rilevazione.objects.get().valore == 1234
    assert risposta.redirect_chain[0][0].endswith("#sezione-indicatori")
    assert "una voce cambiata" in risposta.content.decode()


def test_row_nobody_touched_is_not_saved_over_what_another_wrote(
    client: Client, chi: User, rendicontazione: Rendicontazione
) -> None:
    dati = _modulo(rendicontazione)  # the page as it was drawn
    _scrive_un_altro(rendicontazione, "7")

    risposta = client.post(_pagina("salva", rendicontazione), dati)

    assert risposta.status_code == 302
    assert Rilevazione.objects.get().valore == 7


def test_second_saver_sees_both_texts_and_decides(
    client: Client, chi: User, rendicontazione: Rendicontazione
) -> None:
    dati = _modulo(rendicontazione, valore="12", stato_valore="misurato")
    _scrive_un_altro(rendicontazione, "7")

    risposta = client.post(_pagina("salva", rendicontazione), dati)

    testo = risposta.content.decode()
    assert risposta.status_code == 409
    assert 'value="12"' in testo
    assert "Ora è salvato:" in testo
    assert "<p>7</p>" in testo
    assert Rilevazione.objects.get().valore == 7


def test_after_the_choice_the_second_saver_saves(
    client: Client, chi: User, rendicontazione: Rendicontazione
) -> None:
    _scrive_un_altro(rendicontazione, "7")
    dati = _modulo(rendicontazione, valore="12", stato_valore="misurato")

    client.post(_pagina("salva", rendicontazione), dati)

    assert Rilevazione.objects.get().valore == 12


def test_number_that_cannot_be_read_is_kept_with_its_error_beside_the_field(
    client: Client, chi: User, rendicontazione: Rendicontazione
) -> None:
    dati = _modulo(rendicontazione, valore="circa 12", stato_valore="misurato")

    testo = client.post(_pagina("salva", rendicontazione), dati, follow=True).content.decode()

    assert 'value="circa 12"' in testo
    assert 'href="#c-indicatori-I1-valore"' in testo
    assert "<title>Errore: " in testo


def _scrive_un_altro(rendicontazione: Rendicontazione, valore: str) -> None:
    riga_save(
        rendicontazione=rendicontazione,
        sezione="indicatori",
        chiave="I1",
        campi={"valore": valore},
        versione=None,
        by=officer(rendicontazione),
    )


# --- With script: a row at a time -----------------------------------------------------------------
def _riga(client: Client, rendicontazione: Rendicontazione, **dati: Any) -> Any:
    return client.post(
        _pagina("salva_riga", rendicontazione),
        {"sezione": "indicatori", "chiave": "I1", "versione": "0", **dati},
    )


def test_row_is_saved_and_the_answer_says_what_is_missing_now(
    client: Client, chi: User, rendicontazione: Rendicontazione
) -> None:
    risposta = _riga(client, rendicontazione, **{"campo:valore": "3.000"}).json()

    assert (risposta["riga"]["versione"], risposta["riga"]["valori"]["valore"]) == (1, "3.000")
    mancanti = {m["indirizzo"] for m in risposta["mancanze"]}
    assert "testi/narrativa/testo" in mancanti
    assert "indicatori/I1/valore" not in mancanti


def test_stale_row_is_409_with_the_other_text(
    client: Client, chi: User, rendicontazione: Rendicontazione
) -> None:
    _scrive_un_altro(rendicontazione, "7")

    risposta = _riga(client, rendicontazione, **{"campo:valore": "12"})

    assert risposta.status_code == 409
    assert risposta.json()["attuale"]["valori"]["valore"] == "7"
    assert Rilevazione.objects.get().valore == 7


@pytest.mark.parametrize("versione", ["", "-1", "abc", "9" * 30])
def test_version_that_is_none_is_taken_for_an_old_one(
    client: Client, chi: User, rendicontazione: Rendicontazione, versione: str
) -> None:
    risposta = _riga(client, rendicontazione, **{"versione": versione, "campo:valore": "12"})

    assert risposta.status_code == 409
    assert not Rilevazione.objects.exists()


def test_what_the_row_does_not_have_is_not_written(
    client: Client, chi: User, rendicontazione: Rendicontazione
) -> None:
    risposta = _riga(
        client,
        rendicontazione,
        **{
            "campo:valore": "12",
            "campo:verifica": "validata",
            "campo:verifica_metodo": "a occhio",
            "campo:versione": "99",
            "campo:rendicontazione": "1",
            "stato": "validata",
        },
    )

    rilevazione = Rilevazione.objects.get()
    assert risposta.status_code == 200
    assert (rilevazione.verifica, rilevazione.versione) == ("da_verificare", 1)
    rendicontazione.refresh_from_db()
    assert rendicontazione.stato == "bozza"


def test_row_of_a_report_that_was_sent_is_409(
    client: Client, chi: User, rendicontazione: Rendicontazione
) -> None:
    Rendicontazione.objects.update(stato="inviata", revisione=1)

    risposta = _riga(client, rendicontazione, **{"campo:valore": "12"})
    senza_script = client.post(
        _pagina("salva", rendicontazione), _modulo(rendicontazione, valore="987.654")
    )

    assert (risposta.status_code, risposta.json()["code"]) == (409, "stato_non_aperto")
    assert senza_script.status_code == 409
    assert "987.654" in senza_script.content.decode()


def test_remark_stands_at_its_field_and_can_be_answered(
    client: Client, chi: User, rendicontazione: Rendicontazione
) -> None:
    Rendicontazione.objects.update(stato="restituita", revisione=1)
    osservazione = OsservazioneFactory(
        rendicontazione=rendicontazione, campo="indicatori/I1/valore", testo="Non torna."
    )
    indirizzo = reverse("area_comuni:rispondi", args=[rendicontazione.pk, osservazione.pk])

    client.post(indirizzo, {f"risposta:{osservazione.pk}": "Era del periodo prima."})
    testo = client.get(_pagina("rendicontazione", rendicontazione)).content.decode()

    campo = testo.index('data-campo="valore"')
    assert campo < testo.index("Non torna.") < testo.index('data-campo="motivo"')
    assert "Era del periodo prima." in testo


def test_others_at_work_on_the_same_report_are_named(
    client: Client, chi: User, rendicontazione: Rendicontazione
) -> None:
    altro, collega = Client(), officer(rendicontazione)
    altro.force_login(collega)
    altro.get(_pagina("rendicontazione", rendicontazione))

    stato = client.get(_pagina("stato", rendicontazione)).json()

    assert stato["presenti"] == [str(collega)]


def test_without_valkey_the_screen_works(
    client: Client, chi: User, rendicontazione: Rendicontazione, settings: Any
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    risposta = client.get(_pagina("rendicontazione", rendicontazione))

    assert risposta.status_code == 200
