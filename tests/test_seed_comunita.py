"""The exchange day and the guiding questions, as the portal tells them from its sources."""

import datetime
from pathlib import Path

import pytest

from community.enums import Visibilita
from community.models import (
    DomandaGuida,
    Evento,
    Lezione,
    ResocontoEvento,
    RiepilogoIncontri,
    SessioneEvento,
)
from fis_portal.seed.loaders.comunita import comunita_load
from fis_portal.seed.loaders.programma import programma_load
from monitoraggio.registro import Ambito, figura
from tests.test_seed import territorio_del_programma

pytestmark = pytest.mark.django_db
GIORNATA = "la-community-dei-progetti-di-innovazione-sociale-del-fis"
OGGI = datetime.date(2026, 1, 1)


@pytest.fixture(autouse=True)
def _programma(tmp_path: Path) -> None:
    territorio_del_programma(tmp_path)
    programma_load()
    comunita_load()


def test_the_exchange_day_is_told_in_full_from_its_source() -> None:
    evento = Evento.objects.get(slug=GIORNATA)
    sessioni = list(evento.sessioni.all())
    relatori = {r.nome: r.ente for s in sessioni for r in s.relatori.all()}

    assert (evento.data_inizio, evento.ora_inizio) == (None, None)  # no source says it
    assert sessioni[0].progetti.count() == 16
    assert set(relatori) == {"Mara Airoldi", "Cinzia Di Fenza"}
    assert "Government Outcomes Lab" in relatori["Mara Airoldi"]
    resoconto = evento.resoconto
    assert resoconto.is_public
    assert resoconto.fonte.codice == "formez-community"
    assert not resoconto.organizzazioni.exists()  # the source names no partner
    assert resoconto.domande.count() == 1
    for detto in ("outcome team", "questione abitativa", "venture philanthropy", "fatica"):
        assert detto in resoconto.verbale


def test_lessons_of_the_exchange_day_are_public_quotations() -> None:
    lezioni = Lezione.objects.filter(evento__slug=GIORNATA)

    assert lezioni.count() == 5
    assert all(lezione.visibilita == Visibilita.PUBBLICA for lezione in lezioni)
    assert all(lezione.progetto is None and lezione.fonte_id for lezione in lezioni)
    onesta = lezioni.get(slug="raccontare-onestamente-successi-e-delusioni")
    assert "abbiamo fatto fatica" in onesta.funzionato
    assert (onesta.deluso, onesta.cambieremmo) == ("", "")
    assert all(lezione.leve.exists() for lezione in lezioni)


def test_the_four_questions_of_nuvap_stand_in_their_order() -> None:
    domande = list(DomandaGuida.objects.all())

    assert [d.codice for d in domande] == ["elementi", "leve", "effetti", "attore-pubblico"]
    assert {d.fonte.codice for d in domande} == {"nuvap-2019"}


def test_loading_the_community_again_changes_nothing_that_staff_wrote() -> None:
    ResocontoEvento.objects.update(sintesi="Riscritta dal personale.")
    SessioneEvento.objects.all().delete()

    aggiunte = comunita_load()

    assert not any(aggiunte.values())
    assert ResocontoEvento.objects.get().sintesi == "Riscritta dal personale."
    assert not SessioneEvento.objects.exists()


def test_the_meetings_and_people_of_the_past_stand_as_totals_with_their_source() -> None:
    righe = {r.titolo: r for r in RiepilogoIncontri.objects.select_related("fonte")}

    assert sorted(r.incontri or r.persone or 0 for r in righe.values()) == [130, 200, 225]
    assert {r.fonte.codice for r in righe.values() if r.fonte} == {"formez-scheda-fis"}
    incontri, persone = figura("incontri", Ambito(OGGI)), figura("persone", Ambito(OGGI))
    assert incontri.valore("incontro_supporto") == 130
    assert [persone.valore(voce) for voce in ("I", "II", "somma")] == [200, 225, 425]
