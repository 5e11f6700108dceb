import json

import pytest
from django.utils import timezone
from pytest_django import Settings

from tests.api.conftest import Leggi
from tests.community.factories import (
    EventoFactory,
    PartecipazioneFactory,
    PersonaFactory,
    RiepilogoIncontriFactory,
)
from tests.community.factories_comunita import (
    DomandaEmersaFactory,
    MaterialeEventoFactory,
    RelatoreFactory,
    ResocontoEventoFactory,
    SerieEventiFactory,
    SessioneEventoFactory,
)
from tests.core.factories import FileProtettoFactory, FonteFactory
from tests.progetti.factories import OrganizzazioneFactory, ProgettoFactory

pytestmark = pytest.mark.django_db


def test_event_tells_numbers_and_never_people(leggi: Leggi) -> None:
    evento = EventoFactory(slug="incontro", fonti=[FonteFactory()])
    for persona in PersonaFactory.create_batch(6, nome="Zaira", cognome="Riservatissima"):
        PartecipazioneFactory(evento=evento, persona=persona)

    riga = leggi("eventi/incontro/")

    assert (riga["presenze"], riga["presenze_soppresse"]) == (6, False)
    testo = json.dumps(riga)
    assert "Riservatissima" not in testo
    assert "@example.org" not in testo


@pytest.mark.parametrize(
    ("persone", "presenze", "soppresse"), [(0, None, False), (1, None, True), (5, 5, False)]
)
def test_too_few_people_are_not_counted_in_public(
    leggi: Leggi, settings: Settings, persone: int, presenze: int | None, soppresse: bool
) -> None:
    settings.SOGLIA_CELLE = 5
    evento = EventoFactory()
    PartecipazioneFactory.create_batch(persone, evento=evento)

    (riga,) = leggi("eventi/")["results"]

    assert (riga["presenze"], riga["presenze_soppresse"]) == (presenze, soppresse)


def test_totals_of_a_source_stand_apart_with_their_source(leggi: Leggi) -> None:
    evento = EventoFactory()
    RiepilogoIncontriFactory(evento=evento, incontri=None, presenze=120, fonte__codice="notizia")

    (riga,) = leggi("eventi/")["results"]

    assert riga["presenze"] is None
    assert riga["riepilogo"]["presenze"] == 120
    assert riga["riepilogo"]["incontri"] is None
    assert riga["riepilogo"]["fonte"]["codice"] == "notizia"


def test_event_names_only_public_projects(leggi: Leggi) -> None:
    pubblico = ProgettoFactory(slug="pubblico")
    EventoFactory(progetti=[pubblico, ProgettoFactory(slug="riservato", non_pubblico=True)])

    (riga,) = leggi("eventi/")["results"]

    assert [progetto["slug"] for progetto in riga["progetti"]] == ["pubblico"]


def test_events_are_filtered_by_kind_and_year_and_undated_ones_come_last(leggi: Leggi) -> None:
    EventoFactory(slug="senza-data", senza_data=True)
    EventoFactory(slug="del-2023")
    EventoFactory(slug="webinar-2022", del_mese=True, tipo="webinar")
    EventoFactory(slug="riservato", non_pubblico=True)

    def slug(**filtri: object) -> list[str]:
        return [riga["slug"] for riga in leggi("eventi/", **filtri)["results"]]

    assert slug() == ["del-2023", "webinar-2022", "senza-data"]
    assert slug(anno="2023") == ["del-2023"]
    assert slug(tipo="webinar") == ["webinar-2022"]


def test_event_tells_its_agenda_its_materials_for_all_and_its_published_report(
    leggi: Leggi,
) -> None:
    evento = EventoFactory(slug="incontro", serie=SerieEventiFactory(titolo="Laboratori"))
    RelatoreFactory(sessione=SessioneEventoFactory(evento=evento, titolo="Apertura"), nome="Bice")
    MaterialeEventoFactory(evento=evento, titolo="Video", visibilita="pubblico")
    file = MaterialeEventoFactory(
        evento=evento, titolo="Programma", visibilita="pubblico", url="", file=FileProtettoFactory()
    )
    MaterialeEventoFactory(evento=evento, titolo="Di chi è iscritto")
    resoconto = ResocontoEventoFactory(evento=evento, pubblicato=True, sintesi="In breve.")
    resoconto.organizzazioni.add(OrganizzazioneFactory(nome="ANCI"))
    DomandaEmersaFactory(resoconto=resoconto, testo="Chi paga?")

    riga = leggi("eventi/incontro/")

    assert riga["serie"]["titolo"] == "Laboratori"
    (sessione,) = riga["sessioni"]
    assert sessione["titolo"] == "Apertura"
    assert sessione["relatori"] == [{"nome": "Bice", "ente": None}]
    assert [(m["titolo"], m["url"]) for m in riga["materiali"]] == [
        ("Programma", f"http://testserver/eventi/incontro/materiali/{file.pk}/"),
        ("Video", "https://example.org/materiale"),
    ]
    assert riga["resoconto"]["sintesi"] == "In breve."
    assert riga["resoconto"]["organizzazioni"][0]["nome"] == "ANCI"
    assert riga["resoconto"]["domande"] == [{"domanda": "Chi paga?", "risposta": None}]
    assert riga["resoconto"]["lezioni"] == []


def test_event_without_report_or_called_off_says_so(leggi: Leggi) -> None:
    EventoFactory(
        slug="annullato",
        annullato_il=timezone.now(),
        annullato_motivo="Neve",
        collegamento="https://riunioni.example.org/segreto",
    )

    riga = leggi("eventi/annullato/")

    assert (riga["annullato"], riga["annullato_motivo"]) == (True, "Neve")
    assert (riga["resoconto"], riga["serie"], riga["sessioni"]) == (None, None, [])
    assert "riunioni.example.org" not in json.dumps(riga)
