"""The page of one event: agenda, materials, places, what came out of it, structured data."""

import datetime
import html.parser
import json

import pytest
import time_machine
from django.utils import timezone

from community.enums import IscrizioniEvento, ModalitaEvento, VisibilitaMateriale
from community.models import Evento
from community.selectors.iscrizioni import evento_fine, iscrizioni_chiuse_perche
from community.selectors.pagina_evento import evento_pagina, evento_per_pagina
from tests.community.factories import (
    EventoFactory,
    PersonaFactory,
    RiepilogoIncontriFactory,
)
from tests.community.factories_comunita import (
    DomandaEmersaFactory,
    IscrizioneFactory,
    LezioneFactory,
    MaterialeEventoFactory,
    RelatoreFactory,
    ResocontoEventoFactory,
    SerieEventiFactory,
    SessioneEventoFactory,
)
from tests.core.factories import FileProtettoFactory
from tests.progetti.factories import ProgettoFactory

pytestmark = pytest.mark.django_db
SEGRETO = "https://riunioni.example.org/segreto"


def leggi(client, indirizzo: str) -> str:
    risposta = client.get(indirizzo)
    assert risposta.status_code == 200
    return " ".join(risposta.content.decode().split())


def aperto(**altro):
    campi = {"futuro": True, "iscrizioni": IscrizioniEvento.LIBERE, "capienza": 40}
    return EventoFactory(**{**campi, **altro})


def test_the_agenda_is_told_by_day_with_who_speaks_and_public_projects(client):
    evento = EventoFactory(data_fine=datetime.date(2023, 3, 30))
    seconda = SessioneEventoFactory(
        evento=evento, titolo="Chiusura", giorno=datetime.date(2023, 3, 30)
    )
    prima = SessioneEventoFactory(evento=evento, titolo="Apertura", inizio=datetime.time(10))
    prima.progetti.add(
        ProgettoFactory(titolo="Case di vicinato"),
        ProgettoFactory(titolo="Segreto", non_pubblico=True),
    )
    RelatoreFactory(sessione=seconda, nome="Bice Esempio")

    pagina = leggi(client, evento.get_absolute_url())

    in_ordine = ("29 marzo 2023</h3>", "10:00", "Apertura", "Case di vicinato",
                 "30 marzo 2023</h3>", "Chiusura", "Bice Esempio")  # fmt: skip
    posti = [pagina.index(testo) for testo in in_ordine]
    assert posti == sorted(posti)
    assert "Segreto" not in pagina


@pytest.mark.parametrize("modalita", ModalitaEvento.values)
def test_the_link_to_follow_online_is_nowhere(client, modalita):
    evento = aperto(modalita=modalita, collegamento=SEGRETO, slug="uno", luogo="Roma")

    for indirizzo in ("", "evento.ics", "evento.jsonld"):
        assert "riunioni.example.org" not in leggi(client, f"/eventi/uno/{indirizzo}")
    for indirizzo in ("/eventi/", "/eventi/calendario.ics", "/novita.atom", "/api/v1/eventi/uno/"):
        assert "riunioni.example.org" not in leggi(client, indirizzo)
    assert evento.get_modalita_display().lower() in leggi(client, "/eventi/uno/").lower()


@pytest.mark.parametrize(
    ("iscritti", "capienza", "frase"),
    [
        (0, 40, "<strong>40 di 40</strong>"),
        (4, 40, "Ci sono ancora posti."),
        (28, 40, "<strong>12 di 40</strong>"),
        (6, 6, "I posti sono finiti:"),
    ],
)
def test_places_left_are_told_unless_few_people_have_registered(
    client, settings, iscritti, capienza, frase
):
    settings.SOGLIA_CELLE = 5
    evento = aperto(capienza=capienza, slug="senza-numeri")
    IscrizioneFactory.create_batch(iscritti, evento=evento)
    IscrizioneFactory(evento=evento, invitata=True)

    pagina = leggi(client, evento.get_absolute_url())

    assert frase in pagina
    assert "36" not in pagina.partition('data-element="registration"')[2].partition("</div>")[0]


def test_registration_is_offered_only_while_it_is_open(client):
    chiusi = [
        EventoFactory(futuro=True),
        aperto(futuro=False),
        aperto(iscrizioni_al=timezone.now() - datetime.timedelta(minutes=1)),
        aperto(annullato_il=timezone.now(), annullato_motivo="Sciopero dei treni"),
    ]

    for evento in chiusi:
        assert 'data-element="registration"' not in leggi(client, evento.get_absolute_url())
    su_invito = aperto(iscrizioni=IscrizioniEvento.SU_INVITO)
    assert "Ci si iscrive su invito." in leggi(client, su_invito.get_absolute_url())
    assert "Le iscrizioni sono aperte." in leggi(client, aperto().get_absolute_url())


