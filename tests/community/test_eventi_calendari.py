"""The month, the feeds for calendar programs and the news, read back by parsers not our own."""

import datetime
import xml.etree.ElementTree as ET

import icalendar
import pytest
import time_machine
from django.utils import timezone

from community.enums import ModalitaEvento
from community.models import Evento
from tests.community.factories import EventoFactory
from tests.community.factories_comunita import (
    LezioneFactory,
    PraticaFactory,
    ResocontoEventoFactory,
)
from tests.monitoraggio.factories import ReportMonitoraggioFactory
from tests.progetti.factories import ProgettoFactory, TemaFactory

pytestmark = pytest.mark.django_db
MESE = "/eventi/calendario/"
ATOM = "{http://www.w3.org/2005/Atom}"


def leggi(risposta) -> str:
    return " ".join(risposta.content.decode().split())


def giorni(risposta) -> dict[int, list[str]]:
    return {
        giorno.data.day: [evento.titolo for evento in giorno.eventi]
        for settimana in risposta.context["mese"].settimane
        for giorno in settimana
        if giorno.eventi
    }


def vevent(client, indirizzo: str = "/eventi/calendario.ics") -> list[icalendar.Event]:
    calendario = icalendar.Calendar.from_ical(client.get(indirizzo).content)
    assert calendario["VERSION"] == "2.0"
    assert calendario["PRODID"]
    eventi = list(calendario.walk("VEVENT"))
    for evento in eventi:
        assert not evento.errors
        assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY"} <= set(evento)
    return eventi


def test_a_feed_of_too_many_events_has_the_latest(client, monkeypatch):
    monkeypatch.setattr("community.selectors.calendario.MASSIMO_EVENTI", 2)
    for anno in (2019, 2031, 2025):
        EventoFactory(titolo=f"Incontro {anno}", data_inizio=datetime.date(anno, 5, 1))

    assert [str(letto["SUMMARY"]) for letto in vevent(client)] == ["Incontro 2031", "Incontro 2025"]


def nascosti() -> None:
    """One of each kind that nobody may read of."""
    EventoFactory(titolo="Nascosto in bozza", non_pubblico=True)
    EventoFactory(titolo="Nascosto riservato", is_public=False, is_riservato=True)
    EventoFactory(titolo="Nascosto dimostrativo", dimostrativo=True)


# --- Month ----------------------------------------------------------------------------------------
def test_a_month_shows_each_event_on_all_its_days(client):
    EventoFactory(titolo="Due giorni", data_inizio=datetime.date(2026, 10, 31),
                  data_fine=datetime.date(2026, 11, 2))  # fmt: skip
    EventoFactory(titolo="Uno", data_inizio=datetime.date(2026, 11, 2))
    EventoFactory(titolo="Del mese dopo", data_inizio=datetime.date(2026, 12, 1))

    risposta = client.get(f"{MESE}?mese=2026-11")

    assert giorni(risposta) == {1: ["Due giorni"], 2: ["Due giorni", "Uno"]}
    assert "Novembre 2026</h2>" in leggi(risposta)


@time_machine.travel("2026-11-22")
def test_the_current_month_comes_first_and_marks_today(client):
    risposta = client.get(MESE)

    assert risposta.context["mese"].primo == datetime.date(2026, 11, 1)
    assert 'datetime="2026-11-22" aria-current="date"' in leggi(risposta)


def test_other_months_are_a_link_away_and_filters_stay(client):
    EventoFactory(tipo="webinar", data_inizio=datetime.date(2025, 3, 4))

    pagina = leggi(client.get(f"{MESE}?mese=2026-01&tipo=webinar"))

    assert 'href="?mese=2025-12&amp;tipo=webinar" rel="prev"' in pagina
    assert 'href="?mese=2026-02&amp;tipo=webinar" rel="next"' in pagina
    assert 'href="?mese=2025-03&amp;tipo=webinar">marzo 2025' in pagina
    assert 'href="/eventi/?tipo=webinar"' in pagina


def test_an_event_known_by_month_stands_apart_from_the_days(client):
    EventoFactory(titolo="Ad agosto", del_mese=True)

    risposta = client.get(f"{MESE}?mese=2022-08")

    assert giorni(risposta) == {}
    assert "Ad agosto" in leggi(risposta)


@pytest.mark.parametrize(
    ("chiesto", "frase"),
    [
        ("boh", "«boh» non è un mese"),
        ("2026-13", "«2026-13» non è un mese"),
        ("2026-1", "«2026-1» non è un mese"),
        ("0001-01", "«0001-01» non è un mese"),
        ("2026-11&mese=2026-12", "un mese alla volta"),
        ("2026-11&colore=rosso", "Il filtro «colore» non esiste"),
        ("%00", "non è un mese"),
        ("٢٠٢٦-11", "non è un mese"),
    ],
)
def test_rubbish_for_a_month_says_what_is_wrong(client, chiesto, frase):
    risposta = client.get(f"{MESE}?mese={chiesto}")

    assert risposta.status_code == 400
    assert frase in leggi(risposta)


