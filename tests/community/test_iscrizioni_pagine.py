"""The pages of a registration: the form, one's own page, calendar, materials, certificate."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from community.enums import IscrizioniEvento, StatoIscrizione
from community.models import Evento, Iscrizione, Persona
from fis_portal.accounts import freno
from fis_portal.accounts.models import User
from fis_portal.core.models import Messaggio
from tests.community.factories import EventoFactory, PersonaFactory
from tests.community.factories_comunita import IscrizioneFactory
from tests.community.iscritti import passata, sua
from tests.comuni.factories import ReferenteFactory
from tests.progetti.factories import ProgettoFactory

pytestmark = pytest.mark.django_db
DATI = {
    "nome": "Ada",
    "cognome": "Prova",
    "email": "ada@example.org",
    "ente": "Cooperativa Esempio",
    "tipo_ente": "ets",
    "informativa": "on",
}


@pytest.fixture
def evento() -> Evento:
    return EventoFactory(futuro=True, iscrizioni=IscrizioniEvento.LIBERE)


def _modulo(evento: Evento) -> str:
    return reverse("community:iscrizione", args=[evento.slug])


# --- The form -------------------------------------------------------------------------------------
def test_whoever_registers_is_told_to_look_at_the_mail(client: Client, evento: Evento) -> None:
    risposta = client.post(_modulo(evento), DATI, follow=True)

    iscrizione = Iscrizione.objects.get()
    assert risposta.redirect_chain[0][1] == 302
    assert "Controlla la posta" in risposta.content.decode()
    assert (iscrizione.ente, iscrizione.tipo_ente) == ("Cooperativa Esempio", "ets")


def test_the_answer_never_tells_whether_the_address_was_there(
    client: Client, evento: Evento
) -> None:
    IscrizioneFactory(evento=evento, invitata=True, persona__email="invitata@example.org")
    prima = client.post(_modulo(evento), DATI, follow=True)
    seconda = client.post(_modulo(evento), DATI, follow=True)
    terza = client.post(_modulo(evento), {**DATI, "email": "invitata@example.org"}, follow=True)

    assert prima.redirect_chain == seconda.redirect_chain == terza.redirect_chain
    assert prima.content == seconda.content == terza.content
    assert Messaggio.objects.count() == 2


@pytest.mark.parametrize(
    ("togli", "frase"),
    [
        ("nome", "Scrivi il tuo nome."),
        ("cognome", "Scrivi il tuo cognome."),
        ("email", "la conferma arriva lì"),
        ("informativa", "spunta la casella"),
        ("tipo_ente", "Scegli di che tipo è"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    togli: str, frase: str, client: Client, evento: Evento
) -> None:
    risposta = client.post(_modulo(evento), {**DATI, togli: ""})

    testo = risposta.content.decode()
    assert risposta.status_code == 400
    assert frase in testo
    assert "Cooperativa Esempio" in testo
    assert not Persona.objects.exists()


def test_a_wrong_address_is_explained(client: Client, evento: Evento) -> None:
    risposta = client.post(_modulo(evento), {**DATI, "email": "ada@"})

    assert "Questa e-mail non è completa" in risposta.content.decode()


def test_a_program_that_fills_every_field_is_thanked_and_ignored(
    client: Client, evento: Evento
) -> None:
    risposta = client.post(_modulo(evento), {**DATI, "sito": "https://spam.example"})

    assert risposta.status_code == 302
    assert not Persona.objects.exists()


def test_a_body_of_the_invited_projects_is_recognised_by_its_name(client: Client) -> None:
    progetto = ProgettoFactory(partner=["Cooperativa di prova"])
    evento = EventoFactory(futuro=True, iscrizioni=IscrizioniEvento.LIBERE, progetti=[progetto])

    pagina = client.get(_modulo(evento)).content.decode()
    client.post(_modulo(evento), {**DATI, "ente": "cooperativa  DI prova", "tipo_ente": ""})

    iscrizione = Iscrizione.objects.get()
    assert '<option value="Cooperativa di prova">' in pagina
    assert str(iscrizione.organizzazione) == "Cooperativa di prova"
    assert iscrizione.ente == ""


def test_only_comuni_of_the_programme_can_be_chosen(client: Client, evento: Evento) -> None:
    del_programma = ProgettoFactory().comune
    fuori = ReferenteFactory().comune

    pagina = client.get(_modulo(evento)).content.decode()
    risposta = client.post(_modulo(evento), {**DATI, "comune": fuori.codice_istat})

    assert del_programma.codice_istat in pagina
    assert fuori.codice_istat not in pagina
    assert risposta.status_code == 400


def test_closed_meanwhile_the_text_stays_in_sight(client: Client, evento: Evento) -> None:
    evento.iscrizioni_al = timezone.now() - datetime.timedelta(minutes=1)
    evento.save()

    letta = client.get(_modulo(evento))
    risposta = client.post(_modulo(evento), DATI)

    assert letta.status_code == 200
    assert "Cooperativa Esempio" not in letta.content.decode()
    assert risposta.status_code == 409
    assert "Cooperativa Esempio" in risposta.content.decode()
    assert not Persona.objects.exists()


@pytest.mark.parametrize(
    "valori", [{"is_public": False}, {"is_public": False, "is_riservato": True}]
)
@pytest.mark.parametrize("nome", ["iscrizione", "iscrizione_inviata"])
def test_drafts_and_reserved_meetings_do_not_exist_for_strangers(
    valori: dict, nome: str, client: Client, referente: User
) -> None:
    evento = EventoFactory(futuro=True, iscrizioni="libere", progetti=[ProgettoFactory()], **valori)
    indirizzo = reverse(f"community:{nome}", args=[evento.slug])

    da_fuori = client.get(indirizzo).status_code
    client.force_login(referente)

    assert (da_fuori, client.get(indirizzo).status_code) == (404, 404)
    if nome == "iscrizione":
        assert client.post(indirizzo, DATI).status_code == 404


def test_officer_of_an_invited_project_registers_with_her_own_address(client: Client) -> None:
    referente = ReferenteFactory()
    evento = EventoFactory(
        futuro=True,
        is_public=False,
        is_riservato=True,
        iscrizioni="su_invito",
        progetti=[ProgettoFactory(comune=referente.comune)],
    )
    client.force_login(referente.user)

    pagina = client.get(_modulo(evento)).content.decode()
    client.post(_modulo(evento), {**DATI, "email": "collega@example.org"})

    assert referente.user.email in pagina
    assert Iscrizione.objects.get().persona.user == referente.user


def test_by_invitation_strangers_get_no_form(client: Client) -> None:
    evento = EventoFactory(futuro=True, iscrizioni=IscrizioniEvento.SU_INVITO)
    IscrizioneFactory(evento=evento, invitata=True, persona__email="ada@example.org")

    pagina = client.get(_modulo(evento))
    invitata = client.post(_modulo(evento), DATI)
    estranea = client.post(_modulo(evento), {**DATI, "email": "altra@example.org"})

    assert "ricevuto nell&#x27;invito" in pagina.content.decode()
    assert '<form class="fis-modulo"' not in pagina.content.decode()
    assert (invitata.status_code, estranea.status_code) == (409, 409)


def test_too_many_from_one_address_wait(
    client: Client, evento: Evento, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("community.views.iscrizioni.ISCRIZIONI_PER_INDIRIZZO", 1)
    freno.contatore()._client.flushdb()
    client.post(_modulo(evento), DATI)

    risposta = client.post(_modulo(evento), {**DATI, "email": "due@example.org"})

    assert risposta.status_code == 429
    assert int(risposta["Retry-After"]) > 0
    assert "due@example.org" in risposta.content.decode()


def test_the_notice_says_for_how_long(client: Client, settings: Any) -> None:
    settings.PERSONE_CONSERVAZIONE_GIORNI = 321

    testo = client.get(reverse("community:informativa")).content.decode()

    assert "321 giorni" in testo
    assert "art. 6, paragrafo 1, lettera e" in testo


# --- One's own page -------------------------------------------------------------------------------
@pytest.mark.parametrize("codice", ["AAAAAAAAAA", "iscrizione", "x", "0OIL1%00ab", "ÀAAAAAAAAA"])
def test_rubbish_codes_open_nothing(codice: str, client: Client) -> None:
    IscrizioneFactory()

    for nome in ("iscrizione_propria", "iscrizione_ics", "attestato", "iscrizione_accetta"):
        assert client.get(reverse(f"community:{nome}", args=[codice])).status_code == 404
    assert client.post(reverse("community:iscrizione_annulla", args=[codice])).status_code == 404


def test_own_page_is_private(client: Client) -> None:
    iscrizione = IscrizioneFactory(evento__collegamento="https://example.org/sala")

    risposta = client.get(sua(iscrizione))

    testo = risposta.content.decode()
    assert risposta["Cache-Control"] == "private, no-store"
    assert risposta["Referrer-Policy"] == "same-origin"
    assert "noindex" in risposta["X-Robots-Tag"]
    assert iscrizione.codice in testo
    assert "data:image/svg+xml" in testo
    assert "https://example.org/sala" in testo


def test_who_waits_sees_her_place_and_not_the_link(client: Client) -> None:
    evento = EventoFactory(futuro=True, capienza=1, collegamento="https://example.org/sala")
    IscrizioneFactory(evento=evento, in_attesa=True)
    iscrizione = IscrizioneFactory(evento=evento, in_attesa=True)

    testo = client.get(sua(iscrizione)).content.decode()

    assert "al posto 2" in testo
    assert "https://example.org/sala" not in testo
    assert "data:image/svg+xml" not in testo


def test_page_of_who_was_erased_is_gone(client: Client) -> None:
    persona = PersonaFactory(nome="", cognome="", email="", anonimizzata_il=timezone.now())

    assert client.get(sua(IscrizioneFactory(persona=persona))).status_code == 404


def test_cancelling_from_the_page(client: Client) -> None:
    iscrizione = IscrizioneFactory()

    letta = client.get(sua(iscrizione, "iscrizione_annulla"))
    risposta = client.post(sua(iscrizione, "iscrizione_annulla"), follow=True)

    iscrizione.refresh_from_db()
    assert letta.status_code == 405
    assert iscrizione.stato == StatoIscrizione.ANNULLATA
    assert "annullata" in risposta.content.decode()


def test_once_it_is_over_nothing_can_be_cancelled(client: Client) -> None:
    iscrizione = passata()

    risposta = client.post(sua(iscrizione, "iscrizione_annulla"))

    assert risposta.status_code == 409
    assert "si è già tenuto" in risposta.content.decode()


def test_accepting_an_invitation(client: Client) -> None:
    iscrizione = IscrizioneFactory(
        invitata=True, evento=EventoFactory(futuro=True, iscrizioni=IscrizioniEvento.SU_INVITO)
    )
    indirizzo = sua(iscrizione, "iscrizione_accetta")

    senza = client.post(indirizzo, {**DATI, "nome": ""})
    client.post(indirizzo, {**DATI, "nome": "Adele", "email": "altra@example.org"})

    iscrizione.refresh_from_db()
    iscrizione.persona.refresh_from_db()
    assert senza.status_code == 400
    assert iscrizione.stato == StatoIscrizione.ISCRITTA
    assert iscrizione.persona.nome == "Adele"
    assert iscrizione.persona.email != "altra@example.org"


def test_accepting_too_late_keeps_the_text(client: Client) -> None:
    iscrizione = IscrizioneFactory(invitata=True)  # registration is closed

    risposta = client.post(sua(iscrizione, "iscrizione_accetta"), DATI)

    assert risposta.status_code == 409
    assert "Cooperativa Esempio" in risposta.content.decode()
