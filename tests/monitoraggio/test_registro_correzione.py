"""A correction that changed the past is told: what it was, what it is, since when."""

import datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from monitoraggio.registro import Ambito, correzione, figura
from monitoraggio.registro.comunita import TUTTE
from tests.community.factories import EventoFactory, PartecipazioneFactory, PersonaFactory
from tests.progetti.factories import InterventoFactory, ProgettoFactory

pytestmark = pytest.mark.django_db
OGGI = timezone.localdate()
INCLUSIONE, ANIMAZIONE = "inclusione sociale", "animazione culturale"


def _invecchia(giorni: int) -> None:
    """All that is known was written so many days earlier."""
    with connection.cursor() as cursore:
        for modello in apps.get_models():
            if hasattr(modello, "pgh_tracked_model"):
                cursore.execute(
                    f'UPDATE "{modello._meta.db_table}"'  # noqa: S608
                    " SET pgh_created_at = pgh_created_at - make_interval(days => %s)",
                    [giorni],
                )


def _fa(giorni: int) -> Ambito:
    return Ambito(OGGI - datetime.timedelta(days=giorni))


def test_nothing_changed_nothing_is_said() -> None:
    ProgettoFactory(finanziato=True, macroaree=[INCLUSIONE])
    _invecchia(30)

    assert correzione("macroaree", _fa(10)) is None
    assert correzione("macroaree", Ambito(OGGI)) is None


def test_a_portal_that_knows_nothing_corrects_nothing() -> None:
    assert correzione("macroaree", _fa(10)) is None


def test_a_correction_says_the_lines_then_and_now_and_since_when() -> None:
    progetto = ProgettoFactory(finanziato=True, macroaree=[INCLUSIONE])
    _invecchia(20)
    progetto.in_macroaree.all().delete()
    _invecchia(5)
    ProgettoFactory(finanziato=True, macroaree=[ANIMAZIONE])

    corretta = correzione("macroaree", _fa(10))

    assert corretta is not None
    assert corretta.quando == OGGI
    assert timezone.localdate(corretta.conosciuto_al) == _fa(10).alla
    assert {v.codice: (v.allora, v.ora) for v in corretta.voci} == {
        "inclusione-sociale": (1, 0),
        "animazione-culturale": (None, 1),
    }
    dopo_la_prima = correzione("macroaree", _fa(3))
    assert dopo_la_prima is not None
    assert [v.codice for v in dopo_la_prima.voci] == ["animazione-culturale"]


def test_what_happened_after_the_day_is_no_correction() -> None:
    ProgettoFactory(finanziato=True)
    _invecchia(30)
    ProgettoFactory(finanziato=True, fase__data=OGGI)

    assert correzione("progetti", _fa(10)) is None


def test_a_day_before_the_portal_is_compared_with_what_it_first_knew() -> None:
    ProgettoFactory(finanziato=True)
    _invecchia(30)

    assert correzione("progetti", Ambito(datetime.date(2023, 6, 1))) is None
    ProgettoFactory(finanziato=True)
    corretta = correzione("progetti", Ambito(datetime.date(2023, 6, 1)))

    assert corretta is not None
    assert timezone.localdate(corretta.conosciuto_al) == OGGI - datetime.timedelta(days=30)
    assert [(v.allora, v.ora) for v in corretta.voci] == [(1, 2)]


def test_of_people_a_correction_is_not_told() -> None:
    evento: Any = EventoFactory(
        data_inizio=datetime.date(2025, 3, 1), intervento=InterventoFactory(codice="I")
    )
    for persona in PersonaFactory.create_batch(20):
        PartecipazioneFactory(evento=evento, persona=persona)
    _invecchia(30)
    PartecipazioneFactory(evento=evento, persona=PersonaFactory())

    assert figura("presenze", _fa(10)).valore(TUTTE) == 21
    assert correzione("presenze", _fa(10)) is None