@pytest.mark.parametrize(("mese", "manca"), [("1900-01", "prev"), ("2200-12", "next")])
def test_the_calendar_ends_where_its_months_end(client, mese, manca):
    pagina = leggi(client.get(f"{MESE}?mese={mese}"))

    assert f'rel="{manca}"' not in pagina


def test_the_month_takes_as_many_queries_for_1_and_50_events(client, django_assert_num_queries):
    for quanti in (1, 49):
        EventoFactory.create_batch(quanti, data_inizio=datetime.date(2026, 11, 3))
        with django_assert_num_queries(3):
            assert client.get(f"{MESE}?mese=2026-11").status_code == 200


def test_list_and_month_answer_to_way_of_taking_part_and_topic(client):
    progetto, nascosto = ProgettoFactory(temi=["casa"]), ProgettoFactory(non_pubblico=True)
    nascosto.temi.add(TemaFactory(nome="cultura", slug="cultura"))
    quando = {"data_inizio": datetime.date(2026, 11, 3)}
    EventoFactory(titolo="A", modalita=ModalitaEvento.ONLINE, progetti=[progetto], **quando)
    EventoFactory(titolo="B", progetti=[nascosto], **quando)

    for filtro, atteso in (("modalita=online", ["A"]), ("modalita=presenza", ["B"]),
                           ("tema=casa", ["A"]), ("tema=cultura", [])):  # fmt: skip
        del_mese = giorni(client.get(f"{MESE}?mese=2026-11&{filtro}"))
        assert del_mese.get(3, []) == atteso, filtro
    temi = next(f for f in client.get("/eventi/").context["faccette"] if f.chiave == "tema")
    assert [(voce.valore, voce.conteggio) for voce in temi.voci] == [("casa", 1)]


# --- Feeds ----------------------------------------------------------------------------------------
def test_a_hybrid_meeting_has_place_and_end(client):
    evento = EventoFactory(
        slug="ibrido", modalita=ModalitaEvento.IBRIDO, luogo="Roma", indirizzo="Via Marx 15",
        data_inizio=datetime.date(2026, 7, 1), ora_inizio=datetime.time(9, 30),
        ora_fine=datetime.time(13), collegamento="https://riunioni.example.org/segreto",
    )  # fmt: skip

    (letto,) = vevent(client, f"{evento.get_absolute_url()}evento.ics")

    assert letto["DTSTART"].dt == datetime.datetime(2026, 7, 1, 7, 30, tzinfo=datetime.UTC)
    assert letto["DTEND"].dt == datetime.datetime(2026, 7, 1, 11, tzinfo=datetime.UTC)
    assert letto["LOCATION"] == "Roma, Via Marx 15, anche online"
    assert letto["STATUS"] == "CONFIRMED"
    assert letto["URL"] == "http://testserver/eventi/ibrido/"


@pytest.mark.parametrize(
    ("campi", "inizio", "fine"),
    [
        ({}, datetime.date(2026, 7, 1), datetime.date(2026, 7, 2)),
        (
            {"data_fine": datetime.date(2026, 7, 3)},
            datetime.date(2026, 7, 1),
            datetime.date(2026, 7, 4),
        ),
        (
            {"ora_inizio": datetime.time(23), "ora_fine": datetime.time(1)},
            datetime.datetime(2026, 7, 1, 21, tzinfo=datetime.UTC),
            None,
        ),
        (
            {"ora_inizio": datetime.time(9), "data_fine": datetime.date(2026, 7, 2)},
            datetime.datetime(2026, 7, 1, 7, tzinfo=datetime.UTC),
            datetime.datetime(2026, 7, 2, 22, tzinfo=datetime.UTC),
        ),
    ],
)  # fmt: skip
def test_the_end_is_written_as_far_as_it_is_known(client, campi, inizio, fine):
    EventoFactory(data_inizio=datetime.date(2026, 7, 1), **campi)

    (letto,) = vevent(client)

    assert letto["DTSTART"].dt == inizio
    assert ("DTEND" in letto) == (fine is not None)
    assert fine is None or letto["DTEND"].dt == fine


