"""Events as the staff prepare them: series, calling off, the page of one."""

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone

from community import urls, urls_area_incontri, urls_iscrizioni
from community.enums import SLUG_RISERVATI, FrequenzaSerie, StatoIscrizione
from community.models import Evento, SerieEventi
from community.selectors.incontri import evento_numeri
from community.services.annullamento import evento_annulla
from community.services.serie import serie_create, serie_date, serie_sposta
from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from fis_portal.core.models import Messaggio
from tests.community.factories import EventoFactory, PartecipazioneFactory, PersonaFactory
from tests.community.factories_comunita import (
    IscrizioneFactory,
    SessioneEventoFactory,
    VerbaleIncontroFactory,
)
from tests.progetti.factories import ProgettoFactory

pytestmark = pytest.mark.django_db
LISTA = "/admin/community/evento/"


@pytest.fixture
def gestione(client: Client, funzionario: User) -> Client:
    client.force_login(funzionario)
    return client


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def _fra(giorni: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=giorni)


# --- Series --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("frequenza", "dal", "al", "giorni"),
    [
        ("settimanale", (2026, 1, 5), (2026, 1, 20), [(1, 5), (1, 12), (1, 19)]),
        ("quindicinale", (2026, 1, 5), (2026, 2, 2), [(1, 5), (1, 19), (2, 2)]),
        # The second Tuesday, the last Friday, over the end of the year too.
        ("mensile", (2026, 1, 13), (2026, 3, 31), [(1, 13), (2, 10), (3, 10)]),
        ("mensile", (2026, 1, 30), (2026, 3, 31), [(1, 30), (2, 27), (3, 27)]),
        ("mensile", (2025, 12, 9), (2026, 1, 31), [(12, 9), (1, 13)]),
    ],
)
def test_a_series_falls_on_its_days(frequenza, dal, al, giorni):
    date = list(serie_date(frequenza, datetime.date(*dal), datetime.date(*al)))

    assert [(d.month, d.day) for d in date] == giorni


def test_a_series_makes_an_event_for_each_date_and_again_makes_none(funzionario):
    progetto = ProgettoFactory()
    modello = EventoFactory(
        futuro=True, titolo="Outcome team", luogo="Lecce", progetti=[progetto], non_pubblico=True
    )
    Evento.objects.filter(pk=modello.pk).update(is_riservato=True)
    dal, al = modello.data_inizio, modello.data_inizio + datetime.timedelta(days=15)
    chiesta = {"titolo": "Ogni settimana", "frequenza": FrequenzaSerie.SETTIMANALE}

    prima = serie_create(**chiesta, dal=dal, al=al, modello=modello, by=funzionario)
    seconda = serie_create(**chiesta, dal=dal, al=al, modello=modello, by=funzionario)

    eventi = list(prima.eventi.order_by("data_inizio"))
    assert seconda == prima
    assert eventi[0] == modello
    assert [e.data_inizio for e in eventi] == [dal + datetime.timedelta(days=n) for n in (0, 7, 14)]
    assert {e.luogo for e in eventi} == {"Lecce"}
    assert all(e.is_riservato and not e.is_public for e in eventi)
    assert all(list(e.progetti.all()) == [progetto] for e in eventi)
    assert eventi[1].slug == f"outcome-team-{eventi[1].data_inizio}"


@pytest.mark.parametrize(
    ("giorni", "codice"),
    [(7 * 100, "serie_troppo_lunga"), (3, "serie_di_uno"), (-1, "serie_non_valida")],
)
def test_series_too_long_too_short_or_backwards_make_nothing(funzionario, giorni, codice):
    modello = EventoFactory(futuro=True)
    al = modello.data_inizio + datetime.timedelta(days=giorni)

    with pytest.raises(DomainError) as errore:
        serie_create(
            titolo="Serie",
            frequenza="settimanale",
            dal=modello.data_inizio,
            al=al,
            modello=modello,
            by=funzionario,
        )

    assert errore.value.code == codice
    assert "al" in errore.value.fields
    assert not SerieEventi.objects.exists()


def test_moving_changes_this_meeting_and_the_following_ones_and_tells_once(funzionario):
    modello = EventoFactory(data_inizio=_fra(10), luogo="Lecce")
    serie = serie_create(
        titolo="Serie",
        frequenza="settimanale",
        dal=_fra(10),
        al=_fra(31),
        modello=modello,
        by=funzionario,
    )
    primo, secondo, terzo, annullato = serie.eventi.order_by("data_inizio")
    evento_annulla(evento=annullato, motivo="Sciopero", by=funzionario)
    IscrizioneFactory(evento=terzo)
    come = {"ora_inizio": datetime.time(15), "ora_fine": None, "luogo": "Bari", "indirizzo": ""}

    cambiati = serie_sposta(evento=secondo, giorni=1, **come, by=funzionario)
    ancora = serie_sposta(
        evento=Evento.objects.get(pk=secondo.pk), giorni=0, **come, by=funzionario
    )

    dopo = {e.pk: (e.data_inizio, e.luogo) for e in serie.eventi.all()}
    assert (cambiati, ancora) == (2, 0)
    assert dopo[primo.pk] == (_fra(10), "Lecce")
    assert dopo[secondo.pk] == (_fra(18), "Bari")
    assert dopo[terzo.pk] == (_fra(25), "Bari")
    assert dopo[annullato.pk] == (_fra(31), "Lecce")
    messaggio = Messaggio.objects.get(tipo="evento_spostato")
    assert "Bari" in messaggio.testo


