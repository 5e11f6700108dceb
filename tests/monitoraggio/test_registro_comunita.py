import datetime

import pytest

from community.enums import TipoEvento
from monitoraggio.registro import Ambito, figura
from monitoraggio.registro.comunita import SOMMA, TUTTE
from tests.community.factories import (
    EventoFactory,
    PartecipazioneFactory,
    PersonaFactory,
    RiepilogoIncontriFactory,
)
from tests.progetti.factories import InterventoFactory

pytestmark = pytest.mark.django_db
OGGI = Ambito(datetime.date(2026, 1, 1))
GIORNO = datetime.date(2025, 3, 1)


def _evento_con(persone: list, intervento: str):
    evento = EventoFactory(data_inizio=GIORNO, intervento=InterventoFactory(codice=intervento))
    for persona in persone:
        PartecipazioneFactory(evento=evento, persona=persona)
    return evento


def test_attendances_count_each_return_and_people_count_once() -> None:
    persone = PersonaFactory.create_batch(6)
    _evento_con(persone, "I")
    _evento_con(persone, "I")
    _evento_con(persone, "II")

    assert figura("presenze", OGGI).valore(TUTTE) == 18
    assert figura("presenze", OGGI).valore("I") == 12
    assert figura("persone", OGGI).valore("I") == 6
    assert figura("persone", OGGI).valore(SOMMA) == 12
    assert figura("persone", OGGI).valore(TUTTE) == 6


def test_people_known_only_as_totals_of_two_phases_cannot_be_told_apart() -> None:
    for codice, persone in (("I", 200), ("II", 225)):
        RiepilogoIncontriFactory(
            intervento=InterventoFactory(codice=codice),
            persone=persone,
            incontri=None,
            presenze=None,
            data_riferimento=GIORNO,
        )

    persone = figura("persone", OGGI)

    assert [persone.valore(c) for c in ("I", "II", SOMMA)] == [200, 225, 425]
    assert persone.valore(TUTTE) is None
    assert any("non sono calcolabili" in nota for nota in persone.note)


def test_no_recorded_attendance_is_unknown_rather_than_zero() -> None:
    assert figura("presenze", OGGI).valore(TUTTE) is None


def test_fewer_than_five_people_are_not_shown() -> None:
    _evento_con(PersonaFactory.create_batch(4), "I")

    persone = figura("persone", OGGI)

    voce = persone.voce("I")
    assert voce is not None
    assert voce.soppressa
    assert [persone.valore(c) for c in ("I", SOMMA, TUTTE)] == [None, None, None]


def test_meetings_by_kind_add_events_and_historical_totals() -> None:
    EventoFactory(tipo=TipoEvento.WEBINAR, data_inizio=GIORNO)
    RiepilogoIncontriFactory(
        tipo=TipoEvento.INCONTRO_SUPPORTO, incontri=130, data_riferimento=GIORNO
    )

    incontri = figura("incontri", OGGI)

    assert [incontri.valore(c) for c in ("webinar", "incontro_supporto", TUTTE)] == [1, 130, 131]


def test_events_without_a_date_are_counted_apart() -> None:
    EventoFactory(data_inizio=None)

    incontri = figura("incontri", OGGI)

    assert incontri.valore(TUTTE) == 0
    assert incontri.senza_dato == 1


def test_events_after_the_day_do_not_count() -> None:
    EventoFactory(data_inizio=GIORNO)

    assert figura("incontri", Ambito(GIORNO - datetime.timedelta(days=1))).valore(TUTTE) == 0
    assert figura("incontri", Ambito(GIORNO)).valore(TUTTE) == 1
