"""Periods are born locked: opening makes the reports, closing stops the sending."""

import datetime

import pytest

from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from fis_portal.core.models import Messaggio
from outcomes.enums import StatoRendicontazione
from outcomes.models import PassaggioRendicontazione, PeriodoMonitoraggio, Rendicontazione
from outcomes.permissions import can_edit, can_send
from outcomes.services.periodi import (
    periodo_close,
    periodo_open,
    periodo_reopen,
    proroga_grant,
)
from progetti.models import Progetto
from tests.comuni.factories import ReferenteFactory
from tests.outcomes.factories import (
    PeriodoMonitoraggioFactory,
    QuadroImpattoFactory,
    RendicontazioneFactory,
)
from tests.progetti.factories import ProgettoFactory

pytestmark = pytest.mark.django_db
GIORNO = datetime.timedelta(days=1)


@pytest.fixture
def periodo() -> PeriodoMonitoraggio:
    return PeriodoMonitoraggioFactory(dal=datetime.date(2025, 1, 1), al=datetime.date(2025, 6, 30))


def _apri(periodo: PeriodoMonitoraggio, *progetti: Progetto, by: User | None = None):
    scadenza = periodo.al + 30 * GIORNO
    return periodo_open(periodo=periodo, progetti=progetti, scadenza=scadenza, by=by)


def test_a_new_period_is_locked(periodo: PeriodoMonitoraggio) -> None:
    QuadroImpattoFactory()

    assert not Rendicontazione.objects.exists()


def test_opening_makes_the_report_under_the_framework_in_force(
    periodo: PeriodoMonitoraggio, responsabile: User
) -> None:
    quadro = QuadroImpattoFactory(versione=2)

    apertura = _apri(periodo, quadro.progetto, by=responsabile)

    rendicontazione = Rendicontazione.objects.get()
    assert apertura.aperte == (rendicontazione,)
    assert rendicontazione.quadro == quadro
    assert rendicontazione.stato == StatoRendicontazione.DA_INIZIARE
    assert rendicontazione.scadenza == periodo.al + 30 * GIORNO
    passaggio = PassaggioRendicontazione.objects.get()
    assert (passaggio.da, passaggio.a, passaggio.by) == ("", "da_iniziare", responsabile)


def test_projects_without_a_framework_are_skipped_with_the_reason(
    periodo: PeriodoMonitoraggio,
) -> None:
    senza, bozza = ProgettoFactory(), QuadroImpattoFactory(bozza=True).progetto

    apertura = _apri(periodo, senza, bozza)

    assert apertura.aperte == ()
    assert {saltato.progetto for saltato in apertura.saltati} == {senza, bozza}
    assert "quadro d'impatto in vigore" in apertura.saltati[0].motivo


def test_demonstrative_and_real_are_not_mixed(periodo: PeriodoMonitoraggio) -> None:
    progetto = QuadroImpattoFactory(progetto__is_demo=True).progetto

    assert "non si mescolano" in _apri(periodo, progetto).saltati[0].motivo


def test_opening_twice_adds_only_what_is_missing_and_tells_once(
    periodo: PeriodoMonitoraggio,
) -> None:
    primo, secondo = QuadroImpattoFactory().progetto, QuadroImpattoFactory().progetto
    referente = ReferenteFactory(comune=primo.comune)
    ReferenteFactory(comune=primo.comune, attivo=False)
    _apri(periodo, primo, primo)

    ancora = _apri(periodo, primo, secondo)

    assert [r.progetto for r in ancora.aperte] == [secondo]
    assert "già aperto" in ancora.saltati[0].motivo
    messaggio = Messaggio.objects.get()
    assert messaggio.a == referente.user.email
    assert primo.titolo in messaggio.testo
    assert "&" not in messaggio.testo


def test_reports_are_due_after_the_end_of_the_period(periodo: PeriodoMonitoraggio) -> None:
    progetto = QuadroImpattoFactory().progetto

    with pytest.raises(DomainError) as errore:
        periodo_open(periodo=periodo, progetti=[progetto], scadenza=periodo.al, by=None)

    assert errore.value.code == "scadenza_non_valida"
    assert "scadenza" in errore.value.fields