def test_a_meeting_is_not_moved_into_the_past_nor_out_of_no_series(funzionario):
    modello = EventoFactory(data_inizio=_fra(1))
    come = {"ora_inizio": None, "ora_fine": None, "luogo": "", "indirizzo": ""}

    with pytest.raises(DomainError, match="serie"):
        serie_sposta(evento=modello, giorni=1, **come, by=funzionario)
    serie_create(
        titolo="S", frequenza="settimanale", dal=_fra(1), al=_fra(9), modello=modello,
        by=funzionario,
    )  # fmt: skip
    modello.refresh_from_db()
    with pytest.raises(DomainError, match="passato"):
        serie_sposta(evento=modello, giorni=-5, **come, by=funzionario)


def test_staff_lay_out_a_series_and_move_it_from_the_pages(gestione):
    modello = EventoFactory(data_inizio=_fra(3), titolo="Laboratorio")

    gestione.post(
        "/admin/community/serieeventi/add/",
        {
            "modello": modello.pk,
            "titolo": "Laboratori",
            "frequenza": "settimanale",
            "dal": f"{_fra(3):%d/%m/%Y}",
            "al": f"{_fra(11):%d/%m/%Y}",
        },
    )
    rifiuto = gestione.post(f"{LISTA}{modello.pk}/sposta/", {"giorni": "-9"})
    gestione.post(f"{LISTA}{modello.pk}/sposta/", {"giorni": "0", "luogo": "Bari"})

    serie = SerieEventi.objects.get()
    assert [e.luogo for e in serie.eventi.all()] == ["Bari", "Bari"]
    assert rifiuto.status_code == 422
    assert "finirebbe nel passato" in rifiuto.content.decode()
    assert gestione.get(f"/admin/community/serieeventi/{serie.pk}/change/").status_code == 200


# --- Calling off ---------------------------------------------------------------------------------
def test_calling_off_tells_each_person_once_and_nobody_who_had_withdrawn(funzionario):
    evento = EventoFactory(futuro=True)
    ada = IscrizioneFactory(evento=evento, persona__email="ada@example.org").persona
    stessa = PersonaFactory(email="ada@altrove.example.org", fusa_in=ada)
    IscrizioneFactory(evento=evento, persona=stessa, in_attesa=True)
    IscrizioneFactory(evento=evento, persona__email="bice@example.org", invitata=True)
    IscrizioneFactory(evento=evento, stato=StatoIscrizione.ANNULLATA)
    IscrizioneFactory(evento=evento, persona=PersonaFactory(email=""))
    IscrizioneFactory()

    evento = evento_annulla(evento=evento, motivo=" Allerta meteo ", by=funzionario)
    with pytest.raises(DomainError, match="già annullato"):
        evento_annulla(evento=evento, motivo="Ancora", by=funzionario)

    assert evento.annullato_motivo == "Allerta meteo"
    messaggi = Messaggio.objects.filter(tipo="evento_annullato")
    assert sorted(m.a for m in messaggi) == ["ada@example.org", "bice@example.org"]
    assert all("Allerta meteo" in m.testo for m in messaggi)


def test_what_is_past_or_without_a_reason_is_not_called_off(funzionario):
    with pytest.raises(DomainError, match="già passato"):
        evento_annulla(evento=EventoFactory(), motivo="Tardi", by=funzionario)
    with pytest.raises(DomainError) as errore:
        evento_annulla(evento=EventoFactory(futuro=True), motivo="  ", by=funzionario)

    assert "motivo" in errore.value.fields


def test_staff_call_off_from_the_page_which_then_says_so(gestione):
    evento = EventoFactory(futuro=True)
    indirizzo = f"{LISTA}{evento.pk}/annulla/"

    rifiuto = gestione.post(indirizzo, {"motivo": ""})
    gestione.post(indirizzo, {"motivo": "Sciopero dei treni"})

    assert rifiuto.status_code == 422
    pagina = gestione.get(f"{LISTA}{evento.pk}/change/").content.decode()
    assert "Sciopero dei treni" in pagina
    assert indirizzo not in pagina


