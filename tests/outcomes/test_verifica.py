"""Verdicts: one at a time, taken back with a reason, and what they do to the report."""

from typing import Any

import pytest

from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from fis_portal.core.models import Messaggio
from outcomes.enums import StatoRendicontazione, Verifica
from outcomes.models import Rendicontazione, Rilevazione
from outcomes.services.verifica import verdetto_set, verdetto_undo
from tests.accounts.factories import UserFactory
from tests.comuni.factories import ReferenteFactory
from tests.outcomes.factories import RendicontazioneFactory, RilevazioneFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def valutatore(db: None) -> User:
    return UserFactory()


@pytest.fixture
def rilevazione() -> Rilevazione:
    return RilevazioneFactory(
        rendicontazione=RendicontazioneFactory(accettata=True), valore=12, versione=4
    )


def _giudica(rilevazione: Rilevazione, by: User, **altro: Any) -> Rilevazione:
    dati: dict[str, Any] = {
        "verifica": Verifica.VALIDATA,
        "metodo": "Registri",
        "nota": "",
        "versione": rilevazione.versione,
        **altro,
    }
    return verdetto_set(rilevazione=rilevazione, by=by, **dati)


def test_with_the_last_verdict_the_report_is_validated(
    rilevazione: Rilevazione, valutatore: User
) -> None:
    seconda = RilevazioneFactory(rendicontazione=rilevazione.rendicontazione, valore=0)
    RilevazioneFactory(
        rendicontazione=rilevazione.rendicontazione, stato_valore="non_misurabile", motivo="No"
    )
    ReferenteFactory(comune=rilevazione.rendicontazione.progetto.comune)

    data = _giudica(rilevazione, valutatore)
    assert Rendicontazione.objects.get().stato == StatoRendicontazione.ACCETTATA
    _giudica(seconda, valutatore)

    assert (data.verificata_da, data.verifica_metodo, data.versione) == (valutatore, "Registri", 5)
    assert Rendicontazione.objects.get().stato == StatoRendicontazione.VALIDATA
    assert "Validati: 2" in Messaggio.objects.get().testo


def test_a_dispute_is_told_to_the_comune_and_to_who_reviews(
    rilevazione: Rilevazione, valutatore: User, responsabile: User, lettura: User
) -> None:
    referente = ReferenteFactory(comune=rilevazione.rendicontazione.progetto.comune)
    RilevazioneFactory(rendicontazione=rilevazione.rendicontazione, valore=1)

    _giudica(rilevazione, valutatore, verifica=Verifica.CONTESTATA, nota="Sono 11.")

    messaggi = {m.a: m.testo for m in Messaggio.objects.all()}
    assert set(messaggi) == {referente.user.email, responsabile.email}
    assert all("Sono 11." in testo for testo in messaggi.values())
    assert "/admin/" in messaggi[responsabile.email]


@pytest.mark.parametrize(
    ("altro", "campo"),
    [
        ({"metodo": " "}, "metodo"),
        ({"verifica": Verifica.CONTESTATA}, "nota"),
        ({"verifica": Verifica.DA_VERIFICARE}, "verifica"),
    ],
)
def test_a_verdict_says_how_and_a_dispute_why(
    rilevazione: Rilevazione, valutatore: User, altro: dict[str, Any], campo: str
) -> None:
    with pytest.raises(DomainError) as errore:
        _giudica(rilevazione, valutatore, **altro)

    assert list(errore.value.fields) == [campo]


def test_the_second_of_two_verdicts_is_refused(rilevazione: Rilevazione, valutatore: User) -> None:
    RilevazioneFactory(rendicontazione=rilevazione.rendicontazione, valore=1)
    _giudica(rilevazione, valutatore)

    with pytest.raises(DomainError) as errore:
        _giudica(rilevazione, valutatore, verifica=Verifica.CONTESTATA, nota="No")
    assert errore.value.code == "riga_cambiata"
    with pytest.raises(DomainError) as errore:
        _giudica(rilevazione, valutatore, versione=5)
    assert errore.value.code == "verdetto_presente"
    assert Rilevazione.objects.get(pk=rilevazione.pk).verifica == Verifica.VALIDATA


def test_only_measured_values_of_accepted_reports_are_judged(valutatore: User) -> None:
    inviata = RilevazioneFactory(rendicontazione__inviata=True, valore=1)
    muta = RilevazioneFactory(
        rendicontazione__accettata=True, stato_valore="non_misurabile", motivo="No"
    )

    for rilevazione, codice in ((inviata, "passaggio_non_ammesso"), (muta, "valore_non_misurato")):
        with pytest.raises(DomainError) as errore:
            _giudica(rilevazione, valutatore)
        assert errore.value.code == codice


def test_taking_back_the_verdict_takes_back_the_validation(
    rilevazione: Rilevazione, valutatore: User
) -> None:
    _giudica(rilevazione, valutatore)

    ripresa = verdetto_undo(
        rilevazione=rilevazione, motivo="Registro sbagliato", versione=5, by=valutatore
    )

    assert (ripresa.verifica, ripresa.verifica_metodo) == (Verifica.DA_VERIFICARE, "")
    rendicontazione = Rendicontazione.objects.get()
    assert rendicontazione.stato == StatoRendicontazione.ACCETTATA
    assert "Registro sbagliato" in rendicontazione.passaggi.latest("pk").nota
    _giudica(ripresa, valutatore)
    assert Rendicontazione.objects.get().stato == StatoRendicontazione.VALIDATA


def test_a_verdict_is_taken_back_with_a_reason_and_only_if_there_is_one(
    rilevazione: Rilevazione, valutatore: User
) -> None:
    with pytest.raises(DomainError) as errore:
        verdetto_undo(rilevazione=rilevazione, motivo="x", versione=4, by=valutatore)
    assert errore.value.code == "verdetto_assente"
    _giudica(rilevazione, valutatore)
    with pytest.raises(DomainError) as errore:
        verdetto_undo(rilevazione=rilevazione, motivo=" ", versione=5, by=valutatore)
    assert errore.value.code == "motivo_mancante"