def test_an_event_called_off_is_struck_out_under_the_same_identity(client):
    evento = EventoFactory(titolo="Prima")
    (prima,) = vevent(client)
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=1)):
        evento.annullato_il, evento.annullato_motivo = timezone.now(), "Sciopero"
        evento.titolo, evento.slug = "Dopo", "dopo"
        evento.save()

    (dopo,) = vevent(client)

    assert dopo["UID"] == prima["UID"]
    assert dopo["SEQUENCE"] > prima["SEQUENCE"]
    assert dopo["LAST-MODIFIED"].dt > prima["LAST-MODIFIED"].dt
    assert dopo["STATUS"] == "CANCELLED"
    assert "Sciopero" in dopo["DESCRIPTION"]


def test_feeds_and_month_hold_only_what_is_public(client):
    nascosti()
    EventoFactory(titolo="Pubblico")

    assert [evento["SUMMARY"] for evento in vevent(client)] == ["Pubblico"]
    assert giorni(client.get(f"{MESE}?mese=2023-03")) == {29: ["Pubblico"]}
    assert [e["titolo"] for e in client.get("/api/v1/eventi/").json()["results"]] == ["Pubblico"]
    for evento in Evento.objects.filter(is_public=False):
        for formato in ("evento.ics", "evento.jsonld", ""):
            assert client.get(f"{evento.get_absolute_url()}{formato}").status_code == 404


# --- News -----------------------------------------------------------------------------------------
def feed(client) -> ET.Element:
    risposta = client.get("/novita.atom")
    assert risposta.status_code == 200
    assert risposta["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(risposta.content)  # noqa: S314 - our own feed


def titoli(radice: ET.Element) -> set[str]:
    return {voce.findtext(f"{ATOM}title", "") for voce in radice.iter(f"{ATOM}entry")}


def test_news_are_what_the_format_requires(client):
    EventoFactory(titolo="Giornata \x0b & <scambio>", descrizione="Si parla di casa.")
    EventoFactory(annullato_il=timezone.now(), annullato_motivo="Neve", titolo="Laboratorio")
    ResocontoEventoFactory(pubblicato=True, evento__titolo="Seminario")
    LezioneFactory(titolo="Lo sportello", pubblica=True)
    PraticaFactory(titolo="Il portierato", pubblica=True)
    ReportMonitoraggioFactory(pubblicato=True)

    radice = feed(client)

    assert radice.tag == f"{ATOM}feed"
    for elemento in (radice, *radice.iter(f"{ATOM}entry")):
        for nome in ("id", "title", "updated"):
            (uno,) = elemento.findall(f"{ATOM}{nome}")
            assert uno.text
        assert datetime.datetime.fromisoformat(elemento.findtext(f"{ATOM}updated", "")).tzinfo
        assert elemento.findall(f"{ATOM}link")
    assert radice.findtext(f"{ATOM}author/{ATOM}name")
    id_ = [voce.findtext(f"{ATOM}id") for voce in radice.iter(f"{ATOM}entry")]
    assert len(set(id_)) == len(id_)
    assert all(str(uno).startswith("tag:") for uno in id_)
    assert {
        "Incontro: Giornata  & <scambio>", "Incontro annullato: Laboratorio",
        "Resoconto: Seminario", "Lezione: Lo sportello",
    } <= titoli(radice)  # fmt: skip
    assert any(titolo.startswith("Monitoraggio: ") for titolo in titoli(radice))


def test_an_entry_keeps_its_id_when_everything_else_changes(client):
    evento = EventoFactory(titolo="Prima")
    (prima,) = feed(client).iter(f"{ATOM}entry")
    evento.titolo, evento.slug = "Dopo", "dopo"
    evento.save()

    (dopo,) = feed(client).iter(f"{ATOM}entry")

    assert dopo.findtext(f"{ATOM}id") == prima.findtext(f"{ATOM}id")
    assert dopo.findtext(f"{ATOM}updated", "") > prima.findtext(f"{ATOM}updated", "")


def test_news_hold_nothing_reserved(client):
    nascosti()
    ResocontoEventoFactory(sintesi="Bozza di resoconto")
    ResocontoEventoFactory(pubblicato=True, evento__is_public=False, evento__is_riservato=True)
    for factory in (LezioneFactory, PraticaFactory):
        factory(titolo="Del gruppo")
        factory(titolo="Della comunità", della_comunita=True)
        factory(titolo="Inventata", pubblica=True, dimostrativo=True)
        factory(titolo="Di un progetto nascosto", pubblica=True,
                progetto=ProgettoFactory(non_pubblico=True))  # fmt: skip
    ReportMonitoraggioFactory(pronto=True)

    # The public event whose closing report is a draft.
    assert len(titoli(feed(client))) == 1


def test_every_public_page_points_to_the_news(client):
    pagina = leggi(client.get("/eventi/"))

    assert 'rel="alternate" type="application/atom+xml"' in pagina
    assert 'href="/novita.atom"' in pagina