def test_a_closed_period_is_neither_opened_nor_sent_for(periodo: PeriodoMonitoraggio) -> None:
    progetto = QuadroImpattoFactory().progetto
    (rendicontazione,) = _apri(periodo, progetto).aperte
    user = ReferenteFactory(comune=progetto.comune, ruolo="responsabile").user

    assert can_send(user, rendicontazione)
    periodo_close(periodo=periodo, dal=periodo.al + GIORNO, by=None)
    rendicontazione.refresh_from_db()
    rendicontazione.periodo.refresh_from_db()
    assert not can_send(user, rendicontazione)
    assert can_edit(user, rendicontazione)
    with pytest.raises(DomainError, match="riaprilo"):
        _apri(periodo, progetto)

    rendicontazione.periodo = periodo_reopen(periodo=periodo, by=None)
    assert can_send(user, rendicontazione)


def test_only_a_responsabile_of_that_comune_sends() -> None:
    rendicontazione = RendicontazioneFactory(bozza=True)
    comune = rendicontazione.progetto.comune
    compilatore = ReferenteFactory(comune=comune, ruolo="compilatore").user
    altro = ReferenteFactory(ruolo="responsabile").user

    assert can_edit(compilatore, rendicontazione)
    assert not can_send(compilatore, rendicontazione)
    assert not can_edit(altro, rendicontazione)
    assert not can_send(altro, rendicontazione)


@pytest.mark.parametrize("stato", ["inviata", "accettata", "validata"])
def test_what_was_sent_is_no_longer_the_comunes(stato: str) -> None:
    rendicontazione = RendicontazioneFactory(stato=stato)
    user = ReferenteFactory(comune=rendicontazione.progetto.comune, ruolo="responsabile").user

    assert not can_edit(user, rendicontazione)
    assert not can_send(user, rendicontazione)


def test_a_period_never_opened_is_not_closed(periodo: PeriodoMonitoraggio) -> None:
    with pytest.raises(DomainError, match="resta chiuso"):
        periodo_close(periodo=periodo, dal=periodo.al + GIORNO, by=None)
    with pytest.raises(DomainError, match="non è chiuso"):
        periodo_reopen(periodo=periodo, by=None)


def test_a_period_is_closed_after_its_end(periodo: PeriodoMonitoraggio) -> None:
    RendicontazioneFactory(periodo=periodo)

    with pytest.raises(DomainError, match="si chiude dopo"):
        periodo_close(periodo=periodo, dal=periodo.al, by=None)


# --- Extensions -----------------------------------------------------------------------------------
def test_an_extension_moves_the_due_date_keeps_the_old_one_and_is_told(responsabile: User) -> None:
    rendicontazione = RendicontazioneFactory(bozza=True)
    ReferenteFactory(comune=rendicontazione.progetto.comune)
    prima = rendicontazione.scadenza

    proroga = proroga_grant(
        rendicontazione=rendicontazione, a=prima + GIORNO, motivo=" Elezioni ", by=responsabile
    )

    rendicontazione.refresh_from_db()
    assert rendicontazione.scadenza == prima + GIORNO
    assert (proroga.da, proroga.motivo, proroga.by) == (prima, "Elezioni", responsabile)
    assert "Elezioni" in Messaggio.objects.get().testo


@pytest.mark.parametrize(
    ("scarto", "motivo", "campo"), [(0, "Elezioni", "a"), (-3, "Elezioni", "a"), (3, " ", "motivo")]
)
def test_an_extension_is_later_and_has_a_reason(scarto: int, motivo: str, campo: str) -> None:
    rendicontazione = RendicontazioneFactory(bozza=True)

    with pytest.raises(DomainError) as errore:
        proroga_grant(
            rendicontazione=rendicontazione,
            a=rendicontazione.scadenza + scarto * GIORNO,
            motivo=motivo,
            by=None,
        )

    assert list(errore.value.fields) == [campo]


def test_a_report_already_sent_gets_no_extension() -> None:
    rendicontazione = RendicontazioneFactory(inviata=True)

    with pytest.raises(DomainError) as errore:
        proroga_grant(
            rendicontazione=rendicontazione,
            a=rendicontazione.scadenza + GIORNO,
            motivo="Elezioni",
            by=None,
        )

    assert errore.value.code == "passaggio_non_ammesso"


def test_an_extension_ends_before_the_period_closes() -> None:
    rendicontazione = RendicontazioneFactory(bozza=True)
    rendicontazione.periodo.chiuso_il = rendicontazione.scadenza + 2 * GIORNO
    rendicontazione.periodo.save()

    with pytest.raises(DomainError, match="si chiude il"):
        proroga_grant(
            rendicontazione=rendicontazione,
            a=rendicontazione.scadenza + 2 * GIORNO,
            motivo="Elezioni",
            by=None,
        )