def test_a_meeting_called_off_says_so_and_why(client):
    evento = EventoFactory(annullato_il=timezone.now(), annullato_motivo="Sciopero dei treni")

    pagina = leggi(client, evento.get_absolute_url())

    assert "è annullato.</strong> Sciopero dei treni" in pagina
    assert "Che cosa ne è uscito" not in pagina
    assert "Sciopero dei treni" in leggi(client, "/eventi/")


def test_the_other_public_meetings_of_the_series_are_listed(client):
    serie = SerieEventiFactory(titolo="Laboratorio del mese")
    evento = EventoFactory(serie=serie)
    EventoFactory(serie=serie, titolo="Il prossimo")
    EventoFactory(serie=serie, titolo="In bozza", non_pubblico=True)
    EventoFactory(serie=serie, titolo="Riservato", is_public=False, is_riservato=True)

    pagina = leggi(client, evento.get_absolute_url())

    assert "Laboratorio del mese" in pagina
    assert "Il prossimo" in pagina
    assert "In bozza" not in pagina
    assert "Riservato" not in pagina


# --- Materials ------------------------------------------------------------------------------------
def test_public_materials_are_given_and_the_others_do_not_exist(client):
    evento = EventoFactory()
    file = FileProtettoFactory(contenuto=b"Il programma.")
    pubblico = MaterialeEventoFactory(
        evento=evento, titolo="Programma", visibilita="pubblico", url="", file=file
    )
    collegato = MaterialeEventoFactory(evento=evento, titolo="Video", visibilita="pubblico")
    di_chi_e_iscritto = MaterialeEventoFactory(evento=evento, titolo="Appunti")
    indirizzo = f"{evento.get_absolute_url()}materiali/"

    pagina = leggi(client, evento.get_absolute_url())

    assert f"{indirizzo}{pubblico.pk}/" in pagina
    assert collegato.url in pagina
    assert "Appunti" not in pagina
    risposta = client.get(f"{indirizzo}{pubblico.pk}/")
    assert b"".join(risposta.streaming_content) == b"Il programma."
    assert client.get(f"{indirizzo}{collegato.pk}/").url == collegato.url
    assert client.get(f"{indirizzo}{di_chi_e_iscritto.pk}/").status_code == 404


@pytest.mark.parametrize("campi", [{}, {"is_riservato": True}])
def test_materials_of_a_meeting_that_is_not_public_do_not_exist(client, campi):
    evento = EventoFactory(is_public=False, **campi)
    materiale = MaterialeEventoFactory(evento=evento, visibilita=VisibilitaMateriale.PUBBLICO)

    risposta = client.get(f"{evento.get_absolute_url()}materiali/{materiale.pk}/")

    assert risposta.status_code == 404


def test_a_material_is_not_found_under_another_event(client):
    materiale = MaterialeEventoFactory(visibilita="pubblico")
    altro = EventoFactory()

    assert client.get(f"/eventi/{altro.slug}/materiali/{materiale.pk}/").status_code == 404


def test_a_file_the_antivirus_has_not_judged_is_not_listed(client):
    materiale = MaterialeEventoFactory(
        titolo="Dubbio", visibilita="pubblico", url="", file=FileProtettoFactory(in_verifica=True)
    )

    assert "Dubbio" not in leggi(client, materiale.evento.get_absolute_url())
    indirizzo = f"{materiale.evento.get_absolute_url()}materiali/{materiale.pk}/"
    assert client.get(indirizzo).status_code == 409


# --- What came out of it --------------------------------------------------------------------------
def _resoconto(**campi):
    resoconto = ResocontoEventoFactory(sintesi="Si è capito molto.", verbale="Tutto.", **campi)
    DomandaEmersaFactory(resoconto=resoconto, testo="Chi paga?", risposta="Il Fondo.")
    evento = resoconto.evento
    LezioneFactory(evento=evento, titolo="Lezione di tutti", pubblica=True)
    LezioneFactory(evento=evento, titolo="Lezione del gruppo")
    LezioneFactory(
        evento=evento, titolo="Di un progetto nascosto", pubblica=True,
        progetto__is_public=False,
    )  # fmt: skip
    return evento


def test_the_closing_report_is_told_once_published(client):
    evento = _resoconto(pubblicato=True)

    pagina = leggi(client, evento.get_absolute_url())

    for atteso in ("Si è capito molto.", "Tutto.", "Chi paga?", "Il Fondo.", "Lezione di tutti"):
        assert atteso in pagina
    assert "Lezione del gruppo" not in pagina
    assert "Di un progetto nascosto" not in pagina


def test_a_closing_report_in_draft_is_told_nowhere(client):
    evento = _resoconto()

    for indirizzo in (evento.get_absolute_url(), "/novita.atom", f"/api/v1/eventi/{evento.slug}/"):
        pagina = leggi(client, indirizzo)
        assert "Si è capito molto." not in pagina
        assert "Chi paga?" not in pagina


