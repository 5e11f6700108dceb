"""Reminders to the Comuni around a due date, and the weekly digest of the staff.

Both may be swept as often as one likes: what was told once is not told again, and after days
without a sweep only the last reminder is sent, not those that were missed.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from fis_portal.accounts.models import User
from fis_portal.accounts.services import avviso_send
from outcomes.enums import StatoRendicontazione, TipoAvviso
from outcomes.models import Rendicontazione
from outcomes.selectors.calendario import Riepilogo, riepilogo
from outcomes.services.notifiche import CARTELLA, comune_notify, reviewers

# Days from the due date, in order.
GIORNI = (-14, -7, -1, 1, 7)
# A reminder that could not leave for this long is no longer of use.
SCADUTO_DOPO = timedelta(days=30)


def promemoria_sweep(oggi: date) -> int:
    """Queue the reminders of the day; how many mails."""
    return sum(_remind(rendicontazione, oggi) for rendicontazione in _in_mano_ai_comuni(oggi))


def riepilogo_sweep(oggi: date) -> int:
    """Queue the digest of the week for who reviews, where there is something to tell."""
    inviati = 0
    for demo in (False, True):
        dati = riepilogo(oggi, dimostrativi=demo)
        if dati.is_vuoto:
            continue
        inviati += sum(_digest(user, dati, oggi) for user in reviewers(demo=demo))
    return inviati


def _in_mano_ai_comuni(oggi: date) -> Iterator[Rendicontazione]:
    """Open reports of open periods, each with the day it came to the Comune's hands."""
    al_comune = (StatoRendicontazione.DA_INIZIARE, StatoRendicontazione.RESTITUITA)
    rendicontazioni = (
        Rendicontazione.objects.aperte()
        .filter(Q(periodo__chiuso_il__isnull=True) | Q(periodo__chiuso_il__gt=oggi))
        .select_related("progetto__comune", "periodo")
        .annotate(
            consegnata=Max("passaggi__created_at", filter=Q(passaggi__a__in=al_comune)),
            prorogata=Max("proroghe__created_at"),
        )
        .order_by("scadenza", "pk")
    )
    yield from rendicontazioni.iterator(chunk_size=200)


def _remind(rendicontazione: Rendicontazione, oggi: date) -> int:
    giorno = _giorno(rendicontazione, oggi)
    if giorno is None:
        return 0
    return comune_notify(
        rendicontazione,
        TipoAvviso.PROMEMORIA,
        giorno.isoformat(),
        mancano=(rendicontazione.scadenza - oggi).days,
        ritardo=(oggi - rendicontazione.scadenza).days,
    )


def _giorno(rendicontazione: Rendicontazione, oggi: date) -> date | None:
    """The day of the last reminder that fell due, if it did after the Comune was last told."""
    detti = [
        quando
        for quando in (
            getattr(rendicontazione, "consegnata", None) or rendicontazione.created_at,
            getattr(rendicontazione, "prorogata", None),
        )
        if quando is not None
    ]
    da_quando = max(timezone.localdate(quando) for quando in detti)
    giorni = [rendicontazione.scadenza + timedelta(days=scarto) for scarto in GIORNI]
    passati = [g for g in giorni if da_quando < g <= oggi and oggi - g <= SCADUTO_DOPO]
    return passati[-1] if passati else None


@transaction.atomic
def _digest(user: User, dati: Riepilogo, oggi: date) -> bool:
    anno, settimana, _giorno_settimana = oggi.isocalendar()
    messaggio = avviso_send(
        user=user,
        tipo=TipoAvviso.RIEPILOGO.value,
        chiave=f"{TipoAvviso.RIEPILOGO.value}:{anno}-{settimana:02d}:{user.pk}",
        oggetto_template=f"{CARTELLA}/riepilogo_oggetto.txt",
        testo_template=f"{CARTELLA}/riepilogo_testo.txt",
        contesto={"riepilogo": dati, "indirizzo": f"{settings.SITE_URL}/admin/"},
    )
    return messaggio is not None
