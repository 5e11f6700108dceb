"""Reminders: on their days, once each, only the last after a silence, to who acts today."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from fis_portal.accounts.models import User
from fis_portal.accounts.services import avvisi_set
from fis_portal.core.models import Messaggio
from outcomes.models import PassaggioRendicontazione, Rendicontazione
from outcomes.services.solleciti import promemoria_sweep, riepilogo_sweep
from outcomes.tasks import solleciti_sweep
from tests.comuni.factories import ReferenteFactory
from tests.outcomes.factories import ProrogaFactory, RendicontazioneFactory, RilevazioneFactory

pytestmark = pytest.mark.django_db
SCADENZA = date(2027, 3, 31)


def _giorno(scarto: int) -> date:
    return SCADENZA + timedelta(days=scarto)


def _ore_8(giorno: date) -> datetime:
    return datetime.combine(giorno, time(8), ZoneInfo("Europe/Rome"))


@pytest.fixture
def aperta() -> Rendicontazione:
    """Open since two months before its due date, with one officer."""
    rendicontazione = RendicontazioneFactory(scadenza=SCADENZA)
    Rendicontazione.objects.update(created_at=_ore_8(_giorno(-60)))
    ReferenteFactory(comune=rendicontazione.progetto.comune)
    return rendicontazione


@pytest.mark.parametrize("scarto", [-14, -7, -1, 1, 7])
def test_a_reminder_leaves_on_its_day_and_once(aperta: Rendicontazione, scarto: int) -> None:
    assert promemoria_sweep(_giorno(scarto)) == 1
    assert promemoria_sweep(_giorno(scarto)) == 0


@pytest.mark.parametrize(("scarto", "frase"), [
    (-14, "Mancano 14 giorni"), (-1, "Manca un giorno"), (1, "Inviala appena puoi")
])  # fmt: skip
def test_it_says_how_long_there_is(aperta: Rendicontazione, scarto: int, frase: str) -> None:
    promemoria_sweep(_giorno(scarto))

    assert frase in Messaggio.objects.get().testo


def test_day_by_day_there_are_five(aperta: Rendicontazione) -> None:
    inviati = [scarto for scarto in range(-20, 45) if promemoria_sweep(_giorno(scarto))]

    assert inviati == [-14, -7, -1, 1, 7]


def test_after_a_silence_only_the_last_one_leaves(aperta: Rendicontazione) -> None:
    assert promemoria_sweep(_giorno(3)) == 1
    assert "andava inviata" in Messaggio.objects.get().testo
    assert promemoria_sweep(_giorno(4)) == 0


def test_nobody_is_reminded_of_what_just_came(aperta: Rendicontazione) -> None:
    """Opened ten days before: that of fourteen days before was never due."""
    Rendicontazione.objects.update(created_at=_ore_8(_giorno(-10)))

    assert promemoria_sweep(_giorno(-9)) == 0
    assert promemoria_sweep(_giorno(-7)) == 1


def test_a_report_just_returned_starts_afresh(aperta: Rendicontazione) -> None:
    Rendicontazione.objects.update(stato="restituita")
    passaggio = PassaggioRendicontazione.objects.create(rendicontazione=aperta, a="restituita")
    PassaggioRendicontazione.objects.filter(pk=passaggio.pk).update(created_at=_ore_8(_giorno(3)))

    assert promemoria_sweep(_giorno(4)) == 0
    assert promemoria_sweep(_giorno(7)) == 1


def test_an_extension_moves_the_reminders(aperta: Rendicontazione) -> None:
    promemoria_sweep(_giorno(-1))
    proroga = ProrogaFactory(rendicontazione=aperta)
    type(proroga).objects.update(created_at=_ore_8(_giorno(0)))
    Rendicontazione.objects.update(scadenza=_giorno(30))

    assert promemoria_sweep(_giorno(7)) == 0
    assert promemoria_sweep(_giorno(30 - 7)) == 1


@pytest.mark.parametrize("stato", ["inviata", "accettata", "validata"])
def test_who_has_sent_is_left_in_peace(aperta: Rendicontazione, stato: str) -> None:
    Rendicontazione.objects.update(stato=stato)

    assert promemoria_sweep(_giorno(1)) == 0


def test_closed_periods_are_over(aperta: Rendicontazione) -> None:
    aperta.periodo.chiuso_il = _giorno(1)
    aperta.periodo.save()

    assert promemoria_sweep(_giorno(1)) == 0


def test_only_active_officers_who_want_it_are_reminded(aperta: Rendicontazione) -> None:
    comune = aperta.progetto.comune
    ReferenteFactory(comune=comune, attivo=False)
    ReferenteFactory(comune=comune, user__is_active=False)
    ReferenteFactory()
    rinuncia = ReferenteFactory(comune=comune).user
    avvisi_set(user=rinuncia, voluti=[], by=rinuncia)

    assert promemoria_sweep(_giorno(-7)) == 1


# --- Digest ---------------------------------------------------------------------------------------
def test_the_digest_goes_once_a_week_to_who_reviews(
    aperta: Rendicontazione, responsabile: User, lettura: User
) -> None:
    RilevazioneFactory(
        rendicontazione__accettata=True,
        valore=1,
        verifica="contestata",
        verifica_metodo="Registri",
        verifica_nota="No",
        verificata_il=_ore_8(SCADENZA),
    )
    lunedi = date(2027, 4, 5)

    assert riepilogo_sweep(lunedi) == 1
    assert riepilogo_sweep(lunedi + timedelta(days=6)) == 0
    assert riepilogo_sweep(lunedi + timedelta(days=7)) == 1

    messaggio = Messaggio.objects.filter(a=responsabile.email).earliest("pk")
    assert "In ritardo (1)" in messaggio.testo
    assert aperta.progetto.comune.nome in messaggio.testo
    assert "valori contestati (1)" in messaggio.testo


def test_with_nothing_to_tell_there_is_no_digest(responsabile: User) -> None:
    assert riepilogo_sweep(date(2027, 4, 5)) == 0


def test_real_staff_hear_nothing_of_demonstrative_reports(responsabile: User) -> None:
    RendicontazioneFactory(inviata=True, quadro__progetto__is_demo=True)

    assert riepilogo_sweep(date(2027, 4, 5)) == 0


def test_the_sweep_may_run_twice(aperta: Rendicontazione, responsabile: User) -> None:
    oggi = timezone.localdate()
    Rendicontazione.objects.update(
        scadenza=oggi + timedelta(days=7), created_at=_ore_8(oggi - timedelta(days=30))
    )

    solleciti_sweep()
    prima = Messaggio.objects.count()
    solleciti_sweep()

    assert prima > 0
    assert Messaggio.objects.count() == prima
