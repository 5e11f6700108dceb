"""Attendance from the history of the sources to the registered people, end to end."""

import datetime
from typing import Any

import pytest

from community.enums import TipoEvento
from community.services.cancellazione import persona_anonymise
from community.services.persone import persona_merge
from monitoraggio.registro import Ambito, figura, record
from monitoraggio.registro.comunita import SOMMA, TUTTE
from monitoraggio.registro.presenze import IGNOTO
from progetti.enums import TipoOrganizzazione
from tests.accounts.factories import UserFactory
from tests.community.factories import (
    EventoFactory,
    PartecipazioneFactory,
    PersonaFactory,
    RiepilogoIncontriFactory,
)
from tests.comuni.factories import ComuneFactory
from tests.progetti.factories import InterventoFactory, OrganizzazioneFactory

pytestmark = pytest.mark.django_db
OGGI = Ambito(datetime.date(2026, 1, 1))
GIORNO = datetime.date(2025, 3, 1)


def _presenti(persone: list[Any], **evento: Any) -> Any:
    incontro = EventoFactory(data_inizio=GIORNO, **evento)
    for persona in persone:
        PartecipazioneFactory(evento=incontro, persona=persona)
    return incontro


def _storia() -> dict[str, Any]:
    """130 meetings and 425 = 200 + 225 people, as the source tells them: nobody's name."""
    fasi = {codice: InterventoFactory(codice=codice) for codice in ("I", "II")}
    for codice, persone, incontri in (("I", 200, None), ("II", 225, None), ("II", None, 130)):
        RiepilogoIncontriFactory(
            tipo=TipoEvento.INCONTRO_SUPPORTO,
            intervento=fasi[codice],
            persone=persone,
            incontri=incontri,
            data_riferimento=GIORNO,
        )
    return fasi


def test_130_meetings_and_425_people_are_history_and_the_rest_is_counted() -> None:
    fasi = _storia()
    persone = PersonaFactory.create_batch(6)
    _presenti(persone, intervento=fasi["II"], tipo=TipoEvento.WEBINAR)
    _presenti(persone[:5], intervento=fasi["II"], is_public=False, is_riservato=True)

    incontri, presenze, chi = (figura(c, OGGI) for c in ("incontri", "presenze", "persone"))

    assert [incontri.valore(c) for c in ("incontro_supporto", TUTTE)] == [130, 132]
    assert presenze.valore(TUTTE) == 6 + 5
    assert [chi.valore(c) for c in ("I", "II", SOMMA)] == [200, 225 + 6, 431]
    assert chi.valore(TUTTE) is None

    # Two rows found to be one person, one of them erased: she counts once, as before.
    by = UserFactory()
    doppia = PersonaFactory()
    _presenti([doppia, *persone[:4]], intervento=fasi["II"])
    persona_merge(tenuta=persone[5], doppia=doppia, by=by)
    persona_anonymise(persona=doppia, motivo="prova", by=by)
    assert figura("persone", OGGI).valore("II") == 231
    assert figura("presenze", OGGI).valore(TUTTE) == 16


def test_one_person_under_two_rows_at_one_meeting_is_one_attendance() -> None:
    persone = PersonaFactory.create_batch(7)
    _presenti(persone, intervento=InterventoFactory(codice="I"))
    persona_merge(tenuta=persone[0], doppia=persone[1], by=UserFactory())

    assert [figura(c, OGGI).valore("I") for c in ("presenze", "persone")] == [6, 6]


def test_the_total_of_an_event_takes_the_place_of_its_names() -> None:
    evento = _presenti(PersonaFactory.create_batch(6), intervento=InterventoFactory(codice="I"))
    RiepilogoIncontriFactory(
        evento=evento, fonte=None, incontri=None, presenze=40, persone=38, data_riferimento=GIORNO,
        intervento=evento.intervento,
    )  # fmt: skip

    assert [figura(c, OGGI).valore("I") for c in ("presenze", "persone")] == [40, 38]
    (totale,) = record("presenze", OGGI)
    assert "contato da chi organizza" in totale.etichetta
    assert totale.url == evento.get_absolute_url()


def test_reserved_meetings_count_and_are_not_named() -> None:
    EventoFactory(titolo="Aperto a tutti", data_inizio=GIORNO)
    for _volta in range(2):
        riservato = EventoFactory(
            titolo="Segreto", data_inizio=GIORNO, is_public=False, is_riservato=True
        )
    RiepilogoIncontriFactory(
        titolo="Segreto", evento=riservato, incontri=None, presenze=50, data_riferimento=GIORNO
    )
    EventoFactory(data_inizio=GIORNO, non_pubblico=True)
    EventoFactory(
        data_inizio=GIORNO, annullato_il="2025-02-01T10:00:00+01:00", annullato_motivo="Pioggia"
    )

    assert figura("incontri", OGGI).valore(TUTTE) == 3
    assert figura("presenze", OGGI).valore(TUTTE) == 50
    dette = [r.etichetta for codice in ("incontri", "presenze") for r in record(codice, OGGI)]
    assert dette == ["Aperto a tutti", "e altri 2 incontri riservati"]


