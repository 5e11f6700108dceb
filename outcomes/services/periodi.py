"""Opening and closing of periods, and extensions: without an opening nobody reports."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from fis_portal.core.quote import data_it
from outcomes.enums import STATI_APERTI, StatoRendicontazione, TipoAvviso
from outcomes.models import (
    PassaggioRendicontazione,
    PeriodoMonitoraggio,
    Proroga,
    QuadroImpatto,
    Rendicontazione,
)
from outcomes.services.notifiche import comune_notify
from progetti.models import Progetto


@dataclass(frozen=True, slots=True)
class Saltato:
    """A project the period was not opened for, and why."""

    progetto: Progetto
    motivo: str


@dataclass(frozen=True, slots=True)
class Apertura:
    """What opening a period did."""

    aperte: tuple[Rendicontazione, ...]
    saltati: tuple[Saltato, ...]


@transaction.atomic
def periodo_open(
    *,
    periodo: PeriodoMonitoraggio,
    progetti: Iterable[Progetto],
    scadenza: date,
    by: User | None,
) -> Apertura:
    """Make the report of each project under its framework in force, and tell the Comuni.

    Doing it again only adds what is missing: the projects it is already open for, and those with no
    framework in force, are skipped with the reason. Raises DomainError if the period is closed or
    the reports would be due before its end.
    """
    periodo = PeriodoMonitoraggio.objects.select_for_update().get(pk=periodo.pk)
    _check_scadenza(periodo, scadenza)
    scelti = list(progetti)
    quadri = {
        quadro.progetto_id: quadro
        for quadro in QuadroImpatto.objects.in_vigore().filter(progetto__in=scelti)
    }
    gia = set(periodo.rendicontazioni.values_list("progetto_id", flat=True))
    aperte, saltati = [], []
    for progetto in scelti:
        motivo = _motivo(periodo, progetto, quadri.get(progetto.pk), gia)
        if motivo:
            saltati.append(Saltato(progetto, motivo))
        else:
            aperte.append(_open(periodo, progetto, quadri[progetto.pk], scadenza, by))
            gia.add(progetto.pk)
    return Apertura(tuple(aperte), tuple(saltati))


@transaction.atomic
def periodo_close(
    *, periodo: PeriodoMonitoraggio, dal: date, by: User | None
) -> PeriodoMonitoraggio:
    """From this day on nobody sends anything more for the period. Drafts stay where they are.

    Raises DomainError if the period has no report yet, or the day comes before its end.
    """
    periodo = PeriodoMonitoraggio.objects.select_for_update().get(pk=periodo.pk)
    if not periodo.rendicontazioni.exists():
        raise DomainError(
            "periodo_mai_aperto", _("Il periodo non è aperto per nessun progetto: resta chiuso.")
        )
    if dal <= periodo.al:
        testo = _("Il periodo finisce il %(al)s: si chiude dopo.") % {"al": data_it(periodo.al)}
        raise DomainError("data_non_valida", testo, {"dal": [testo]})
    periodo.chiuso_il = dal
    periodo.save(update_fields=["chiuso_il", "updated_at"])
    return periodo


@transaction.atomic
def periodo_reopen(*, periodo: PeriodoMonitoraggio, by: User | None) -> PeriodoMonitoraggio:
    """Let the Comuni send again. Raises DomainError if the period is not closed."""
    periodo = PeriodoMonitoraggio.objects.select_for_update().get(pk=periodo.pk)
    if periodo.chiuso_il is None:
        raise DomainError("periodo_non_chiuso", _("Il periodo non è chiuso."))
    periodo.chiuso_il = None
    periodo.save(update_fields=["chiuso_il", "updated_at"])
    return periodo


@transaction.atomic
def proroga_grant(
    *, rendicontazione: Rendicontazione, a: date, motivo: str, by: User | None
) -> Proroga:
    """Move the due date of a report that is still the Comune's, and tell the Comune.

    Raises DomainError without a reason, for a day that is not later, for a report already sent, or
    if the period would be closed by then.
    """
    rendicontazione = (
        Rendicontazione.objects.select_for_update(of=("self",))
        .select_related("periodo", "progetto__comune")
        .get(pk=rendicontazione.pk)
    )
    _check_proroga(rendicontazione, a, motivo)
    proroga = Proroga.objects.create(
        rendicontazione=rendicontazione,
        da=rendicontazione.scadenza,
        a=a,
        motivo=motivo.strip(),
        by=by,
    )
    rendicontazione.scadenza = a
    rendicontazione.save(update_fields=["scadenza", "updated_at"])
    comune_notify(rendicontazione, TipoAvviso.PROROGA, str(proroga.pk), proroga=proroga)
    return proroga


def _open(
    periodo: PeriodoMonitoraggio,
    progetto: Progetto,
    quadro: QuadroImpatto,
    scadenza: date,
    by: User | None,
) -> Rendicontazione:
    rendicontazione = Rendicontazione.objects.create(
        progetto=progetto, periodo=periodo, quadro=quadro, scadenza=scadenza
    )
    PassaggioRendicontazione.objects.create(
        rendicontazione=rendicontazione, a=StatoRendicontazione.DA_INIZIARE, by=by
    )
    comune_notify(rendicontazione, TipoAvviso.APERTURA, "apertura")
    return rendicontazione


def _motivo(
    periodo: PeriodoMonitoraggio,
    progetto: Progetto,
    quadro: QuadroImpatto | None,
    gia: set[int],
) -> str:
    """Why the period is not opened for a project; empty if it is."""
    if progetto.pk in gia:
        return _("il periodo è già aperto per questo progetto")
    if progetto.is_demo != periodo.is_demo:
        return _("dati dimostrativi e veri non si mescolano")
    if quadro is None:
        return _("il progetto non ha un quadro d'impatto in vigore")
    return ""


def _check_scadenza(periodo: PeriodoMonitoraggio, scadenza: date) -> None:
    if periodo.chiuso_il is not None:
        testo = _("Il periodo è chiuso: riaprilo prima di aprirlo per altri progetti.")
        raise DomainError("periodo_chiuso", testo)
    if scadenza <= periodo.al:
        testo = _("Il periodo finisce il %(al)s: la scadenza viene dopo.") % {
            "al": data_it(periodo.al)
        }
        raise DomainError("scadenza_non_valida", testo, {"scadenza": [testo]})


def _check_proroga(rendicontazione: Rendicontazione, a: date, motivo: str) -> None:
    chiuso_il = rendicontazione.periodo.chiuso_il
    campo = "a"
    if rendicontazione.stato not in STATI_APERTI:
        raise DomainError(
            "passaggio_non_ammesso",
            _("La rendicontazione è «%(stato)s»: non aspetta più il Comune e non si proroga.")
            % {"stato": rendicontazione.get_stato_display()},
        )
    if a <= rendicontazione.scadenza:
        testo = _("La nuova scadenza viene dopo quella di adesso, il %(giorno)s.") % {
            "giorno": data_it(rendicontazione.scadenza)
        }
    elif chiuso_il is not None and a >= chiuso_il:
        testo = _("Il periodo si chiude il %(giorno)s: spostane prima la chiusura.") % {
            "giorno": data_it(chiuso_il)
        }
    elif not motivo.strip():
        campo, testo = "motivo", _("Indica il motivo della proroga.")
    else:
        return
    raise DomainError("proroga_non_valida", testo, {campo: [testo]})
