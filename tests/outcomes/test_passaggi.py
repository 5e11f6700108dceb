"""The states of a report: every step of the table, and every other one refused."""

from itertools import product

import pytest

from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from outcomes.enums import TRANSIZIONI_RENDICONTAZIONE, StatoRendicontazione
from outcomes.models import PassaggioRendicontazione, Rendicontazione
from outcomes.services.passaggi import rendicontazione_transition
from tests.outcomes.factories import RendicontazioneFactory

pytestmark = pytest.mark.django_db
S = StatoRendicontazione
# Written out, not read from the table under test.
AMMESSI = {
    (S.DA_INIZIARE, S.BOZZA),
    (S.BOZZA, S.INVIATA),
    (S.INVIATA, S.RESTITUITA),
    (S.INVIATA, S.ACCETTATA),
    (S.RESTITUITA, S.INVIATA),
    (S.ACCETTATA, S.RESTITUITA),
    (S.ACCETTATA, S.VALIDATA),
    (S.VALIDATA, S.ACCETTATA),
}


def test_every_state_has_its_steps() -> None:
    assert set(TRANSIZIONI_RENDICONTAZIONE) == set(S)


@pytest.mark.parametrize(("da", "a"), list(product(S, S)), ids=lambda stato: stato.value)
def test_a_report_takes_the_steps_of_the_table_and_no_other(
    da: StatoRendicontazione, a: StatoRendicontazione, responsabile: User
) -> None:
    rendicontazione = RendicontazioneFactory(stato=da, revisione=3)

    if (da, a) in AMMESSI:
        restituita = rendicontazione_transition(
            rendicontazione=rendicontazione, a=a, by=responsabile, nota=" ecco "
        )
        passaggio = PassaggioRendicontazione.objects.get()
        assert restituita.stato == rendicontazione.stato == a
        assert (passaggio.da, passaggio.a, passaggio.revisione) == (da, a, 3)
        assert (passaggio.by, passaggio.nota) == (responsabile, "ecco")
    else:
        with pytest.raises(DomainError) as errore:
            rendicontazione_transition(rendicontazione=rendicontazione, a=a, by=responsabile)
        assert errore.value.code == "passaggio_non_ammesso"
        assert str(da.label) in errore.value.message
        assert not PassaggioRendicontazione.objects.exists()
        a = da
    assert Rendicontazione.objects.get().stato == a


def test_the_state_that_counts_is_that_of_the_database() -> None:
    vista = RendicontazioneFactory(inviata=True)
    Rendicontazione.objects.update(stato=S.RESTITUITA)

    with pytest.raises(DomainError, match="può diventare solo «inviata»"):
        rendicontazione_transition(rendicontazione=vista, a=S.ACCETTATA, by=None)


def test_acceptance_is_dated_and_a_return_takes_the_date_away() -> None:
    rendicontazione = RendicontazioneFactory(inviata=True)

    accettata = rendicontazione_transition(rendicontazione=rendicontazione, a=S.ACCETTATA, by=None)
    quando = accettata.accettata_il
    rendicontazione_transition(rendicontazione=rendicontazione, a=S.VALIDATA, by=None)
    ripresa = rendicontazione_transition(rendicontazione=rendicontazione, a=S.ACCETTATA, by=None)
    assert quando is not None
    assert ripresa.accettata_il == quando

    rendicontazione_transition(rendicontazione=rendicontazione, a=S.RESTITUITA, by=None)
    assert Rendicontazione.objects.get().accettata_il is None
