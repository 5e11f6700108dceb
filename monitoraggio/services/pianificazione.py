"""The reports that plan themselves: of which kinds, since when, by which template."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _

from fis_portal.accounts.models import User
from fis_portal.core.errors import DomainError
from monitoraggio.enums import OrigineReport, TipoReport
from monitoraggio.models import ModelloReport, PianificazioneReport, ReportMonitoraggio
from monitoraggio.periodi import Periodo, periodi_fra, ultimo_concluso
from monitoraggio.services.versioni import copy_sezioni, lock_periodo, new_report

# What is planned of the kinds nobody has decided on.
PREDEFINITI = (TipoReport.MENSILE, TipoReport.TRIMESTRALE)


def report_pianificati_ensure(oggi: date, tipi: Iterable[TipoReport] | None = None) -> int:
    """Put in the queue the planned report of each period that has ended, once.

    The last one, and those missed since the first that was ever planned, or since its kind was
    switched on again; of kinds switched off, none. Safe to call often and by many at the same time.
    Returns how many were added.
    """
    decise = {p.tipo: p for p in PianificazioneReport.objects.select_related("modello")}
    return sum(
        _pianifica(tipo, periodo, decise.get(tipo))
        for tipo in map(TipoReport, tipi or TipoReport.values)
        if (decise[tipo].attiva if tipo in decise else tipo in PREDEFINITI)
        for periodo in _mancanti(tipo, oggi, decise.get(tipo))
    )


def check_modello_pianificato(tipo: TipoReport, modello: ModelloReport | None) -> None:
    """Raise DomainError for a template that planned reports of this kind cannot be made with."""
    if modello and (modello.di_un_comune or modello.tipo not in ("", tipo) or not modello.attivo):
        testo = _("Scegli un modello in uso, di tutto il programma, per questo tipo di periodo.")
        raise DomainError("modello_non_adatto", testo, {"modello": [testo]})


@transaction.atomic
def pianificazione_set(
    *, tipo: TipoReport, attiva: bool, modello: ModelloReport | None, by: User | None
) -> PianificazioneReport:
    """Switch the reports of a kind on or off and choose their template.

    Periods that ended while the kind was off are not missed. Raises DomainError for a template made
    for something else.
    """
    check_modello_pianificato(tipo, modello)
    righe = PianificazioneReport.objects.select_for_update(of=("self",))
    riga = righe.filter(tipo=tipo).first()
    riga = riga or PianificazioneReport(tipo=tipo, attiva=tipo in PREDEFINITI)
    if attiva and not riga.attiva:
        riga.attiva_dal = timezone.localdate()
    riga.attiva, riga.modello = attiva, modello
    riga.save()
    return riga


def _mancanti(
    tipo: TipoReport, oggi: date, decisa: PianificazioneReport | None
) -> Iterator[Periodo]:
    ultimo = ultimo_concluso(tipo, oggi)
    pianificati = ReportMonitoraggio.objects.filter(tipo=tipo, origine=OrigineReport.PIANIFICATO)
    primo = pianificati.aggregate(primo=Min("periodo_inizio"))["primo"] or ultimo.inizio
    fatti = set(pianificati.values_list("periodo_inizio", flat=True))
    dal = (decisa and decisa.attiva_dal) or date.min
    for periodo in periodi_fra(tipo, min(primo, ultimo.inizio), ultimo.inizio):
        if periodo.inizio not in fatti and (periodo == ultimo or periodo.fine >= dal):
            yield periodo


@transaction.atomic
def _pianifica(tipo: TipoReport, periodo: Periodo, decisa: PianificazioneReport | None) -> bool:
    lock_periodo(tipo, periodo.inizio, is_demo=False)
    pianificato = ReportMonitoraggio.objects.filter(
        tipo=tipo, origine=OrigineReport.PIANIFICATO, periodo_inizio=periodo.inizio
    )
    if pianificato.exists():
        return False
    modello = decisa.modello if decisa else None
    report = new_report(
        tipo=tipo,
        periodo_inizio=periodo.inizio,
        data_riferimento=periodo.fine,
        origine=OrigineReport.PIANIFICATO,
        is_demo=False,
        modello=modello,
    )
    # The lock makes it once among us; the constraint, whoever else writes.
    ReportMonitoraggio.objects.bulk_create([report], ignore_conflicts=True)
    scritto = pianificato.first()
    if modello and scritto and not scritto.sezioni.exists():
        copy_sezioni(scritto, modello.sezioni.all())
    return True
