from datetime import date, time

import pytest
import time_machine
from django.urls import reverse

from community.models import Evento
from fis_portal.core.enums import PrecisioneData
from tests.community.factories import (
    EventoFactory,
    PartecipazioneFactory,
    RiepilogoIncontriFactory,
)
from tests.community.factories_comunita import ResocontoEventoFactory
from tests.core.factories import FonteFactory
from tests.progetti.factories import InterventoFactory, ProgettoFactory

pytestmark = pytest.mark.django_db
LISTA = "/eventi/"


def leggi(risposta) -> str:
    return " ".join(risposta.content.decode().split())


def titoli(risposta) -> list[str]:
    contesto = risposta.context
    return [evento.titolo for evento in (*contesto["prossimi"], *contesto["passati"])]


def test_pages_take_as_many_queries_for_1_10_and_100_rows(client, django_assert_num_queries):
    EventoFactory(slug="uno")
    progetto = ProgettoFactory()
    budget = {
        LISTA: 4,
        f"{LISTA}?tipo=giornata_scambio&anno=2023&comune={progetto.comune.codice_istat}": 4,
        "/eventi/uno/": 5,
        "/eventi/calendario.ics": 1,
    }
    for nuovi in (1, 9, 90):
        for _n in range(nuovi):
            EventoFactory(progetti=[progetto], fonti=[FonteFactory()])
            RiepilogoIncontriFactory()
        Evento.objects.get(slug="uno").progetti.add(*ProgettoFactory.create_batch(nuovi))
        for indirizzo, quante in budget.items():
            with django_assert_num_queries(quante):
                assert client.get(indirizzo).status_code == 200, indirizzo


@time_machine.travel("2026-03-05")
def test_next_events_come_first_then_the_past_from_the_newest(client):
    for titolo, giorno in (
        ("vecchio", date(2020, 1, 1)),
        ("lontano", date(2027, 1, 1)),
        ("recente", date(2026, 3, 4)),
        ("oggi", date(2026, 3, 5)),
        ("ignoto", None),
    ):
        EventoFactory(titolo=titolo, data_inizio=giorno)
    EventoFactory(titolo="in corso", data_inizio=date(2026, 3, 1), data_fine=date(2026, 3, 6))

    risposta = client.get(LISTA)

    assert [e.titolo for e in risposta.context["prossimi"]] == ["in corso", "oggi", "lontano"]
    assert [e.titolo for e in risposta.context["passati"]] == ["recente", "vecchio", "ignoto"]


def test_dates_are_told_as_the_source_gives_them(client):
    EventoFactory(senza_data=True)
    EventoFactory(del_mese=True)
    EventoFactory(data_inizio=None)
    EventoFactory(data_inizio=date(2023, 3, 29), ora_inizio=time(9, 30))
    EventoFactory(data_inizio=date(2023, 5, 2), data_fine=date(2023, 5, 3))

    pagina = leggi(client.get(LISTA))

    assert "«mercoledì 29 marzo», come scrive la fonte" in pagina
    assert "agosto 2022" in pagina
    assert "1 agosto 2022" not in pagina
    assert "Data non pubblicata" in pagina
    assert "29 marzo 2023</time>, ore 09:30" in pagina
    assert "dal 2 maggio 2023 al 3 maggio 2023" in pagina


def test_filters_narrow_the_list_and_their_counts_follow(client):
    progetto = ProgettoFactory(comune__codice_istat="001272", comune__nome="Torino")
    intervento = InterventoFactory(codice="II")
    EventoFactory(titolo="A", tipo="webinar", intervento=intervento, progetti=[progetto])
    EventoFactory(titolo="B", tipo="webinar", data_inizio=date(2022, 1, 1))
    EventoFactory(titolo="C", tipo="laboratorio", senza_data=True)

    assert titoli(client.get(f"{LISTA}?tipo=webinar&tipo=laboratorio")) == ["A", "B", "C"]
    assert titoli(client.get(f"{LISTA}?anno=2022")) == ["B"]
    assert titoli(client.get(f"{LISTA}?intervento=II")) == ["A"]
    assert titoli(client.get(f"{LISTA}?comune=001272")) == ["A"]

    faccette = client.get(f"{LISTA}?tipo=webinar&anno=").context["faccette"]
    conteggi = {f.chiave: [(v.valore, v.conteggio, v.attiva) for v in f.voci] for f in faccette}
    assert conteggi == {
        "tipo": [("webinar", 2, True), ("laboratorio", 1, False)],
        "anno": [("2023", 1, False), ("2022", 1, False)],
        "modalita": [("presenza", 2, False)],
        "tema": [],
        "intervento": [("II", 1, False)],
    }


@pytest.mark.parametrize(
    ("query", "frase"),
    [
        ("tipo=festa", "Tipo: «festa» non è tra i valori possibili"),
        ("anno=boh", "Anno: Scrivi un anno di quattro cifre"),
        ("anno=20234", "Anno: "),
        ("anno=2022&anno=2023", "Il filtro «Anno» accetta un solo valore"),
        ("comune=torino", "Comune: "),
        ("colore=rosso", "Il filtro «colore» non esiste"),
    ],
)
@pytest.mark.parametrize("indirizzo", [LISTA, f"{LISTA}calendario.ics"])
def test_wrong_addresses_say_what_is_wrong(client, indirizzo, query, frase):
    risposta = client.get(f"{indirizzo}?{query}")

    assert risposta.status_code == 400
    assert frase in leggi(risposta)


def test_an_empty_list_says_why(client):
    vuota = leggi(client.get(LISTA))
    filtrata = leggi(client.get(f"{LISTA}?anno=2001"))

    assert "Nessun incontro in programma" in vuota
    assert "Nessun incontro corrisponde ai filtri" in filtrata