def test_heads_counted_by_the_organiser_are_hidden_when_few(client, settings):
    settings.SOGLIA_CELLE = 5
    pochi = RiepilogoIncontriFactory(
        evento=EventoFactory(), fonte=None, incontri=None, persone=3, presenze=3
    )
    molti = RiepilogoIncontriFactory(
        evento=EventoFactory(), fonte=None, incontri=None, persone=30, presenze=None
    )

    assert "<strong>3</strong>" not in leggi(client, pochi.evento.get_absolute_url())
    pagina = leggi(client, molti.evento.get_absolute_url())
    assert "<strong>30</strong> persone" in pagina
    assert "Contati da chi ha organizzato" in pagina
    righe = client.get("/api/v1/eventi/").json()["results"]
    persone = {riga["slug"]: riga["riepilogo"]["persone"] for riga in righe}
    assert persone == {pochi.evento.slug: None, molti.evento.slug: 30}
    assert {riga["riepilogo"]["fonte"] for riga in righe} == {None}


def test_who_registered_is_never_named(client):
    evento = aperto()
    IscrizioneFactory(evento=evento, persona=PersonaFactory(cognome="Riservatissimi"))

    assert "Riservatissimi" not in leggi(client, evento.get_absolute_url())


# --- Structured data ------------------------------------------------------------------------------
class Microdati(html.parser.HTMLParser):
    """The itemprop of a page, with what they say when they say it in an attribute."""

    def __init__(self) -> None:
        super().__init__()
        self.tipi: list[str] = []
        self.valori: dict[str, str | None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributi = dict(attrs)
        if "itemtype" in attributi:
            self.tipi.append(str(attributi["itemtype"]))
        if nome := attributi.get("itemprop"):
            self.valori.setdefault(nome, attributi.get("content") or attributi.get("href"))


@time_machine.travel("2023-01-10")
def test_page_and_json_describe_the_event_to_machines(client):
    evento = EventoFactory(
        modalita=ModalitaEvento.IBRIDO,
        luogo="Roma",
        indirizzo="Via Marx 15",
        organizzatori="Formez",
        ora_inizio=datetime.time(9, 30),
        ora_fine=datetime.time(17),
    )

    microdati = Microdati()
    microdati.feed(leggi(client, evento.get_absolute_url()))
    dati = json.loads(leggi(client, f"{evento.get_absolute_url()}evento.jsonld"))

    assert (dati["@context"], dati["@type"]) == ("https://schema.org", "Event")
    assert dati["name"] == evento.titolo
    assert dati["startDate"] == "2023-03-29T09:30:00+02:00"
    assert dati["endDate"] == "2023-03-29T17:00:00+02:00"
    assert dati["eventStatus"] == "https://schema.org/EventScheduled"
    assert dati["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert [luogo["@type"] for luogo in dati["location"]] == ["Place", "VirtualLocation"]
    assert dati["organizer"] == {"@type": "Organization", "name": "Formez"}
    for nome in ("startDate", "endDate", "eventStatus", "eventAttendanceMode"):
        assert microdati.valori[nome] == dati[nome]
    assert {"name", "location", "organizer"} <= microdati.valori.keys()
    assert microdati.tipi[0] == "https://schema.org/Event"
    assert {tipo.rpartition("/")[2] for tipo in microdati.tipi} == {
        "Event", "Place", "VirtualLocation", "Organization",
    }  # fmt: skip


def test_a_meeting_called_off_is_called_off_for_machines_too(client):
    evento = EventoFactory(annullato_il=timezone.now(), annullato_motivo="Neve")

    dati = client.get(f"{evento.get_absolute_url()}evento.jsonld").json()

    assert dati["eventStatus"] == "https://schema.org/EventCancelled"


def test_an_event_of_unknown_day_is_not_described(client):
    evento = EventoFactory(del_mese=True)

    assert "itemtype" not in leggi(client, evento.get_absolute_url())
    for formato in ("ics", "jsonld"):
        assert client.get(f"{evento.get_absolute_url()}evento.{formato}").status_code == 404


def test_the_page_stops_offering_registration_when_the_form_does():
    evento = aperto(ora_inizio=datetime.time(10), ora_fine=datetime.time(13))
    letto = evento_per_pagina(Evento.objects.all(), evento.data_inizio).get()
    fine = evento_fine(evento)
    prima, dopo = fine - datetime.timedelta(minutes=1), fine + datetime.timedelta(minutes=1)

    assert [evento_pagina(letto, quando).is_aperto for quando in (prima, dopo)] == [True, False]
    assert [bool(iscrizioni_chiuse_perche(evento, q)) for q in (prima, dopo)] == [False, True]
