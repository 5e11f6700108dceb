"""The meetings of a Comune in its own area: invited, shared, to be done; and nobody else's."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from community.enums import StatoAzione, TipoEvento
from community.models import AzioneIncontro, Evento, VerbaleIncontro
from comuni.models import Referente
from fis_portal.accounts.models import User
from fis_portal.core.isolamento import isolato
from progetti.models import Progetto
from tests.community.factories import EventoFactory, PersonaFactory
from tests.community.factories_comunita import (
    AzioneIncontroFactory,
    DecisioneIncontroFactory,
    DomandaEmersaFactory,
    IscrizioneFactory,
    MaterialeEventoFactory,
    RelatoreFactory,
    ResocontoEventoFactory,
    SeguitoAzioneFactory,
    VerbaleIncontroFactory,
)
from tests.core.factories import FileProtettoFactory
from tests.progetti.factories import ProgettoFactory

pytestmark = pytest.mark.django_db
LISTA = "/area-comuni/incontri/"
NOTA = "Il sindaco tentenna"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def progetto(referente: User) -> Progetto:
    return ProgettoFactory(comune=Referente.objects.get(user=referente).comune)


@pytest.fixture
def area(client: Client, referente: User) -> Client:
    client.force_login(referente)
    return client


def _riservato(progetto: Progetto, **campi) -> Evento:
    riservato = {"tipo": TipoEvento.OUTCOME_TEAM, "is_public": False, "is_riservato": True}
    return EventoFactory(**{"progetti": [progetto], **riservato, **campi})


def _verbale(progetto: Progetto, mese: int = 3, **campi) -> VerbaleIncontro:
    evento = _riservato(progetto, data_inizio=datetime.date(2024, mese, 10))
    return VerbaleIncontroFactory(
        evento=evento, progetto=progetto, nota_interna=NOTA, **{"condiviso": True, **campi}
    )


def _fatta(azione: AzioneIncontro) -> str:
    return reverse("area_incontri:azione_fatta", args=[azione.pk])


# --- What comes ----------------------------------------------------------------------------------
def test_the_next_meetings_are_the_public_ones_and_those_one_is_invited_to(area, progetto):
    EventoFactory(futuro=True, titolo="Aperto a tutti")
    _riservato(progetto, futuro=True, titolo="Il nostro team")
    _riservato(ProgettoFactory(), futuro=True, titolo="Il team degli altri")
    _riservato(progetto, futuro=True, titolo="Ancora in bozza", is_riservato=False)
    _riservato(progetto, titolo="Il team dell'altra volta")

    testo = area.get(LISTA).content.decode()

    assert "Aperto a tutti" in testo
    assert "Il nostro team" in testo
    assert "Il team dell&#x27;altra volta" in testo
    assert "degli altri" not in testo
    assert "in bozza" not in testo


def test_a_reserved_meeting_shows_agenda_and_materials_to_who_is_invited(area, progetto):
    evento = _riservato(progetto, futuro=True, collegamento="https://riunione.example.org/")
    RelatoreFactory(sessione__evento=evento, sessione__titolo="Apertura")
    file = FileProtettoFactory(contenuto=b"Le slide.")
    slide = MaterialeEventoFactory(evento=evento, visibilita="pubblico", url="", file=file)
    MaterialeEventoFactory(evento=evento, titolo="Solo iscritti")
    pagina = f"{LISTA}{evento.slug}/"

    testo = area.get(pagina).content.decode()
    scaricato = area.get(f"{pagina}materiali/{slide.pk}/")

    assert "Apertura" in testo
    assert "Bice Esempio" in testo
    assert slide.titolo in testo
    assert b"".join(scaricato.streaming_content) == b"Le slide."
    assert "Solo iscritti" not in testo
    assert "riunione.example.org" not in testo


def test_who_is_registered_has_the_link_and_the_reserved_materials(area, progetto, referente):
    evento = _riservato(progetto, futuro=True, collegamento="https://riunione.example.org/")
    MaterialeEventoFactory(evento=evento, titolo="Solo iscritti")
    IscrizioneFactory(evento=evento, persona=PersonaFactory(user=referente))

    testo = area.get(f"{LISTA}{evento.slug}/").content.decode()

    assert "Solo iscritti" in testo
    assert "riunione.example.org" in testo


def test_a_reserved_meeting_does_not_exist_for_the_others(
    client, area, progetto, referente_altro_comune
):
    evento = _riservato(progetto, futuro=True, titolo="Segretissimo")
    materiale = MaterialeEventoFactory(
        evento=evento,
        visibilita="pubblico",
        url="",
        file=FileProtettoFactory(contenuto=b"x"),
    )
    ResocontoEventoFactory(evento=evento, pubblicato=True)
    dentro = (f"{LISTA}{evento.slug}/", f"{LISTA}{evento.slug}/materiali/{materiale.pk}/")
    fuori = (
        "/eventi/",
        "/eventi/calendario.ics",
        "/api/v1/eventi/",
        f"/progetti/{progetto.slug}/",
        f"/comuni/{progetto.comune.slug}/",
    )

    client.force_login(referente_altro_comune)
    assert [client.get(pagina).status_code for pagina in dentro] == [404, 404]
    assert "Segretissimo" not in client.get(LISTA).content.decode()
    client.logout()
    assert client.get(f"/eventi/{evento.slug}/").status_code == 404
    assert client.get(f"/api/v1/eventi/{evento.slug}/").status_code == 404
    for pagina in fuori:
        risposta = client.get(pagina)
        assert risposta.status_code == 200, pagina
        assert b"Segretissimo" not in risposta.content, pagina


def test_what_came_out_of_a_meeting_is_told_once_published(area, progetto):
    evento = _riservato(progetto)
    resoconto = ResocontoEventoFactory(evento=evento, sintesi="Si è parlato di casa.")
    DomandaEmersaFactory(resoconto=resoconto)

    prima = area.get(f"{LISTA}{evento.slug}/").content.decode()
    resoconto.is_public, resoconto.pubblicato_il = True, timezone.now()
    resoconto.save()
    dopo = area.get(f"{LISTA}{evento.slug}/").content.decode()

    assert "parlato di casa" not in prima
    assert "parlato di casa" in dopo
    assert "Chi paga se non funziona?" in dopo


# --- The diary -----------------------------------------------------------------------------------
def test_the_diary_tells_decisions_actions_and_follow_up_and_never_asks_for_the_note(
    area, progetto
):
    primo, secondo = _verbale(progetto, 3), _verbale(progetto, 4)
    DecisioneIncontroFactory(verbale=primo, cambia_quadro=True)
    azione = AzioneIncontroFactory(verbale=primo)
    SeguitoAzioneFactory(azione=azione, verbale=secondo, nota="Li mandano a maggio")

    with CaptureQueriesContext(connection) as domande:
        pagine = [
            area.get(indirizzo).content.decode()
            for indirizzo in (
                LISTA,
                f"{LISTA}diario/{primo.pk}/",
                f"{LISTA}diario/{secondo.pk}/",
                f"{LISTA}{primo.evento.slug}/",
            )
        ]

    _elenco, prima, dopo, _incontro = pagine
    assert "Si misura anche la permanenza." in prima
    assert "Li mandano a maggio" in prima
    assert "A che punto erano le azioni di prima" in dopo
    assert "Li mandano a maggio" in dopo
    assert not any(NOTA in pagina for pagina in pagine)
    assert not [d["sql"] for d in domande if "nota_interna" in d["sql"]]


def test_pages_not_shared_or_of_others_do_not_exist(area, progetto):
    for verbale in (_verbale(progetto, condiviso=False), _verbale(ProgettoFactory(), 4)):
        azione = AzioneIncontroFactory(verbale=verbale)

        assert area.get(f"{LISTA}diario/{verbale.pk}/").status_code == 404
        assert area.post(_fatta(azione)).status_code == 404
        assert azione.testo not in area.get(LISTA).content.decode()


def test_the_list_grows_without_asking_more(area, progetto, django_assert_max_num_queries):
    for mese in range(1, 9):
        AzioneIncontroFactory(verbale=_verbale(progetto, mese))
        _riservato(progetto, futuro=True)

    with django_assert_max_num_queries(24):
        assert area.get(LISTA).status_code == 200


# --- What is to be done --------------------------------------------------------------------------
def test_an_officer_says_that_an_action_of_the_comune_is_done(area, progetto):
    azione = AzioneIncontroFactory(verbale=_verbale(progetto), scadenza=datetime.date(2024, 4, 1))
    assert "il giorno è passato" in area.get(LISTA).content.decode()

    risposta = area.post(_fatta(azione), {"da": "diario"})
    ancora = area.post(_fatta(azione))

    azione.refresh_from_db()
    assert risposta.url == f"{LISTA}diario/{azione.verbale_id}/"
    assert (azione.stato, azione.chiusa_il) == (StatoAzione.FATTA, timezone.localdate())
    assert ancora.status_code == 409
    assert "già fatta" in ancora.content.decode()


def test_actions_of_formez_or_of_the_partners_are_read_and_not_closed(area, progetto):
    verbale = _verbale(progetto)
    for chi in ("formez", "partner"):
        azione = AzioneIncontroFactory(verbale=verbale, a_carico_di=chi, testo=f"Tocca a {chi}")

        assert azione.testo in area.get(f"{LISTA}diario/{verbale.pk}/").content.decode()
        assert area.post(_fatta(azione)).status_code == 404
        azione.refresh_from_db()
        assert azione.stato == StatoAzione.APERTA


def test_the_database_lets_an_officer_close_her_own_actions_alone(referente, progetto):
    mia = AzioneIncontroFactory(verbale=_verbale(progetto))
    di_formez = AzioneIncontroFactory(verbale=mia.verbale, a_carico_di="formez")
    nascosta = AzioneIncontroFactory(verbale=_verbale(progetto, 4, condiviso=False))
    altrui = AzioneIncontroFactory(verbale=_verbale(ProgettoFactory(), 5))
    chiusa = {"stato": StatoAzione.FATTA, "chiusa_il": timezone.localdate()}

    with isolato(referente.pk):
        viste = set(AzioneIncontro.objects.values_list("pk", flat=True))
        cambiate = AzioneIncontro.objects.update(**chiusa)

    assert viste == {mia.pk, di_formez.pk}
    assert cambiate == 1
    assert set(AzioneIncontro.objects.filter(stato="aperta")) == {di_formez, nascosta, altrui}


def test_an_empty_area_says_why(client, referente_altro_comune):
    client.force_login(referente_altro_comune)

    testo = client.get(LISTA).content.decode()

    assert "Nessun incontro in programma" in testo
    assert "Ancora nessuna pagina condivisa" in testo