def test_meetings_known_only_as_totals_are_told_with_their_source(client):
    RiepilogoIncontriFactory(
        incontri=130,
        precisione=PrecisioneData.ATTESTATA,
        fonte=FonteFactory(titolo="Formez, scheda del Programma"),
    )
    RiepilogoIncontriFactory(titolo="Inventati", dimostrativo=True)

    pagina = leggi(client.get(LISTA))

    assert "<strong>130</strong> incontri" in pagina
    assert "Attestato al 30 giugno 2024" in pagina
    assert "Formez, scheda del Programma" in pagina
    assert "Inventati" not in pagina


def test_an_event_page_tells_what_came_out(client):
    progetto = ProgettoFactory(titolo="Case di vicinato")
    nascosto = ProgettoFactory(titolo="Segreto", non_pubblico=True)
    evento = EventoFactory(
        progetti=[progetto, nascosto],
        progetti_presenti=16,
        fonti=[FonteFactory(titolo="Formez, notizia")],
        organizzatori="IFEL",
    )
    RiepilogoIncontriFactory(evento=evento, incontri=None, persone=60)
    PartecipazioneFactory.create_batch(6, evento=evento)

    pagina = leggi(client.get(evento.get_absolute_url()))

    for atteso in (
        "16 progetti presenti, come conta la fonte",
        "<strong>60</strong> persone",
        "6 presenze registrate",
        "Case di vicinato",
        "Formez, notizia",
        "IFEL",
    ):
        assert atteso in pagina
    assert "Segreto" not in pagina


def test_too_few_attendances_are_not_counted_in_public(client):
    evento = EventoFactory()
    PartecipazioneFactory.create_batch(4, evento=evento)

    pagina = leggi(client.get(evento.get_absolute_url()))

    assert "troppo poche" in pagina
    assert "4 presenze" not in pagina
    assert "presenze registrate" not in leggi(client.get(LISTA))


def test_no_person_is_ever_named(client):
    partecipazione = PartecipazioneFactory(persona__cognome="Riservatissimi")

    for indirizzo in (LISTA, partecipazione.evento.get_absolute_url()):
        assert "Riservatissimi" not in leggi(client.get(indirizzo))


def test_an_event_page_says_what_is_not_known(client):
    evento = EventoFactory(data_inizio=None)

    pagina = leggi(client.get(evento.get_absolute_url()))

    assert "Data non pubblicata" in pagina
    assert pagina.count("Non pubblicato") == 3


def test_demonstrative_and_private_events_stay_out(client):
    EventoFactory(titolo="Riservato", slug="riservato", non_pubblico=True)
    EventoFactory(titolo="Inventato", slug="inventato", dimostrativo=True)

    assert titoli(client.get(LISTA)) == []
    assert titoli(client.get(f"{LISTA}?dimostrativi=1")) == ["Inventato"]
    assert client.get("/eventi/riservato/").status_code == 404
    assert "demo-banner" in leggi(client.get("/eventi/inventato/"))


def test_a_page_that_is_not_there_is_a_clear_404(client):
    assert client.get(f"{LISTA}?page=2").status_code == 404


def test_pages_can_only_be_read(client):
    assert client.post(LISTA).status_code == 405
    assert client.delete(f"{LISTA}calendario.ics").status_code == 405


# --- Calendar -------------------------------------------------------------------------------------
def calendario(client, query: str = "") -> str:
    risposta = client.get(reverse("community:evento_calendario") + query)
    assert risposta["Content-Type"] == "text/calendar; charset=utf-8"
    return risposta.content.decode()


def test_the_calendar_holds_the_events_whose_day_is_known(client):
    EventoFactory(titolo="Giorno noto", slug="noto", data_inizio=date(2023, 3, 29))
    EventoFactory(titolo="Mese noto", del_mese=True)
    EventoFactory(titolo="Ignoto", senza_data=True)

    testo = calendario(client)

    assert testo.startswith("BEGIN:VCALENDAR\r\n")
    assert testo.count("BEGIN:VEVENT") == 1
    assert "DTSTART;VALUE=DATE:20230329\r\n" in testo
    assert "DTEND;VALUE=DATE:20230330\r\n" in testo
    assert "URL:http://testserver/eventi/noto/\r\n" in testo


def test_an_hour_of_rome_is_written_in_utc(client):
    EventoFactory(data_inizio=date(2023, 7, 1), ora_inizio=time(9, 30))

    assert "DTSTART:20230701T073000Z" in calendario(client)


def test_texts_cannot_break_out_of_their_line(client):
    EventoFactory(titolo="a\r\nBEGIN:VEVENT; b, c\\", luogo="è" * 60)

    testo = calendario(client)

    assert "SUMMARY:a\\nBEGIN:VEVENT\\; b\\, c\\\\" in testo
    assert testo.count("\r\nBEGIN:VEVENT") == 1
    assert all(len(riga.encode()) <= 75 for riga in testo.split("\r\n"))
    assert "LOCATION:" + "è" * 60 in testo.replace("\r\n ", "")


def test_a_past_event_leads_to_its_report_once_it_is_published(client):
    for slug, pubblicato in (("raccontato", True), ("in-bozza", False)):
        evento = EventoFactory(slug=slug, data_inizio=date(2020, 1, 1))
        ResocontoEventoFactory(evento=evento, pubblicato=pubblicato)

    pagina = client.get("/eventi/").content.decode()

    assert "/eventi/raccontato/#esito" in pagina
    assert "/eventi/in-bozza/#esito" not in pagina
