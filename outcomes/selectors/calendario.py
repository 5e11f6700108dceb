"""Due dates: as a list, as a calendar people's programs subscribe to, as the staff's digest."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, timedelta

from django.conf import settings
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from fis_portal.accounts.models import User
from fis_portal.core.ical import calendario_ical, testo_ical
from outcomes.enums import STATI_ACCETTATI, Verifica
from outcomes.models import AbbonamentoCalendario, Rendicontazione
from outcomes.querysets import RendicontazioneQuerySet

PRESTO = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Riepilogo:
    """What the staff should know this week."""

    da_esaminare: tuple[Rendicontazione, ...]
    in_ritardo: tuple[Rendicontazione, ...]
    in_scadenza: tuple[Rendicontazione, ...]
    contestate: tuple[Rendicontazione, ...]

    @property
    def is_vuoto(self) -> bool:
        return not (self.da_esaminare or self.in_ritardo or self.in_scadenza or self.contestate)


def riepilogo(oggi: date, *, dimostrativi: bool = False) -> Riepilogo:
    """Reports to review, late, due soon, and accepted ones with disputed values."""
    tutte = Rendicontazione.objects.filter(progetto__is_demo=dimostrativi).select_related(
        "progetto__comune", "periodo"
    )
    contestati = Count("rilevazioni", filter=Q(rilevazioni__verifica=Verifica.CONTESTATA))
    return Riepilogo(
        da_esaminare=tuple(tutte.da_esaminare().order_by("updated_at", "pk")),
        in_ritardo=tuple(tutte.in_ritardo(oggi).order_by("scadenza", "pk")),
        in_scadenza=tuple(
            tutte.aperte().filter(scadenza__range=(oggi, oggi + PRESTO)).order_by("scadenza", "pk")
        ),
        contestate=tuple(
            tutte.filter(stato__in=STATI_ACCETTATI)
            .annotate(contestati=contestati)
            .filter(contestati__gt=0)
            .order_by("periodo__al", "pk")
        ),
    )


def scadenze(rendicontazioni: RendicontazioneQuerySet) -> RendicontazioneQuerySet:
    """These reports as due dates, the nearest first."""
    return rendicontazioni.select_related("progetto__comune", "periodo").order_by("scadenza", "pk")


def scadenze_ics(rendicontazioni: Iterable[Rendicontazione], *, base: str, percorso: str) -> str:
    """Due dates as all-day events. `percorso` (with `{pk}`) is the page of a report under `base`.

    A report keeps its UID when the date moves, so that the calendar moves it too.
    """
    righe = [riga for r in rendicontazioni for riga in _evento(r, base.rstrip("/"), percorso)]
    return calendario_ical(_("Scadenze"), righe)


def _evento(rendicontazione: Rendicontazione, base: str, percorso: str) -> Iterator[str]:
    nome = rendicontazione.progetto.nome_pubblico
    comune = rendicontazione.progetto.comune.nome
    yield "BEGIN:VEVENT"
    yield f"UID:rendicontazione-{rendicontazione.pk}@{base.partition('://')[2]}"
    yield f"DTSTAMP:{rendicontazione.updated_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{rendicontazione.scadenza:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{rendicontazione.scadenza + timedelta(days=1):%Y%m%d}"
    titolo = _("Rendicontazione: %(progetto)s, %(periodo)s") % {
        "progetto": nome,
        "periodo": rendicontazione.periodo,
    }
    yield f"SUMMARY:{testo_ical(titolo)}"
    stato = _("%(comune)s, stato: %(stato)s.") % {
        "comune": comune,
        "stato": rendicontazione.get_stato_display(),
    }
    yield f"DESCRIPTION:{testo_ical(f'{stato} {settings.SITE_NAME}')}"
    yield f"URL:{base}{percorso.format(pk=rendicontazione.pk)}"
    # A due date does not make anybody busy.
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def token_impronta(token: str) -> str:
    """What is kept of a secret address."""
    return hashlib.sha256(token.encode()).hexdigest()


def abbonamento_of(token: str) -> AbbonamentoCalendario | None:
    """Whose secret address this is, if it still opens."""
    return (
        AbbonamentoCalendario.objects.filter(
            impronta=token_impronta(token), revocato_il__isnull=True, user__is_active=True
        )
        .select_related("user")
        .first()
    )


def abbonamento_di(user: User) -> AbbonamentoCalendario | None:
    """The secret address a person has open, if any."""
    return AbbonamentoCalendario.objects.filter(user=user, revocato_il__isnull=True).first()
