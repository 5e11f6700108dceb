from datetime import date

import pytest
import time_machine

from comuni.models import Comune
from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from fis_portal.core.models import Fonte
from progetti.enums import TRANSIZIONI_FASE, StatoFase
from progetti.models import FaseProgetto, Intervento, Progetto
from progetti.services.fasi import fase_transition, fase_undo_last

pytestmark = pytest.mark.django_db


@pytest.fixture
def fase() -> FaseProgetto:
    fonte = Fonte.objects.create(codice="dpcm", titolo="DPCM 21 dicembre 2018")
    intervento = Intervento.objects.create(
        codice="I", nome="Fattibilità", ordine=1, massimale_eur=50_000, dotazione_eur=5_000_000,
        fonte=fonte,
    )  # fmt: skip
    comune = Comune.objects.create(
        codice_istat="999001", nome="Borgo Esempio", slug="borgo-esempio", is_demo=True
    )
    progetto = Progetto.objects.create(comune=comune, slug="prova", titolo="Prova", is_demo=True)
    return FaseProgetto.objects.create(progetto=progetto, intervento=intervento)


@pytest.fixture
def funzionario() -> User:
    return User.objects.create_user("funzionario@example.org", "una-parola-lunga")


def test_a_phase_walks_its_states_and_keeps_every_step(fase, funzionario):
    fase_transition(fase=fase, a=StatoFase.CANDIDATA, data=date(2019, 7, 1), by=None)
    fase_transition(
        fase=fase, a=StatoFase.AMMESSA, data=date(2020, 2, 1), by=funzionario, precisione="mese",
        atto=" Decreto 12/2020 ", fonte=Fonte.objects.get(),
    )  # fmt: skip

    passi = list(fase.transizioni.values_list("da", "a", "precisione", "atto", "by"))
    assert passi == [
        ("", "candidata", "giorno", "", None),
        ("candidata", "ammessa", "mese", "Decreto 12/2020", funzionario.pk),
    ]
    assert fase.stato == "ammessa"
    fase.refresh_from_db()
    assert fase.stato == "ammessa"


@pytest.mark.parametrize("stato", StatoFase)
def test_the_first_recorded_step_may_be_any_state(fase, stato):
    fase_transition(fase=fase, a=stato, data=date(2021, 3, 5), by=None, motivo="Come da fonte")

    fase.refresh_from_db()
    assert fase.stato == stato


@pytest.mark.parametrize(
    ("da", "a"), [(da, a) for da in StatoFase for a in StatoFase if a not in TRANSIZIONI_FASE[da]]
)
def test_a_step_that_is_not_allowed_changes_nothing(fase, da, a):
    fase_transition(fase=fase, a=da, data=date(2021, 3, 5), by=None, motivo="Come da fonte")

    with pytest.raises(DomainError) as errore:
        fase_transition(fase=fase, a=a, data=date(2021, 3, 6), by=None, motivo="Prova")

    assert errore.value.code == "passaggio_non_ammesso"
    assert "a" in errore.value.fields
    fase.refresh_from_db()
    assert fase.stato == da
    assert fase.transizioni.count() == 1


@pytest.mark.parametrize(
    ("da", "a"), [(da, a) for da, ammessi in TRANSIZIONI_FASE.items() for a in sorted(ammessi)]
)
def test_every_allowed_step_can_be_recorded(fase, da, a):
    fase_transition(fase=fase, a=da, data=date(2021, 3, 5), by=None, motivo="Come da fonte")

    fase_transition(fase=fase, a=a, data=date(2021, 3, 5), by=None, motivo="Rinuncia del Comune")

    fase.refresh_from_db()
    assert fase.stato == a


def test_the_refusal_names_the_states_that_can_follow(fase):
    fase_transition(fase=fase, a=StatoFase.FINANZIATA, data=date(2021, 3, 5), by=None)

    with pytest.raises(DomainError, match="«finanziata» la fase può passare solo a: in corso, rit"):
        fase_transition(fase=fase, a=StatoFase.CONCLUSA, data=date(2021, 3, 6), by=None)


def test_a_step_cannot_precede_the_one_before(fase):
    fase_transition(fase=fase, a=StatoFase.CANDIDATA, data=date(2021, 3, 5), by=None)

    with pytest.raises(DomainError, match="a «candidata» del 5 marzo 2021"):
        fase_transition(fase=fase, a=StatoFase.AMMESSA, data=date(2021, 3, 4), by=None)


@time_machine.travel("2026-10-06 10:00", tick=False)
def test_a_step_that_has_not_happened_yet_is_refused(fase):
    with pytest.raises(DomainError) as errore:
        fase_transition(fase=fase, a=StatoFase.CANDIDATA, data=date(2026, 10, 7), by=None)

    assert list(errore.value.fields) == ["data"]


@pytest.mark.parametrize("a", [StatoFase.RITIRATA, StatoFase.ESCLUSA])
def test_leaving_the_programme_needs_a_reason(fase, a):
    with pytest.raises(DomainError) as errore:
        fase_transition(fase=fase, a=a, data=date(2021, 3, 5), by=None, motivo="  ")

    assert errore.value.code == "motivo_mancante"
    assert not fase.transizioni.exists()


def test_values_the_model_refuses_become_an_error_per_field(fase):
    with pytest.raises(DomainError) as errore:
        fase_transition(
            fase=fase, a=StatoFase.CANDIDATA, data=date(2021, 3, 5), by=None, precisione="secolo",
            atto="x" * 201,
        )  # fmt: skip

    assert errore.value.code == "dati_non_validi"
    assert set(errore.value.fields) == {"precisione", "atto"}


def test_the_last_step_can_be_taken_back_and_the_history_keeps_both(fase, funzionario):
    fase_transition(fase=fase, a=StatoFase.CANDIDATA, data=date(2021, 3, 5), by=None)
    fase_transition(fase=fase, a=StatoFase.AMMESSA, data=date(2021, 3, 6), by=None)

    tolta = fase_undo_last(fase=fase, by=funzionario)

    assert tolta.a == "ammessa"
    fase.refresh_from_db()
    assert fase.stato == "candidata"
    assert fase.transizioni.get().a == "candidata"
    eventi = tolta.pgh_event_model.objects.filter(pgh_obj_id=tolta.pk)
    assert sorted(eventi.values_list("pgh_label", flat=True)) == ["delete", "insert"]
    fase_transition(fase=fase, a=StatoFase.AMMESSA, data=date(2021, 3, 7), by=None)


def test_without_steps_the_phase_goes_back_to_its_beginning_and_then_there_is_nothing_to_undo(fase):
    fase_transition(fase=fase, a=StatoFase.FINANZIATA, data=date(2021, 3, 5), by=None)
    fase_undo_last(fase=fase, by=None)
    assert fase.stato == "candidata"

    with pytest.raises(DomainError) as errore:
        fase_undo_last(fase=fase, by=None)

    assert errore.value.code == "nessun_passaggio"