# --- The page of the event -----------------------------------------------------------------------
def test_the_page_counts_who_is_expected_and_who_came(gestione, lettura):
    evento = EventoFactory(capienza=3)
    venuta = IscrizioneFactory(evento=evento, persona__cognome="Riservatissima")
    IscrizioneFactory(evento=evento)
    IscrizioneFactory(evento=evento, in_attesa=True)
    IscrizioneFactory(evento=evento, invitata=True)
    PartecipazioneFactory(evento=evento, persona=venuta.persona)
    doppia = PersonaFactory(fusa_in=venuta.persona)
    PartecipazioneFactory(evento=evento, persona=doppia)

    numeri = evento_numeri(evento)

    assert (numeri.iscritti, numeri.in_attesa, numeri.invitati) == (2, 1, 1)
    assert (numeri.presenti, numeri.attesi_presenti) == (1, 1)
    gestione.force_login(lettura)
    pagina = gestione.get(f"{LISTA}{evento.pk}/change/").content.decode()
    assert "in lista d’attesa" in pagina
    assert venuta.persona.cognome not in pagina


def test_the_page_leads_to_the_door_who_may_take_the_attendances(gestione, lettura):
    evento = EventoFactory(slug="laboratorio")
    pagina = f"{LISTA}{evento.pk}/change/"

    assert "/eventi/laboratorio/accoglienza/" in gestione.get(pagina).content.decode()
    gestione.force_login(lettura)
    assert "/eventi/laboratorio/accoglienza/" not in gestione.get(pagina).content.decode()


def _modulo(evento: Evento, **cambi: str) -> dict[str, str]:
    parti = {}
    for nome in ("sessioni", "materiali", "riepilogo", "partecipazioni"):
        parti |= {f"{nome}-TOTAL_FORMS": "0", f"{nome}-INITIAL_FORMS": "0"}
    return {
        "titolo": evento.titolo,
        "tipo": evento.tipo,
        "slug": evento.slug,
        "data_inizio": f"{evento.data_inizio:%d/%m/%Y}",
        "precisione": "giorno",
        "modalita": "presenza",
        "iscrizioni": "chiuse",
        "pubblicazione": "bozza",
        **parti,
        **cambi,
    }


@pytest.mark.parametrize(
    ("scelta", "attesi"),
    [("bozza", (False, False)), ("riservato", (False, True)), ("pubblico", (True, False))],
)
def test_an_event_is_a_draft_reserved_or_public(gestione, scelta, attesi):
    evento = EventoFactory()

    risposta = gestione.post(f"{LISTA}{evento.pk}/change/", _modulo(evento, pubblicazione=scelta))

    assert risposta.status_code == 302, risposta.context["errors"]
    evento.refresh_from_db()
    assert (evento.is_public, evento.is_riservato) == attesi


def test_wrong_fields_of_an_event_are_explained_in_italian(gestione):
    evento = EventoFactory()
    sbagliati = _modulo(evento, data_fine="01/01/2000", capienza="0")

    testo = gestione.post(f"{LISTA}{evento.pk}/change/", sbagliati).content.decode()

    assert "L&#x27;ultimo giorno non può precedere il primo." in testo
    assert "maggiore o uguale a 1" in testo


@pytest.mark.parametrize("modulo", [urls, urls_iscrizioni, urls_area_incontri])
def test_no_event_may_take_the_address_of_a_page(modulo):
    prime = {str(percorso.pattern).split("/")[0] for percorso in modulo.urlpatterns}
    fisse = {parola for parola in prime if re.fullmatch(r"[-\w]+", parola)}

    assert fisse
    assert fisse <= SLUG_RISERVATI


def test_the_form_of_an_event_refuses_the_address_of_a_page(gestione):
    evento = EventoFactory()

    risposta = gestione.post(f"{LISTA}{evento.pk}/change/", _modulo(evento, slug="calendario"))

    assert "«calendario» è una pagina del portale" in risposta.content.decode()
    assert not Evento.objects.filter(slug="calendario").exists()


def test_an_event_somebody_relies_on_does_not_go_back_to_a_draft(gestione):
    con_iscritti = IscrizioneFactory(evento=EventoFactory()).evento
    con_diario = VerbaleIncontroFactory(condiviso=True).evento

    for evento, parole in ((con_iscritti, "annullalo"), (con_diario, "condiviso")):
        risposta = gestione.post(f"{LISTA}{evento.pk}/change/", _modulo(evento))
        assert risposta.status_code == 200
        assert parole in risposta.content.decode()


def test_agenda_and_speakers_have_their_page(gestione):
    sessione = SessioneEventoFactory()

    gestione.post(
        f"/admin/community/sessioneevento/{sessione.pk}/change/",
        {
            "evento": sessione.evento_id,
            "titolo": "Apertura",
            "ordine": "1",
            "relatori-TOTAL_FORMS": "1",
            "relatori-INITIAL_FORMS": "0",
            "relatori-0-ordine": "1",
            "relatori-0-nome": "Bice Esempio",
        },
    )

    assert [r.nome for r in sessione.relatori.all()] == ["Bice Esempio"]