def test_demonstrative_meetings_are_counted_apart() -> None:
    _presenti(PersonaFactory.create_batch(5, is_demo=True), is_demo=True)

    assert figura("presenze", OGGI).valore(TUTTE) is None
    dimostrative = Ambito(OGGI.alla, dimostrativi=True)
    assert figura("presenze", dimostrative).valore(TUTTE) == 5


def _per_conto(quante: int, **chi: Any) -> None:
    evento = EventoFactory(data_inizio=GIORNO)
    PartecipazioneFactory.create_batch(quante, evento=evento, **chi)


def test_by_kind_of_body_registered_or_declared() -> None:
    ets = OrganizzazioneFactory(tipo=TipoOrganizzazione.ETS)
    _per_conto(6, organizzazione=ets)
    _per_conto(5, ente="Coop", tipo_ente=TipoOrganizzazione.ETS)
    _per_conto(7, tipo_ente=TipoOrganizzazione.PA)
    _per_conto(8)

    for codice in ("presenze-enti", "persone-enti"):
        enti = figura(codice, OGGI)
        assert [enti.valore(c) for c in ("ets", "pa", IGNOTO, TUTTE)] == [11, 7, 8, 26]


def test_few_people_of_a_kind_are_hidden_with_another_that_would_tell() -> None:
    evento = EventoFactory(data_inizio=GIORNO)
    tipi = ((20, TipoOrganizzazione.PA), (3, TipoOrganizzazione.BANCA), (9, TipoOrganizzazione.ETS))
    for quante, tipo in tipi:
        PartecipazioneFactory.create_batch(quante, evento=evento, tipo_ente=tipo)

    enti = figura("persone-enti", OGGI)

    assert [enti.valore(c) for c in ("pa", "banca", "ets", TUTTE)] == [20, None, None, 32]


def test_few_people_who_come_often_are_hidden_all_the_same() -> None:
    comune, *altri = ComuneFactory.create_batch(3)
    pochi, molti = PersonaFactory.create_batch(2), PersonaFactory.create_batch(9)
    for _volta in range(4):
        evento = EventoFactory(data_inizio=GIORNO)
        for persona in pochi:
            PartecipazioneFactory(evento=evento, persona=persona, comune=comune)
        for posto, persona in enumerate(molti):
            PartecipazioneFactory(evento=evento, persona=persona, comune=altri[posto < 4])
    comuni = figura("presenze-comuni", OGGI)

    assert comuni.voci
    assert all(
        voce.soppressa for voce in comuni.voci if voce.codice in (comune.codice_istat, altri[1])
    )
    assert comuni.valore(TUTTE) == 44


def test_by_comune_one_person_counts_in_each_and_once_in_all() -> None:
    primo, secondo = ComuneFactory.create_batch(2)
    persone = PersonaFactory.create_batch(6)
    for comune in (primo, secondo):
        evento = EventoFactory(data_inizio=GIORNO)
        for persona in persone:
            PartecipazioneFactory(evento=evento, persona=persona, comune=comune)

    comuni = figura("persone-comuni", OGGI)

    codici = (primo.codice_istat, secondo.codice_istat, TUTTE)
    assert [comuni.valore(c) for c in codici] == [6, 6, 6]
    assert figura("presenze-comuni", OGGI).valore(TUTTE) == 12


def test_nothing_registered_is_unknown_and_not_zero() -> None:
    _storia()

    for codice in ("presenze-enti", "persone-enti", "presenze-comuni", "persone-comuni"):
        assert [voce.valore for voce in figura(codice, OGGI).voci] == [None]


def test_what_is_kept_is_let_go_when_anything_it_counts_changes() -> None:
    persone = PersonaFactory.create_batch(7)
    ets = OrganizzazioneFactory(tipo=TipoOrganizzazione.ETS)
    evento = EventoFactory(data_inizio=GIORNO, intervento=InterventoFactory(codice="I"))
    for persona in persone:
        PartecipazioneFactory(evento=evento, persona=persona, organizzazione=ets)

    def detto() -> tuple[Any, ...]:
        return tuple(
            (voce.codice, voce.valore)
            for codice in ("presenze", "persone", "persone-enti")
            for voce in figura(codice, OGGI).voci
        )

    detti = [detto()]
    persona_merge(tenuta=persone[0], doppia=persone[1], by=UserFactory())
    detti.append(detto())
    ets.tipo = TipoOrganizzazione.PA
    ets.save()
    detti.append(detto())
    PartecipazioneFactory(evento=evento, organizzazione=ets).delete()
    PartecipazioneFactory(evento=evento, organizzazione=ets)
    detti.append(detto())
    RiepilogoIncontriFactory(
        evento=None, incontri=None, presenze=40, persone=30, data_riferimento=GIORNO
    )
    detti.append(detto())
    evento.data_inizio = OGGI.alla
    evento.save()
    detti.append(detto())

    assert len(set(detti)) == len(detti)


def test_a_figure_kept_costs_one_question(django_assert_num_queries: Any) -> None:
    _per_conto(6, tipo_ente=TipoOrganizzazione.PA)
    with django_assert_num_queries(3):
        prima = figura("persone-enti", OGGI)
    with django_assert_num_queries(1):
        assert figura("persone-enti", OGGI) == prima
